import { recordEvent } from "#app/calls/record-event.ts";
import type { Caller } from "#app/calls/call-deps.ts";
import { rpcCodes } from "#domain/mcp/json-rpc.ts";
import { type Answer, serverTarget } from "../exchange.ts";
import type { McpDeps, McpRequest, ServerHandle } from "../mcp-deps.ts";
import { findSession } from "./find-session.ts";
import { refuseHttpMethod, refuseMessage } from "./refuse-message.ts";

interface Ending {
  readonly deps: McpDeps;
  readonly caller: Caller;
  readonly server: ServerHandle;
  readonly request: McpRequest;
}

/** DELETE ends a legacy session everywhere: a row, and what ran for it alone stops. */
export async function endSession(ending: Ending): Promise<Answer> {
  const { deps, caller, server, request } = ending;
  const id = request.headers.get("mcp-session-id");
  if (id === null) return refuseHttpMethod(deps, caller, server);
  const session = findSession(ending, id);
  if (session === null) {
    const error = { code: rpcCodes.sessionNotFound, message: "Session not found" };
    return refuseMessage({ deps, caller, server, era: "legacy" }, null, error, null, 404);
  }
  const receipt = await recordEvent(deps, caller, {
    target: serverTarget(server.name),
    verdict: "allow",
    policy: "mcp.session-end",
    reason: "Session ended by its client.",
    detail: { method: "DELETE" },
  });
  const { nonce, expiresMs } = session;
  await deps.endedSessions.end({ nonce, server: server.name, expiresMs });
  return { status: 204, body: null, receipt };
}
