import { recordEvent } from "#app/calls/record-event.ts";
import type { Caller } from "#app/calls/call-deps.ts";
import { rpcCodes } from "#domain/mcp/json-rpc.ts";
import { type Answer, serverTarget } from "../exchange.ts";
import type { McpDeps, McpRequest, ServerHandle } from "../mcp-deps.ts";
import type { LegacySessions } from "./legacy-sessions.ts";
import { refuseHttpMethod, refuseMessage } from "./refuse-message.ts";

interface Ending {
  readonly deps: McpDeps;
  readonly caller: Caller;
  readonly server: ServerHandle;
  readonly request: McpRequest;
  readonly sessions: LegacySessions;
}

/** DELETE ends a legacy session: a row, and what ran for it alone stops. */
export async function endSession(ending: Ending): Promise<Answer> {
  const { deps, caller, server, request, sessions } = ending;
  const id = request.headers.get("mcp-session-id");
  if (id === null) return refuseHttpMethod(deps, caller, server);
  if (sessions.find(ending, id) === null) {
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
  sessions.end(id);
  deps.servers.endSession(server.name, id);
  return { status: 204, body: null, receipt };
}
