import { claimedText } from "#app/calls/claimed-text.ts";
import { recordEvent } from "#app/calls/record-event.ts";
import { maskSecrets } from "#domain/governance/secrets/mask.ts";
import { type RequestId, rpcCodes, type RpcError } from "#domain/mcp/json-rpc.ts";
import { type Answer, answerError, type Exchange, serverTarget } from "../exchange.ts";

/** Refuses a message for what it is, not for what it asks: one row, one error. */
export async function refuseMessage(
  exchange: Pick<Exchange, "deps" | "caller" | "server" | "era">,
  id: RequestId | null,
  error: RpcError,
  method: string | null,
  status = 200,
): Promise<Answer> {
  const { data, ...rest } = error;
  const { everyKind } = exchange.deps.policy();
  const named = method === null ? {} : { method: claimedText(method, everyKind) };
  const receipt = await recordEvent(exchange.deps, exchange.caller, {
    target: serverTarget(exchange.server.name),
    verdict: "deny",
    policy: "mcp.protocol",
    reason: error.message,
    detail: { code: error.code, ...named },
  });
  const shown = data === undefined ? rest : { ...rest, data: maskSecrets(data, everyKind) };
  return answerError(id, shown, { status, receipt, era: exchange.era });
}

/** No stream is opened by GET: list changes go to those who listen by POST. */
export async function refuseHttpMethod(
  deps: Exchange["deps"],
  caller: Exchange["caller"],
  server: Exchange["server"],
): Promise<Answer> {
  const error = { code: rpcCodes.invalidRequest, message: "Send messages by POST." };
  const answer = await refuseMessage(
    { deps, caller, server, era: "legacy" },
    null,
    error,
    null,
    405,
  );
  return { ...answer, headers: { allow: "POST, DELETE" } };
}
