import { isNameable } from "#app/calls/claimed-text.ts";
import { recordEvent } from "#app/calls/record-event.ts";
import { mayReach } from "#domain/governance/access/may-reach.ts";
import type { PolicySnapshot } from "#domain/governance/policy/policy-snapshot.ts";
import type { ListMethod } from "#domain/mcp/protocol/method-table.ts";
import { listTtlMs } from "#domain/mcp/protocol/shape-result.ts";
import { metaKeys } from "#domain/mcp/protocol/meta-keys.ts";
import { type RequestId, resultText, rpcCodes } from "#domain/mcp/json-rpc.ts";
import {
  type Catalog,
  type CatalogEntry,
  type CatalogTool,
  emptyCatalog,
} from "#domain/mcp/upstream/catalog.ts";
import type { JsonObject } from "#shared/json.ts";
import type { Principal } from "#shared/principal.ts";
import { type Answer, type Exchange, serverTarget } from "../exchange.ts";
import { guardList } from "../results/guard-list.ts";
import type { LiveServer, ServerHandle, Unavailable } from "../mcp-deps.ts";
import { refuseMessage } from "./refuse-message.ts";

const listKeys = {
  "tools/list": "tools",
  "resources/list": "resources",
  "resources/templates/list": "resourceTemplates",
  "prompts/list": "prompts",
} as const satisfies Record<ListMethod, string>;

/** Lists what the caller may call, and nothing else; a server that is down offers nothing. */
export async function answerList(
  exchange: Exchange,
  id: RequestId,
  method: ListMethod,
  params: JsonObject,
  live: LiveServer | Unavailable,
): Promise<Answer> {
  if (params["cursor"] !== undefined) {
    // Lists are never cut, so no cursor was ever given out.
    const error = { code: rpcCodes.invalidParams, message: "Unknown cursor" };
    return refuseMessage(exchange, id, error, method);
  }
  const catalog = "unavailable" in live ? emptyCatalog : live.catalog;
  const { principal } = exchange.caller.authentication;
  const policy = exchange.deps.policy();
  const entries = visibleEntries(method, catalog, principal, { server: exchange.server, policy });
  const texts = guardList(exchange, policy, entries);
  const receipt = await recordEvent(exchange.deps, exchange.caller, {
    target: serverTarget(exchange.server.name),
    verdict: "allow",
    policy: "mcp.list",
    reason: `Listed ${texts.length}.`,
    detail: { method, listed: texts.length, ...("unavailable" in live ? { down: true } : {}) },
  });
  const list = `"${listKeys[method]}":[${texts.join(",")}]`;
  return { status: 200, body: resultText(id, wrapList(exchange, list)), receipt };
}

function visibleEntries(
  method: ListMethod,
  catalog: Catalog,
  principal: Principal,
  { server, policy }: { readonly server: ServerHandle; readonly policy: PolicySnapshot },
): Iterable<CatalogEntry | CatalogTool> {
  if (method === "tools/list") return visibleTools(server.name, catalog, principal, policy);
  const reach = mayReach(principal, { kind: "server", name: server.name }, policy);
  if (!reach.allowed) return [];
  switch (method) {
    case "resources/list":
      return catalog.resources;
    case "resources/templates/list":
      return catalog.resourceTemplates;
    case "prompts/list":
      return catalog.prompts.values();
  }
}

/** The tools that the caller may call, by what the call asks: a name to record, then the scope. */
export function visibleTools(
  server: string,
  catalog: Catalog,
  principal: Principal,
  policy: PolicySnapshot,
) {
  return [...catalog.tools.values()].filter(
    (tool) =>
      isNameable(tool.name, policy.everyKind) &&
      mayReach(principal, { kind: "tool", name: tool.name, server }, policy).allowed,
  );
}

function wrapList(exchange: Exchange, list: string): string {
  if (exchange.era === "legacy") return `{${list}}`;
  const meta = `{"${metaKeys.serverInfo}":${exchange.server.infoText}}`;
  const kept = `"resultType":"complete","ttlMs":${listTtlMs},"cacheScope":"private"`;
  return `{${kept},${list},"_meta":${meta}}`;
}
