import type { Admission } from "#app/calls/admit-call.ts";
import { describeFindings } from "#domain/governance/verdict-detail.ts";
import type { GovernedMethod } from "#domain/mcp/protocol/method-table.ts";
import { bearerChallenge } from "#domain/mcp/protocol/resource-metadata.ts";
import { metaKeys } from "#domain/mcp/protocol/meta-keys.ts";
import { type RequestId, resultText, rpcCodes } from "#domain/mcp/json-rpc.ts";
import type { JsonObject } from "#shared/json.ts";
import { type Answer, answerError, type Exchange, ownResult } from "../exchange.ts";

/**
 * Tells a client that a call was denied. A tool call gets a tool result, because clients turn HTTP
 * errors into opaque ones that no model can read; a tool that the caller may not see is unknown.
 */
export function denyAnswer(
  exchange: Exchange,
  method: GovernedMethod,
  id: RequestId,
  admission: Admission,
): Answer {
  const { verdict, receipt } = admission;
  const code = verdict.code ?? "DENIED";
  if (code === "SCOPE.INSUFFICIENT") return insufficientScope(exchange, id, admission);
  if (code.startsWith("SCOPE.")) return unknownAnswer(method, id, admission);
  const denial = denialOf(exchange, admission);
  if (method === "tools/call") {
    const result = deniedResult(exchange, verdict.reason, denial);
    return { status: 200, body: resultText(id, result), receipt };
  }
  const rate = code.startsWith("RATE.");
  return answerError(
    id,
    { code: rate ? rpcCodes.rateLimited : rpcCodes.denied, message: verdict.reason, data: denial },
    { receipt },
  );
}

function denialOf({ caller }: Exchange, { verdict }: Admission): JsonObject {
  return {
    code: verdict.code ?? "DENIED",
    policy: verdict.policy,
    traceId: caller.correlation.traceId,
    ...(verdict.retryAfterMs === undefined ? {} : { retryAfterMs: verdict.retryAfterMs }),
    ...describeFindings({ findings: verdict.findings, unscannable: null }),
  };
}

function deniedResult(exchange: Exchange, reason: string, denial: JsonObject): string {
  const text = `Denied by policy, nothing was run. ${reason}`;
  const result = { content: [{ type: "text", text }], isError: true };
  const base = JSON.parse(ownResult(exchange, result)) as { readonly _meta?: JsonObject };
  return JSON.stringify({ ...base, _meta: { ...base._meta, [metaKeys.denial]: denial } });
}

/** What is not there and what may not be seen get the same words. */
export function unknownAnswer(method: GovernedMethod, id: RequestId, admission: Admission): Answer {
  const what = method === "tools/call" ? "tool" : method === "prompts/get" ? "prompt" : "resource";
  const error = { code: rpcCodes.invalidParams, message: `Unknown ${what}` };
  return answerError(id, error, { receipt: admission.receipt });
}

export function insufficientScope(
  { deps, server }: Exchange,
  id: RequestId,
  { verdict, receipt }: Pick<Admission, "receipt"> & { verdict: { reason: string } },
): Answer {
  const challenge = bearerChallenge(deps.publicUrl, server.name, {
    error: "insufficient_scope",
    scopes: [`mcp:${server.name}`],
  });
  const error = { code: rpcCodes.denied, message: verdict.reason };
  return {
    ...answerError(id, error, { status: 403, receipt }),
    headers: { "www-authenticate": challenge },
  };
}
