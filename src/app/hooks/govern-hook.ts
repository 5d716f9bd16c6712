import { admitCall, type Admission } from "#app/calls/admit-call.ts";
import type { CallDeps, Caller } from "#app/calls/call-deps.ts";
import { recordEvent } from "#app/calls/record-event.ts";
import { isAppError } from "#shared/errors.ts";
import type { TraceId } from "#shared/ids.ts";
import { decodeUtf8, parseGovernedJson } from "#shared/parse-json.ts";
import { type Authentication, bindCorrelation } from "#shared/principal.ts";
import { denyHook, type GovernedEvent, hookAnswer } from "./hook-answer.ts";
import { type HookEvent, readHookEvent } from "./read-event.ts";

export type HookDeps = CallDeps;

export interface HookRequest {
  /** Null when it was larger than a body may be. */
  readonly body: string | Uint8Array | null;
  /** What came of a body that could not be had whole; tells the event, decides nothing. */
  readonly bodyStart?: string;
  readonly authentication: Authentication;
  readonly traceId: TraceId;
  readonly addressPrefix: string;
  /** The caller's own trace id, when it sent one. */
  readonly claimedTrace?: string | null;
}

/** Always sent as 200 `application/json`: clients go ahead on any other status. */
export interface HookResponse {
  readonly body: string;
  readonly headers: Readonly<Record<string, string>>;
}

const eventPattern = /"hook_event_name"\s*:\s*"UserPromptSubmit"/;
/** How far into a body that is not parsed the event's name is looked for. */
const sniffedCharsMax = 65_536;

/**
 * Decides about a client's own tool call or prompt. The decision is durable before the answer
 * leaves; every failure denies, because a client takes silence and errors for a yes.
 */
export async function governHook(deps: HookDeps, request: HookRequest): Promise<HookResponse> {
  const input = readText(request);
  try {
    return await decide(deps, request, input);
  } catch (error) {
    const reason = failureReason(deps, error, request.traceId);
    return respond(request, denyHook(sniffEvent(input.text), reason));
  }
}

interface Input {
  readonly text: string;
  /** Why the text cannot be read, in a sentence. */
  readonly problem: string | null;
}

function readText({ body, bodyStart = "" }: HookRequest): Input {
  if (body === null) return { text: bodyStart, problem: "The hook's body is too large." };
  if (typeof body === "string") return { text: body, problem: null };
  try {
    return { text: decodeUtf8(body), problem: null };
  } catch (error) {
    if (isAppError(error)) return { text: "", problem: error.message };
    throw error;
  }
}

async function decide(deps: HookDeps, request: HookRequest, input: Input): Promise<HookResponse> {
  const caller = callerOf(request);
  const charged = deps.charge(request.authentication, request.addressPrefix, deps.policy());
  const grant = "then" in charged ? await charged : charged;
  // Taken after the wait: a rule that changed meanwhile decides already.
  const policy = deps.policy();
  if (request.authentication.refused !== undefined) {
    return refuse(deps, request, caller, input.text, {
      policy: "guard.credential",
      code: request.authentication.refused,
      reason: "The credential of this hook was refused. Log in again.",
    });
  }
  const read = readEvent(input, policy, deps.hmac);
  if (typeof read === "string") {
    return refuse(deps, request, caller, input.text, {
      policy: "hook.protocol",
      code: "HOOK.MALFORMED",
      reason: read,
    });
  }
  const admission = await admitCall(deps, caller, read.call, {
    policy,
    grant,
    describe: read.describe,
    agentId: read.agentId,
    detail: read.claims,
    inputText: input.text,
  });
  return answer(deps, request, caller, read, admission);
}

function readEvent(
  { text, problem }: Input,
  policy: ReturnType<CallDeps["policy"]>,
  hmac: CallDeps["hmac"],
): HookEvent | string {
  if (problem !== null) return problem;
  try {
    return readHookEvent(parseGovernedJson(text), policy, hmac);
  } catch (error) {
    if (isAppError(error) && error.code === "INVALID_INPUT") return error.message;
    throw error;
  }
}

function answer(
  deps: HookDeps,
  request: HookRequest,
  caller: Caller,
  read: HookEvent,
  admission: Admission,
): HookResponse | Promise<HookResponse> {
  const { verdict, receipt, standing } = admission;
  // The act is the client's own: there will be no outcome to keep room for.
  if (verdict.verdict === "allow") deps.audit.releaseOutcome(receipt);
  if (standing !== "current") return answerFallen(deps, request, caller, read, admission);
  const body = hookAnswer(read.event, verdict, request.traceId);
  return respond(request, body, `${receipt.writer}:${receipt.sequence}`);
}

/** The row says allow and the answer is no, so the answer is a row too: it names the decision. */
async function answerFallen(
  deps: HookDeps,
  request: HookRequest,
  caller: Caller,
  { event, call }: HookEvent,
  { receipt: decision, standing }: Admission,
): Promise<HookResponse> {
  const fallen = standing === "fallen";
  const reason = fallen
    ? "The credential was revoked before the answer left."
    : "Whether the credential still stands cannot be checked right now. Try again in a moment.";
  const receipt = await recordEvent(deps, caller, {
    target: call.target,
    verdict: "deny",
    policy: "guard.credential",
    reason,
    detail: {
      code: fallen ? "UNAUTHENTICATED.REVOKED" : "UNAUTHENTICATED.STALE",
      overrules: decision.id,
    },
  });
  const body = denyHook(event, `${reason} (trace ${request.traceId})`);
  return respond(request, body, `${receipt.writer}:${receipt.sequence}`);
}

interface Refusal {
  readonly policy: string;
  readonly code: string;
  readonly reason: string;
}

async function refuse(
  deps: HookDeps,
  request: HookRequest,
  caller: Caller,
  text: string,
  { policy, code, reason }: Refusal,
): Promise<HookResponse> {
  const receipt = await recordEvent(deps, caller, {
    kind: "decision",
    target: "hook://unread",
    verdict: "deny",
    policy,
    reason,
    detail: { code },
  });
  const body = denyHook(sniffEvent(text), `${reason} (${code}, trace ${request.traceId})`);
  return respond(request, body, `${receipt.writer}:${receipt.sequence}`);
}

/** The event's name without reading the body: an answer in the wrong shape would not hold. */
export function sniffEvent(text: string): GovernedEvent {
  return eventPattern.test(text.slice(0, sniffedCharsMax)) ? "UserPromptSubmit" : "PreToolUse";
}

function failureReason(deps: HookDeps, error: unknown, traceId: TraceId): string {
  if (isAppError(error) && error.code === "INVALID_INPUT")
    return `${error.message} (trace ${traceId})`;
  if (isAppError(error) && error.code === "AUDIT_UNAVAILABLE") {
    return "Decisions cannot be recorded right now, so nothing is allowed. Try again in a moment.";
  }
  deps.logFault("a hook could not be decided", error);
  return `The gateway failed inside, so the answer is no. (trace ${traceId})`;
}

function callerOf({ authentication, addressPrefix, traceId, claimedTrace }: HookRequest): Caller {
  const correlation = bindCorrelation(authentication.principal, traceId);
  return { authentication, addressPrefix, correlation, claimedTrace: claimedTrace ?? null };
}

function respond(request: HookRequest, body: string, receipt?: string): HookResponse {
  const headers = {
    "content-type": "application/json",
    "x-trace-id": request.traceId,
  };
  if (receipt === undefined) return { body, headers };
  return { body, headers: { ...headers, "x-audit-receipt": receipt } };
}
