import { createMcpEndpoint } from "./endpoint.ts";
import type { McpDeps } from "./mcp-deps.ts";
import { rpcCodes } from "#domain/mcp/json-rpc.ts";
import { metaKeys } from "#domain/mcp/protocol/meta-keys.ts";
import { modernVersions } from "#domain/mcp/protocol/versions.ts";
import type { MirroredParam } from "#domain/mcp/mirrored-params.ts";
import { AppError } from "#shared/errors.ts";
import { type ClientId, mintTraceId, type SessionId, type UserId } from "#shared/ids.ts";
import { isJsonObject, type JsonObject, type JsonValue } from "#shared/json.ts";
import type { Principal } from "#shared/principal.ts";

/** Whoever may open the 0600 control socket acts as the installation's own administrator. */
export function localPrincipal(osUser: string): Principal {
  const name = `local:${osUser}`;
  return {
    userId: name as UserId,
    email: null,
    role: "admin",
    scopes: ["*"],
    departments: [],
    clientId: "cli" as ClientId,
    sessionId: name as SessionId,
    tokenId: null,
    credential: "local",
  };
}

export interface LocalCall {
  readonly server: string;
  readonly tool: string;
  readonly args: JsonObject;
  readonly mirrored: readonly MirroredParam[];
  /** Names of the server's tools; null while it is down. */
  readonly offered: readonly string[] | null;
}

/** Calls a tool from the command line, through the very door that every client uses. */
export async function callLocally(
  deps: McpDeps,
  principal: Principal,
  local: LocalCall,
): Promise<JsonObject> {
  const { server, tool, args, mirrored } = local;
  // The socket is the credential: there is no token that could be revoked meanwhile.
  const endpoint = createMcpEndpoint({ ...deps, isCurrent: () => true });
  const meta = {
    [metaKeys.protocolVersion]: modernVersions[0],
    [metaKeys.clientInfo]: { ...deps.product },
    [metaKeys.clientCapabilities]: {},
  };
  const params = { name: tool, arguments: args, _meta: meta };
  const traceId = mintTraceId();
  const deadline = AbortSignal.timeout(callMsMax);
  const response = await endpoint.handle({
    method: "POST",
    server,
    headers: { get: (name) => headerOf(name, tool, args, mirrored) },
    body: JSON.stringify({ jsonrpc: "2.0", id: 1, method: "tools/call", params }),
    authentication: { principal },
    traceId,
    addressPrefix: "local",
    signal: () => deadline,
  });
  const answer = typeof response.body === "string" ? (JSON.parse(response.body) as JsonObject) : {};
  if (isJsonObject(answer["error"])) {
    throw refusalOf(answer["error"], response.status, traceId, local);
  }
  return { trace_id: traceId, result: answer["result"] ?? null };
}

/** Shorter than what the command line waits for an answer of the socket. */
const callMsMax = 110_000;

/** The person at the machine may know what a client may not: why a name is unknown. */
function refusalOf(
  error: JsonObject,
  status: number,
  traceId: string,
  { server, tool, offered }: LocalCall,
): AppError {
  const details = { rpc_code: error["code"], trace_id: traceId };
  if (error["code"] === rpcCodes.invalidParams && offered?.includes(tool) === false) {
    const known = offered.length === 0 ? "none" : offered.join(", ");
    return new AppError("NOT_FOUND", `${server} has no such tool. There are: ${known}.`, {
      details,
    });
  }
  if (error["code"] === rpcCodes.invalidParams && error["message"] === "Unknown tool") {
    const grant = `systemprompt admin access grant --entity mcp://${server} --subject role:admin`;
    const message = `No access rule lets administrators call ${server}/${tool}. To allow it: ${grant}`;
    return new AppError("FORBIDDEN", message, { details });
  }
  const code =
    status === 404 ? "NOT_FOUND" : status === 503 ? "AUDIT_UNAVAILABLE" : "UPSTREAM_FAILED";
  return new AppError(code, String(error["message"]), { details });
}

function headerOf(
  name: string,
  tool: string,
  args: JsonObject,
  mirrored: readonly MirroredParam[],
): string | null {
  const fixed = {
    "content-type": "application/json",
    "mcp-protocol-version": modernVersions[0],
    "mcp-method": "tools/call",
    "mcp-name": tool,
  } as const;
  if (Object.hasOwn(fixed, name)) return fixed[name as keyof typeof fixed];
  const param = mirrored.find(({ header }) => name === `mcp-param-${header}`);
  const value = param?.path.reduce<JsonValue | undefined>(
    (at, key) => (isJsonObject(at) ? at[key] : undefined),
    args,
  );
  if (value === undefined || value === null) return null;
  return `=?base64?${Buffer.from(String(value), "utf8").toString("base64")}?=`;
}
