import { type Admission, describeCaller } from "#app/calls/admit-call.ts";
import { maskFindings } from "#app/calls/mask-findings.ts";
import type { PolicySnapshot } from "#domain/governance/policy/policy-snapshot.ts";
import type { AuditEntry, CompanionRow, Receipt } from "#shared/audit-log.ts";
import { isJsonObject, type JsonObject, type JsonValue } from "#shared/json.ts";
import type { PreparedCall } from "./build-call.ts";
import type { Exchange } from "./exchange.ts";
import type { ActResult } from "./run-act.ts";

/** Bytes that one UTF-16 unit takes at most in UTF-8. */
const utf8BytesMax = 3;

export interface Execution {
  readonly admission: Admission;
  readonly prepared: PreparedCall;
  readonly policy: PolicySnapshot;
  readonly inputText: string;
  readonly result: ActResult;
  readonly durationUs: number;
  /** False when the act never began: the client left, or the credential fell. */
  readonly started: boolean;
  /** Blanks out the secret values that the tool server was started with. */
  readonly maskText: (text: string) => string;
}

/** Commits the outcome of an allowed call together with its execution record. */
export function recordOutcome(exchange: Exchange, execution: Execution): Promise<Receipt> {
  const { deps } = exchange;
  const { admission, result } = execution;
  const output = result.output?.text ?? null;
  const digests = {
    output_bytes: output === null ? 0 : Buffer.byteLength(output),
    output_hmac: output === null ? null : deps.hmac(output),
  };
  const entry = outcomeEntry(exchange, execution, digests);
  const companion: CompanionRow = {
    table: "mcp_tool_executions",
    row: executionRow(exchange, execution, digests),
  };
  return deps.audit.commitOutcome(admission.receipt, entry, companion);
}

/** An outcome without its execution record, for when that cannot be made: what happened counts. */
export function recordBareOutcome(exchange: Exchange, execution: Execution): Promise<Receipt> {
  const digests = { output_bytes: 0, output_hmac: null };
  const entry = outcomeEntry(exchange, execution, digests);
  const bare = { ...entry, detail: { ...entry.detail, incomplete: true } };
  return exchange.deps.audit.commitOutcome(execution.admission.receipt, bare);
}

type OutputDigests = {
  readonly output_bytes: number;
  readonly output_hmac: string | null;
};

function outcomeEntry(
  exchange: Exchange,
  execution: Execution,
  digests: OutputDigests,
): AuditEntry {
  const { caller } = exchange;
  const { admission, result } = execution;
  return {
    kind: "outcome",
    correlation: caller.correlation,
    role: caller.authentication.principal.role,
    agentId: null,
    target: execution.prepared.call.target,
    verdict: result.verdict,
    policy: admission.verdict.policy,
    reason: result.reason,
    // In the order of names, because the row's canonical form is.
    detail: describeCaller(caller, {
      decision_id: admission.receipt.id,
      latency_us: execution.durationUs,
      ...(execution.started ? {} : { not_started: true }),
      ...(digests.output_hmac === null ? {} : digests),
    }),
    costMicrodollars: null,
  };
}

function executionRow(
  exchange: Exchange,
  execution: Execution,
  digests: OutputDigests,
): JsonObject {
  const { deps, caller, server } = exchange;
  const { admission, prepared, result, inputText } = execution;
  const bytesMax = deps.excerptBytesMax();
  return {
    decision_id: admission.receipt.id,
    at: new Date(deps.clock.nowMs()).toISOString(),
    server: server.name,
    tool: prepared.name,
    user_id: caller.correlation.userId,
    session_id: caller.correlation.sessionId,
    trace_id: caller.correlation.traceId,
    status: execution.started ? result.verdict : "not_started",
    duration_us: execution.durationUs,
    input: inputExcerpt(execution, bytesMax),
    output: outputExcerpt(execution, bytesMax),
    input_hmac: admission.inputHmac,
    output_hmac: digests.output_hmac,
    input_bytes: Buffer.byteLength(inputText),
    output_bytes: digests.output_bytes,
  };
}

function inputExcerpt({ inputText, prepared, maskText }: Execution, bytesMax: number): JsonValue {
  const masked = maskText(inputText);
  if (masked === inputText) return excerptOf(inputText, prepared.input, bytesMax);
  return { masked: true, text: storable(masked.slice(0, Math.floor(bytesMax / utf8BytesMax))) };
}

/** Credentials that a tool says are blanked out; what cannot be searched is not kept. */
function outputExcerpt({ result, policy }: Execution, bytesMax: number): JsonValue {
  if (result.output === null) return null;
  const excerpt = excerptOf(result.output.text, result.output.value, bytesMax);
  const { findings, unscannable } = policy.scanSecrets(excerpt);
  return unscannable === null ? maskFindings(excerpt, findings) : null;
}

function excerptOf(text: string, value: JsonValue, bytesMax: number): JsonValue {
  if (Buffer.byteLength(text) > bytesMax) {
    return { truncated: true, text: storable(text.slice(0, Math.floor(bytesMax / utf8BytesMax))) };
  }
  return text.includes("\\u") ? storable(value) : value;
}

/** jsonb takes neither NUL nor lone surrogates. */
function storable(value: JsonValue): JsonValue {
  if (typeof value === "string") return value.toWellFormed().replaceAll("\u0000", "\ufffd");
  if (Array.isArray(value)) return (value as readonly JsonValue[]).map(storable);
  if (!isJsonObject(value)) return value;
  const entries = Object.entries(value).map(([key, item]) => [storable(key), storable(item)]);
  return Object.fromEntries(entries) as JsonObject;
}
