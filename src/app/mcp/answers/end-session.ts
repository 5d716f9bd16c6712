import { recordEvent } from "#app/calls/record-event.ts";
import type { Caller } from "#app/calls/call-deps.ts";
import { rpcCodes } from "#domain/mcp/json-rpc.ts";
import { readSessionId } from "#domain/mcp/protocol/session-id.ts";
import { sessionOwner } from "./answer-discover.ts";
import { type Answer, serverTarget } from "../exchange.ts";
import type { McpDeps, McpRequest, ServerHandle } from "../mcp-deps.ts";
import { refuseHttpMethod, refuseMessage } from "./refuse-message.ts";

interface Ending {
  readonly deps: McpDeps;
  readonly caller: Caller;
  readonly server: ServerHandle;
  readonly request: McpRequest;
}

/** DELETE ends a legacy session: a row, and what ran for it alone stops. */
export async function endSession({ deps, caller, server, request }: Ending): Promise<Answer> {
  const id = request.headers.get("mcp-session-id");
  if (id === null) return refuseHttpMethod(deps, caller, server);
  const owner = sessionOwner(caller.authentication.principal, server.name);
  if (readSessionId(id, owner, deps.clock.nowMs(), deps.signer) === null) {
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
  deps.servers.endSession(server.name, id);
  return { status: 204, body: null, receipt };
}
