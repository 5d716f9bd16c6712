import { type Admission, describeCaller } from "#app/calls/admit-call.ts";
import { detailWithoutAddresses } from "#app/calls/without-addresses.ts";
import { maskSecrets } from "#domain/governance/secrets/mask.ts";
import type { PolicySnapshot } from "#domain/governance/policy/policy-snapshot.ts";
import type { ExcerptSeal } from "#domain/secrets/excerpts/excerpt-keys.ts";
import type { AuditEntry, CompanionRow, Receipt } from "#shared/audit-log.ts";
import type { JsonObject, JsonValue } from "#shared/json.ts";
import type { PreparedCall } from "./build-call.ts";
import type { Exchange } from "./exchange.ts";
import { describeFound } from "./results/guard-answer.ts";
import type { ActResult } from "./run-act.ts";

/** Bytes that one UTF-16 unit takes at most in UTF-8. */
const utf8BytesMax = 3;

/** Searched as well: a credential that the cut goes through is known by its whole only. */
const beyondCutChars = 1_024;

export interface Execution {
  readonly admission: Admission;
  readonly prepared: PreparedCall;
  readonly policy: PolicySnapshot;
  readonly inputText: string;
  readonly result: ActResult;
  /** The caller's own, read before the act. */
  readonly seal: ExcerptSeal;
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
      ...describeResult(result),
    }),
    costMicrodollars: null,
  };
}

/** Found credentials by kind, place and mask; their names of places may be words about people. */
function describeResult({ found }: ActResult): JsonObject {
  return found === undefined || found === null
    ? {}
    : { results: detailWithoutAddresses(describeFound(found)) };
}

function executionRow(
  exchange: Exchange,
  execution: Execution,
  digests: OutputDigests,
): JsonObject {
  const { deps, caller, server } = exchange;
  const { admission, prepared, result, inputText, seal } = execution;
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
    key_version: seal.keyVersion,
    excerpts: seal.seal(admission.receipt.id, excerptsOf(execution, deps.excerptBytesMax())),
    input_hmac: admission.inputHmac,
    output_hmac: digests.output_hmac,
    input_bytes: Buffer.byteLength(inputText),
    output_bytes: digests.output_bytes,
  };
}

/**
 * One text for both, because short ones cost the same to seal whatever their length (1.6 µs). With
 * it an outcome's record takes 5.5 µs instead of 2.6 for 20 bytes each way, 7 instead of 3.8 for
 * 200: half of that is sealing, the rest a longer text.
 */
function excerptsOf(execution: Execution, bytesMax: number): string {
  const input = inputExcerpt(execution, bytesMax);
  const output = outputExcerpt(execution, bytesMax);
  return `{"input":${input},"output":${JSON.stringify(output)}}`;
}

/** As JSON: the text that was judged is one already. */
function inputExcerpt({ inputText, maskText }: Execution, bytesMax: number): string {
  const masked = maskText(inputText);
  if (masked !== inputText) return JSON.stringify({ masked: true, text: cut(masked, bytesMax) });
  if (Buffer.byteLength(inputText) <= bytesMax) return inputText;
  return JSON.stringify({ truncated: true, text: cut(inputText, bytesMax) });
}

/** Credentials that a tool says are blanked out; what cannot be searched is not kept. */
function outputExcerpt({ result, policy }: Execution, bytesMax: number): JsonValue {
  if (result.output === null) return null;
  const { text, value } = result.output;
  const isWhole = Buffer.byteLength(text) <= bytesMax;
  // Searched on its way to the client, by the same policy.
  if (isWhole && result.found === null) return value;
  // The value, not its text: a member that is said twice would hide its first from the search.
  const searched = isWhole ? value : { truncated: true, text: cut(text, bytesMax, beyondCutChars) };
  const { findings, unscannable } = policy.scanSecrets(searched);
  if (unscannable !== null) return null;
  if (findings.length > 0) return maskSecrets(searched, policy.kinds);
  return isWhole ? value : { truncated: true, text: cut(text, bytesMax) };
}

function cut(text: string, bytesMax: number, beyondChars = 0): string {
  return text.slice(0, Math.floor(bytesMax / utf8BytesMax) + beyondChars).toWellFormed();
}
