import { claimedText } from "#app/calls/claimed-text.ts";
import { recordEvent } from "#app/calls/record-event.ts";
import type { PolicySnapshot } from "#domain/governance/policy/policy-snapshot.ts";
import { type RequestId, rpcCodes } from "#domain/mcp/json-rpc.ts";
import { mintSessionId, type SessionOwner } from "#domain/mcp/protocol/session-id.ts";
import { listTtlMs } from "#domain/mcp/protocol/shape-result.ts";
import {
  isLegacyVersion,
  legacyVersions,
  type LegacyVersion,
  supportedVersions,
} from "#domain/mcp/protocol/versions.ts";
import { isJsonObject, type JsonObject, type JsonValue } from "#shared/json.ts";
import type { Principal } from "#shared/principal.ts";
import { type Answer, answerResult, type Exchange, ownResult, serverTarget } from "../exchange.ts";
import { guardInstructions } from "../results/guard-list.ts";
import type { LiveServer, Unavailable } from "../mcp-deps.ts";
import { refuseMessage } from "./refuse-message.ts";

/** `server/discover`: what is spoken and offered here (2026-07-28). */
export async function answerDiscover(
  exchange: Exchange,
  id: RequestId,
  live: LiveServer | Unavailable,
): Promise<Answer> {
  const receipt = await recordEvent(exchange.deps, exchange.caller, {
    target: serverTarget(exchange.server.name),
    verdict: "allow",
    policy: "mcp.discover",
    reason: "Discovered.",
    detail: { method: "server/discover" },
  });
  const result = ownResult(exchange, {
    supportedVersions: [...supportedVersions],
    capabilities: capabilitiesOf(live, "modern"),
    ttlMs: listTtlMs,
    cacheScope: "private",
    ...instructionsOf(exchange, live),
  });
  return answerResult(id, result, receipt);
}

/** `initialize`: opens a legacy session whose id says everything about it. */
export async function answerInitialize(
  exchange: Exchange,
  id: RequestId,
  params: JsonObject,
  live: LiveServer | Unavailable,
): Promise<Answer> {
  const { deps, server, caller } = exchange;
  const asked = params["protocolVersion"];
  if (typeof asked !== "string") {
    const error = { code: rpcCodes.invalidParams, message: "protocolVersion must be a string." };
    return refuseMessage(exchange, id, error, "initialize");
  }
  const version: LegacyVersion = isLegacyVersion(asked) ? asked : legacyVersions[0];
  const receipt = await recordEvent(deps, caller, {
    target: serverTarget(server.name),
    verdict: "allow",
    policy: "mcp.session-start",
    reason: "Session started.",
    detail: { method: "initialize", version, ...clientClaim(params["clientInfo"], deps.policy()) },
  });
  const owner = sessionOwner(caller.authentication.principal, server.name);
  const session = mintSessionId(owner, version, deps.nonce(), deps.clock.nowMs(), deps.signer);
  const result = JSON.stringify({
    protocolVersion: version,
    capabilities: capabilitiesOf(live, "legacy"),
    serverInfo: exchange.server.info,
    ...instructionsOf(exchange, live),
  });
  return { ...answerResult(id, result, receipt), headers: { "mcp-session-id": session } };
}

export function sessionOwner(principal: Principal, server: string): SessionOwner {
  return { userId: principal.userId, clientId: principal.clientId, server };
}

/**
 * What this gateway offers for a server. List changes are told to those who listen, which only the
 * modern era can; updates of single resources, logging and tasks are not offered.
 */
function capabilitiesOf(live: LiveServer | Unavailable, era: "modern" | "legacy"): JsonObject {
  const listed = era === "modern" ? { listChanged: true } : {};
  if ("unavailable" in live) return { tools: listed };
  const { capabilities } = live.hello;
  return {
    tools: listed,
    ...(capabilities["resources"] === undefined ? {} : { resources: listed }),
    ...(capabilities["prompts"] === undefined ? {} : { prompts: listed }),
    ...(capabilities["completions"] === undefined ? {} : { completions: {} }),
  };
}

function instructionsOf(
  exchange: Exchange,
  live: LiveServer | Unavailable,
): { instructions?: string } {
  if ("unavailable" in live || live.hello.instructions === null) return {};
  const { instructions } = live.hello;
  return { instructions: guardInstructions(exchange, exchange.deps.policy(), instructions) };
}

/** The client's name is its own claim. */
function clientClaim(
  info: JsonValue | undefined,
  { everyKind }: Pick<PolicySnapshot, "everyKind">,
): JsonObject {
  if (!isJsonObject(info) || typeof info["name"] !== "string") return {};
  return { client_claim: claimedText(info["name"], everyKind) };
}
