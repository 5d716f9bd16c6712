import type { Admission } from "#app/calls/admit-call.ts";
import { bearerChallenge } from "#domain/mcp/protocol/resource-metadata.ts";
import { resultText, rpcCodes } from "#domain/mcp/json-rpc.ts";
import type { ExcerptSeal } from "#domain/secrets/excerpts/excerpt-keys.ts";
import type { Receipt } from "#shared/audit-log.ts";
import { isAppError } from "#shared/errors.ts";
import type { JsonObject } from "#shared/json.ts";
import type { PreparedCall } from "../build-call.ts";
import { type Answer, answerError, type Exchange } from "../exchange.ts";
import { blockAnswer } from "../results/block-answer.ts";
import { guardAnswer, withProgress } from "../results/guard-answer.ts";
import { guardProgress } from "../results/guard-progress.ts";
import type { LiveServer } from "../mcp-deps.ts";
import { type Execution, recordBareOutcome, recordOutcome } from "../record-outcome.ts";
import { type ActResult, askServer, failure, internalError, readAnswer } from "../run-act.ts";
import type { GovernedMessage } from "./answer-governed.ts";

/** An allowed call: from here on, whatever happens is its outcome. */
export interface Act {
  readonly message: GovernedMessage;
  readonly prepared: PreparedCall;
  readonly inputText: string;
  readonly admission: Admission;
  readonly seal: ExcerptSeal;
}

/** Act, commit the outcome, answer. */
export async function performAct(
  exchange: Exchange,
  act: Act,
  signal: AbortSignal,
  onProgress?: (params: JsonObject) => void,
): Promise<Answer> {
  const { message } = act;
  const { live } = message;
  const before = exchange.deps.clock.monotonicMs();
  const started = !signal.aborted && !("unavailable" in live);
  let result: ActResult;
  try {
    result =
      "unavailable" in live
        ? failure(exchange, message.method, "error", live.unavailable)
        : await askGuarded(exchange, act, live, signal, onProgress);
  } catch (error) {
    // A fault of ours in mid-act is an outcome like any other: the tool may have done its work.
    exchange.deps.logFault("an act broke off", error);
    result = failure(exchange, message.method, "error", brokeOff);
  }
  const durationUs = Math.round((exchange.deps.clock.monotonicMs() - before) * 1_000);
  const execution = executionOf(act, result, durationUs, started);
  const receipt = await commitOutcome(exchange, execution);
  if (receipt === null) return unrecorded(exchange, act);
  if ("error" in result.answer) return answerError(message.id, result.answer.error, { receipt });
  return { status: 200, body: resultText(message.id, result.answer.result), receipt };
}

/** Nothing of what the server says leaves before it was searched. */
async function askGuarded(
  exchange: Exchange,
  act: Act,
  live: LiveServer,
  signal: AbortSignal,
  onProgress: ((params: JsonObject) => void) | undefined,
): Promise<ActResult> {
  const { policy } = act.message;
  const progress = onProgress && guardProgress(exchange, policy, onProgress);
  const said = await askServer(exchange, act, live, signal, progress?.tell);
  const { answer, found } = await guardAnswer(exchange, policy, said);
  const all = withProgress(exchange, found, progress?.found() ?? []);
  if (found?.handling === "block") return blockAnswer(exchange, act, all ?? found);
  return { ...readAnswer(exchange, act, answer), found: all };
}

const brokeOff =
  "The gateway failed inside. Whether the call took effect is unknown: check before trying again.";

function executionOf(
  { message, prepared, inputText, admission, seal }: Act,
  result: ActResult,
  durationUs: number,
  started: boolean,
): Execution {
  const { live, policy } = message;
  const maskText = "unavailable" in live ? (text: string) => text : live.maskText;
  return { admission, prepared, policy, inputText, maskText, result, seal, durationUs, started };
}

/** Null when the act is done and its outcome could not be recorded in time; it stays queued. */
async function commitOutcome(exchange: Exchange, execution: Execution): Promise<Receipt | null> {
  try {
    return await recordOutcome(exchange, execution);
  } catch (error) {
    if (isUnrecorded(error)) return null;
    exchange.deps.logFault("an outcome could not be recorded whole", error);
  }
  try {
    return await recordBareOutcome(exchange, execution);
  } catch (error) {
    if (isUnrecorded(error)) return null;
    exchange.deps.audit.releaseOutcome(execution.admission.receipt);
    throw error;
  }
}

function isUnrecorded(error: unknown): boolean {
  return isAppError(error) && error.code === "OUTCOME_UNRECORDED";
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

/** The credential fell between the decision and the act, or may have: nothing is run. */
export async function answerFallen(exchange: Exchange, act: Act): Promise<Answer> {
  const { deps, server } = exchange;
  const fallen = act.admission.standing === "fallen";
  const reason = fallen ? fallenReason : unknownReason;
  const code = fallen ? rpcCodes.denied : rpcCodes.internal;
  const error = { code, message: reason };
  const result: ActResult = { verdict: "cancelled", reason, output: null, answer: { error } };
  const recorded = await commitOutcome(exchange, executionOf(act, result, 0, false));
  const receipt = recorded ?? act.admission.receipt;
  // A client that reads 401 throws its credential away; one that could not be checked may be good.
  if (!fallen) {
    const headers = { "retry-after": recheckAfterSeconds };
    return { ...answerError(act.message.id, error, { status: 503, receipt }), headers };
  }
  const challenge = bearerChallenge(deps.publicUrl, server.name, { error: "invalid_token" });
  return {
    ...answerError(act.message.id, error, { status: 401, receipt }),
    headers: { "www-authenticate": challenge },
  };
}

const recheckAfterSeconds = "1";
const fallenReason = "The credential was revoked before the call began; nothing was run.";
const unknownReason =
  "Whether the credential still stands cannot be checked right now; nothing was run.";
