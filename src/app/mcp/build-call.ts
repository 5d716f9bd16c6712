import { isNameable } from "#app/calls/claimed-text.ts";
import type { PolicySnapshot } from "#domain/governance/policy/policy-snapshot.ts";
import { metaKeys } from "#domain/mcp/protocol/meta-keys.ts";
import { toolNameCharsMax } from "#domain/mcp/tool-name.ts";
import type { GovernedMethod } from "#domain/mcp/protocol/method-table.ts";
import type { GovernedCall } from "#shared/governed-call.ts";
import { isJsonObject, type JsonObject, type JsonValue } from "#shared/json.ts";
import type { ServerHandle } from "./mcp-deps.ts";

/** What goes to the tool server: the very value that was judged. */
export interface PreparedCall {
  readonly call: GovernedCall;
  /** The tool's exposed name, or the method where there is no tool. */
  readonly name: string;
  /** Params for the tool server, `_meta` without what belongs to this hop. */
  readonly params: JsonObject;
  readonly input: JsonObject;
  readonly progressToken: string | number | null;
}

const nameAllowed = /^[A-Za-z0-9_.-]+$/;
const noKinds = {};

/** Builds the governed call from a request's params, or says what is wrong with them. */
export function buildCall(
  method: GovernedMethod,
  params: JsonObject,
  server: ServerHandle,
  policy: PolicySnapshot,
): PreparedCall | string {
  const meta = isJsonObject(params["_meta"]) ? params["_meta"] : {};
  const kept = foreignMeta(meta);
  const token = meta["progressToken"];
  const progressToken = typeof token === "string" || typeof token === "number" ? token : null;
  if (method === "tools/call") return buildToolCall(params, kept, progressToken, server, policy);
  const { _meta: _dropped, ...input } = params;
  const problem = problemOf(method, input);
  if (problem !== null) return problem;
  const judged = kept === null ? input : { ...input, _meta: kept };
  const call: GovernedCall = {
    surface: "mcp",
    method,
    target: `mcp://${server.name}/${method}`,
    entity: { kind: "server", name: server.name },
    input: judged,
    argumentKinds: noKinds,
    declaresPermissions: true,
    cwd: server.config.cwd ?? null,
    blocklist: policy.servers.get(server.name)?.blocklist ?? noKinds,
  };
  return { call, name: method, params: judged, input: judged, progressToken };
}

function buildToolCall(
  params: JsonObject,
  kept: JsonObject | null,
  progressToken: string | number | null,
  server: ServerHandle,
  policy: PolicySnapshot,
): PreparedCall | string {
  const { name, arguments: given } = params;
  if (typeof name !== "string" || name.length > toolNameCharsMax || !nameAllowed.test(name)) {
    return "Unknown tool";
  }
  // The name goes into rows and reasons unmasked.
  if (!isNameable(name, policy.everyKind)) return "Unknown tool";
  if (given !== undefined && !isJsonObject(given)) return "The arguments must be an object.";
  const args = given ?? {};
  const input = kept === null ? args : { ...args, [metaName(args)]: kept };
  const target = `mcp://${server.name}/${name}`;
  const known = policy.tools.get(target) ?? policy.servers.get(server.name);
  const call: GovernedCall = {
    surface: "mcp",
    method: "tools/call",
    target,
    entity: { kind: "tool", name, server: server.name },
    input,
    argumentKinds: known?.argumentKinds ?? noKinds,
    declaresPermissions: known?.declaresPermissions ?? false,
    cwd: server.config.cwd ?? null,
    blocklist: known?.blocklist ?? noKinds,
  };
  const sent = kept === null ? { name, arguments: args } : { name, arguments: args, _meta: kept };
  return { call, name, params: sent, input, progressToken };
}

/** Request metadata is judged beside the arguments, under a name that no argument has. */
function metaName(args: JsonObject): string {
  let name = "_meta";
  while (Object.hasOwn(args, name)) name = `_${name}`;
  return name;
}

/** What of `_meta` is passed on, or null when nothing is. */
function foreignMeta(meta: JsonObject): JsonObject | null {
  const kept = Object.keys(meta).filter((key) => !isOfHop(key));
  if (kept.length === 0) return null;
  return Object.fromEntries(kept.map((key) => [key, meta[key] as JsonValue]));
}

/** Members of `_meta` that belong to the hop between the client and us. */
function isOfHop(key: string): boolean {
  return key === "progressToken" || key.startsWith(metaKeys.prefix);
}

function problemOf(method: GovernedMethod, input: JsonObject): string | null {
  switch (method) {
    case "resources/read":
      return typeof input["uri"] === "string" ? null : "The uri must be a string.";
    case "prompts/get":
      return typeof input["name"] === "string" ? null : "The prompt's name must be a string.";
    case "completion/complete":
      return isJsonObject(input["ref"]) && isJsonObject(input["argument"])
        ? null
        : "A completion needs ref and argument.";
    default:
      return null;
  }
}
