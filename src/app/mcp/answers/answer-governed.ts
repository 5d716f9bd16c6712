import { admitCall, type Admission } from "#app/calls/admit-call.ts";
import type { PolicySnapshot } from "#domain/governance/policy/policy-snapshot.ts";
import { checkMirroredParams } from "#domain/mcp/protocol/check-headers.ts";
import type { GovernedMethod } from "#domain/mcp/protocol/method-table.ts";
import { bearerChallenge } from "#domain/mcp/protocol/resource-metadata.ts";
import { notificationText, type RequestId, resultText, rpcCodes } from "#domain/mcp/json-rpc.ts";
import type { Receipt } from "#shared/audit-log.ts";
import { isAppError } from "#shared/errors.ts";
import type { RateGrant } from "#shared/governed-call.ts";
import { isJsonObject, type JsonObject } from "#shared/json.ts";
import { buildCall, type PreparedCall } from "../build-call.ts";
import { denyAnswer } from "./deny-answer.ts";
import { type Answer, answerError, type Exchange } from "../exchange.ts";
import type { LiveServer, Unavailable } from "../mcp-deps.ts";
import { recordOutcome } from "../record-outcome.ts";
import { refuseMessage } from "./refuse-message.ts";
import { type ActResult, internalError, runAct } from "../run-act.ts";
import { streamAnswer } from "./stream-answer.ts";

/** A governed message with everything that was found out before it was judged. */
export interface GovernedMessage {
  readonly id: RequestId;
  readonly method: GovernedMethod;
  readonly params: JsonObject;
  readonly policy: PolicySnapshot;
  readonly grant: RateGrant;
  readonly live: LiveServer | Unavailable;
}

/** Decide, commit, act, commit, answer. */
export async function answerGoverned(
  exchange: Exchange,
  message: GovernedMessage,
): Promise<Answer> {
  const { id, method, params, live, policy, grant } = message;
  const prepared = buildCall(method, params, exchange.server, policy);
  if (typeof prepared === "string") {
    return refuseMessage(exchange, id, { code: rpcCodes.invalidParams, message: prepared }, method);
  }
  const mismatch = checkMirrored(exchange, method, prepared, live);
  if (mismatch !== null) {
    const error = { code: rpcCodes.headerMismatch, message: mismatch };
    return refuseMessage(exchange, id, error, method, 400);
  }
  const inputText = JSON.stringify(prepared.input);
  const admission = await admitCall(exchange.deps, exchange.caller, prepared.call, {
    policy,
    grant,
    agentId: null,
    detail: method === "tools/call" ? {} : { method },
    inputText,
    veto: isOffered(method, prepared, live) ? undefined : unknownVeto,
  });
  if (admission.verdict.verdict !== "allow") return denyAnswer(exchange, method, id, admission);
  const act = { message, prepared, inputText, admission };
  if (!admission.current) return answerFallen(exchange, act);
  if (prepared.progressToken === null || !exchange.acceptsStream) {
    return performAct(exchange, act, exchange.signal);
  }
  const token = prepared.progressToken;
  const streamed = streamAnswer(exchange.signal, admission.receipt, async (send, signal) => {
    const onProgress = (progress: JsonObject) =>
      send(notificationText("notifications/progress", { ...progress, progressToken: token }), true);
    const answer = await performAct(exchange, act, signal, onProgress);
    if (typeof answer.body === "string") send(answer.body);
  });
  return { ...streamed, isAct: true };
}

const unknownVeto = {
  policy: "mcp.unknown-name",
  code: "SCOPE.UNKNOWN_NAME",
  reason: "The tool server offers nothing of that name.",
} as const;

interface Act {
  readonly message: GovernedMessage;
  readonly prepared: PreparedCall;
  readonly inputText: string;
  readonly admission: Admission;
}

async function performAct(
  exchange: Exchange,
  act: Act,
  signal: AbortSignal,
  onProgress?: (params: JsonObject) => void,
): Promise<Answer> {
  const { message, prepared } = act;
  const before = exchange.deps.clock.monotonicMs();
  const started = !signal.aborted && !("unavailable" in message.live);
  const result = await runAct(exchange, message.method, prepared, message.live, signal, onProgress);
  const durationUs = Math.round((exchange.deps.clock.monotonicMs() - before) * 1_000);
  const receipt = await commitOutcome(exchange, act, result, durationUs, started);
  if (receipt === null) return unrecorded(exchange, act);
  if ("error" in result.answer) return answerError(message.id, result.answer.error, { receipt });
  return { status: 200, body: resultText(message.id, result.answer.result), receipt };
}

/** Null when the act is done and its outcome could not be recorded in time; it stays queued. */
async function commitOutcome(
  exchange: Exchange,
  { message, prepared, inputText, admission }: Act,
  result: ActResult,
  durationUs: number,
  started: boolean,
): Promise<Receipt | null> {
  const { live, policy } = message;
  const maskText = "unavailable" in live ? (text: string) => text : live.maskText;
  const execution = {
    admission,
    prepared,
    policy,
    inputText,
    result,
    durationUs,
    started,
    maskText,
  };
  try {
    return await recordOutcome(exchange, execution);
  } catch (error) {
    if (isAppError(error) && error.code === "OUTCOME_UNRECORDED") return null;
    throw error;
  }
}

function unrecorded(exchange: Exchange, { message, admission }: Act): Answer {
  const data = {
    code: "OUTCOME_UNRECORDED",
    retryable: false,
    traceId: exchange.caller.correlation.traceId,
  };
  const error = internalError("Executed, outcome not recorded. Do not send it again.", data);
  return answerError(message.id, error, { receipt: admission.receipt });
}

/** The credential fell between the decision and the act: nothing is run. */
async function answerFallen(exchange: Exchange, act: Act): Promise<Answer> {
  const reason = "The credential was revoked before the call began; nothing was run.";
  const result: ActResult = {
    verdict: "cancelled",
    reason,
    output: null,
    answer: { error: { code: rpcCodes.denied, message: reason } },
  };
  const receipt = await commitOutcome(exchange, act, result, 0, false);
  const { deps, server } = exchange;
  return {
    ...answerError(act.message.id, { code: rpcCodes.denied, message: reason }, { status: 401 }),
    receipt: receipt ?? act.admission.receipt,
    headers: {
      "www-authenticate": bearerChallenge(deps.publicUrl, server.name, { error: "invalid_token" }),
    },
  };
}

/** A server that is down says nothing about its names, so they count as offered. */
function isOffered(
  method: GovernedMethod,
  { name, input }: PreparedCall,
  live: LiveServer | Unavailable,
): boolean {
  if ("unavailable" in live) return true;
  if (method === "tools/call") return live.catalog.tools.has(name);
  return method !== "prompts/get" || live.catalog.prompts.has(String(input["name"]));
}

function checkMirrored(
  exchange: Exchange,
  method: GovernedMethod,
  prepared: PreparedCall,
  live: LiveServer | Unavailable,
): string | null {
  if (exchange.era !== "modern" || method !== "tools/call" || "unavailable" in live) return null;
  const mirrored = live.catalog.tools.get(prepared.name)?.mirrored ?? [];
  if (mirrored.length === 0) return null;
  const args = prepared.params["arguments"];
  return checkMirroredParams(exchange.header, mirrored, isJsonObject(args) ? args : {});
}
