import { recordEvent } from "#app/calls/record-event.ts";
import type { RequestId, RpcError } from "#domain/mcp/json-rpc.ts";
import { type Answer, answerError, type Exchange, serverTarget } from "./exchange.ts";

/** Refuses a message for what it is, not for what it asks: one row, one error. */
export async function refuseMessage(
  exchange: Pick<Exchange, "deps" | "caller" | "server" | "era">,
  id: RequestId | null,
  error: RpcError,
  method: string | null,
  status = 200,
): Promise<Answer> {
  const receipt = await recordEvent(exchange.deps, exchange.caller, {
    target: serverTarget(exchange.server.name),
    verdict: "deny",
    policy: "mcp.protocol",
    reason: error.message,
    detail: { code: error.code, ...(method === null ? {} : { method: printable(method) }) },
  });
  return answerError(id, error, { status, receipt, era: exchange.era });
}

/** A method that is not in the table is a caller's free text. */
function printable(method: string): string {
  return method.slice(0, 64).replace(/[^\x20-\x7e]/g, "?");
}
