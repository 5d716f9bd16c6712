import type { EventId } from "./ids.ts";
import type { JsonObject } from "./json.ts";
import type { Correlation, Tier } from "./principal.ts";

export type AuditKind = "decision" | "outcome" | "event";
/**
 * `interrupted`: the process ended, whether the act ran is unknown. `not_started`: the decision was
 * answered 503 and found committed later; the act did not start. Only the writer gives these two.
 */
export type OutcomeVerdict =
  "ok" | "error" | "cancelled" | "truncated" | "interrupted" | "not_started";
export type AuditVerdict = "allow" | "deny" | "ask" | OutcomeVerdict;

/** What a caller says of a decision, an outcome or an event; the writer adds id, time and seal. */
export interface AuditEntry {
  readonly kind: AuditKind;
  readonly correlation: Correlation;
  readonly role: Tier;
  readonly agentId: string | null;
  /** `mcp://workspace/read_file`, `hook://Bash`, `identity://login`, `config://snapshot`, … */
  readonly target: string;
  readonly verdict: AuditVerdict;
  readonly policy: string;
  readonly reason: string;
  /** I-JSON only: safe integers, strings, booleans, null, lists, objects. */
  readonly detail: JsonObject;
  readonly costMicrodollars: number | null;
}

/** Proof that a row is durable: `writer:sequence` names the seal that covers it. */
export interface Receipt {
  readonly id: EventId;
  readonly writer: string;
  readonly sequence: number;
  /** Revocation epoch read in the same statement: a change re-checks the principal before the act. */
  readonly epoch: number;
}

/** A row of a narrow table, inserted in the very statement that commits the audit row. */
export interface CompanionRow {
  readonly table: "mcp_tool_executions";
  readonly row: JsonObject;
}

/** The one way to record. A promise that resolves means: fsynced and sealed. */
export interface AuditLog {
  /**
   * Commits one entry. Rejects with AUDIT_UNAVAILABLE (nothing was written, or what was written is
   * marked `not_started`): the act must not start.
   */
  commit(entry: AuditEntry, companion?: CompanionRow): Promise<Receipt>;
  /**
   * Commits the outcome of an allowed decision; room for it was reserved when the decision was
   * committed. Its id is the decision's with the lowest bit set, so a decision has one outcome at
   * most. Rejects with OUTCOME_UNRECORDED after `outcomeWaitMsMax`; the row stays queued.
   */
  commitOutcome(decision: Receipt, entry: AuditEntry, companion?: CompanionRow): Promise<Receipt>;
  /** Gives back the reserved room of an allowed decision that needs no outcome (a hook's). */
  releaseOutcome(decision: Receipt): void;
}
