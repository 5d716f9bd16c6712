import type { AuditEntry } from "#shared/audit-log.ts";
import { AppError } from "#shared/errors.ts";
import type { EventId } from "#shared/ids.ts";
import { decisionOf, type Pending, type QueueShare } from "./pending.ts";

export interface QueueLimits {
  /** Rows of decisions and events that wait at most; a quarter of it is for refusals alone. */
  readonly rowsMax: number;
  readonly decisionWaitMsMax: number;
  readonly outcomeWaitMsMax: number;
}

const refusalShare = 0.25;
/** One statement: beyond this a batch takes longer without committing more rows a second. */
const batchRowsMax = 2_000;
const batchCharsMax = 4_194_304;
/** The columns beside `detail`. */
const fieldCharsTypical = 400;
const retryAfterMs = 1_000;

/** Targets whose allowed decision is followed by an act of ours, and so by an outcome. */
export function isAct(entry: AuditEntry): boolean {
  return (
    entry.kind === "decision" &&
    entry.verdict === "allow" &&
    /^(?:mcp|inference|a2a):\/\//.test(entry.target)
  );
}

/**
 * Rows in the order of arrival. Decisions and events are refused when their share is full; room for
 * outcomes is reserved by their decisions, so an outcome is never refused.
 */
export class AuditQueue {
  readonly #limits: QueueLimits;
  readonly #waiting: Record<QueueShare, number> = { act: 0, refusal: 0, outcome: 0 };
  /** Allowed acts whose outcome is not durable yet, oldest first. */
  readonly #reserved = new Map<EventId, AuditEntry>();
  #rows: Pending[] = [];

  constructor(limits: QueueLimits) {
    this.#limits = limits;
  }

  get length(): number {
    return this.#rows.length;
  }

  get reservedCount(): number {
    return this.#reserved.size;
  }

  /** Allowed acts that no outcome waits for; what a stop has to call interrupted. */
  withoutOutcome(taken: readonly Pending[]): readonly (readonly [EventId, AuditEntry])[] {
    const outcomes = [...taken, ...this.#rows].filter((row) => row.share === "outcome");
    const ended = new Set(outcomes.map(decisionOf));
    return [...this.#reserved].filter(([id]) => !ended.has(id));
  }

  /** Where a sweep would have to begin. */
  get openFrom(): EventId | null {
    return this.#reserved.keys().next().value ?? null;
  }

  shareOf(entry: AuditEntry): QueueShare {
    return entry.verdict === "deny" || entry.role === "anonymous" ? "refusal" : "act";
  }

  /** Throws AUDIT_UNAVAILABLE when there is no room. */
  assertRoom(share: QueueShare, entry: AuditEntry): void {
    const max = this.#limits.rowsMax;
    const full =
      share === "refusal"
        ? this.#waiting.refusal >= max * refusalShare
        : this.#waiting.act >= max * (1 - refusalShare);
    if (full) throw unavailable("The audit queue is full.");
    if (isAct(entry) && this.#reserved.size >= max) {
      throw unavailable("Too many acts are under way.");
    }
  }

  push(row: Pending): void {
    this.#rows.push(row);
    this.#waiting[row.share] += 1;
    if (isAct(row.entry)) this.#reserved.set(row.id, row.entry);
  }

  release(decision: EventId): void {
    this.#reserved.delete(decision);
  }

  /** Takes the next batch: all that arrived, up to the caps. */
  take(): Pending[] {
    let chars = 0;
    let count = 0;
    while (count < this.#rows.length && count < batchRowsMax && chars < batchCharsMax) {
      const row = this.#rows[count++] as Pending;
      chars += row.text.fields.detail.length + fieldCharsTypical;
      this.#waiting[row.share] -= 1;
    }
    if (count === this.#rows.length) {
      const all = this.#rows;
      this.#rows = [];
      return all;
    }
    return this.#rows.splice(0, count);
  }

  /**
   * Rejects what has waited too long. Decisions leave; outcomes stay queued. A decision that was
   * sent keeps its room: found committed, it is owed the outcome `not_started`, be it by a sweep.
   */
  expire(nowMs: number, inFlight: readonly Pending[]): number {
    let expired = 0;
    for (const row of inFlight) expired += this.#expireOne(row, nowMs);
    if (this.#rows.length === 0) return expired;
    const before = expired;
    for (const row of this.#rows) expired += this.#expireOne(row, nowMs);
    if (expired > before) this.#dropAnswered();
    return expired;
  }

  /** Answers every waiting decision and event at once; outcomes stay queued. */
  refuseAll(error: Error, inFlight: readonly Pending[] = []): void {
    for (const row of [...inFlight, ...this.#rows]) {
      if (row.share === "outcome") continue;
      this.#answer(row, error);
      this.#reserved.delete(row.id);
    }
    this.#dropAnswered();
  }

  /** Ends every wait, for good: there is no chain any more. */
  abandon(more: readonly Pending[]): void {
    const refusal = unavailable("The audit writer is stopped.");
    for (const row of [...more, ...this.#rows]) {
      this.#answer(row, row.share === "outcome" ? unrecorded() : refusal);
    }
    this.#rows = [];
  }

  #expireOne(row: Pending, nowMs: number): number {
    const waited = nowMs - row.arrivedMs;
    const isOutcome = row.share === "outcome";
    const max = isOutcome ? this.#limits.outcomeWaitMsMax : this.#limits.decisionWaitMsMax;
    if (row.waiter === null || waited < max) return 0;
    this.#answer(row, isOutcome ? unrecorded() : unavailable("The audit log does not answer."));
    return isOutcome ? 0 : 1;
  }

  #answer(row: Pending, error: Error): void {
    row.waiter?.reject(error);
    row.waiter = null;
  }

  /** A decision that nobody waits for and that was never sent did not happen. */
  #dropAnswered(): void {
    this.#rows = this.#rows.filter((row) => {
      const keep = row.waiter !== null || row.share === "outcome";
      if (keep) return true;
      this.#waiting[row.share] -= 1;
      this.#reserved.delete(row.id);
      return false;
    });
  }
}

export function unavailable(message: string, cause?: unknown): AppError {
  return new AppError("AUDIT_UNAVAILABLE", message, { cause, retryAfterMs });
}

export function notDurable(): AppError {
  return unavailable("PostgreSQL's settings do not keep what it confirms.");
}

export function unrecorded(cause?: unknown): AppError {
  return new AppError(
    "OUTCOME_UNRECORDED",
    "The call was executed, but its outcome is not recorded yet. Do not retry it.",
    { cause },
  );
}
