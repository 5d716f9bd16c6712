import type { AuditEntry, CompanionRow, Receipt } from "#shared/audit-log.ts";
import type { EventId } from "#shared/ids.ts";
import type { ConstructedRow } from "#domain/audit/format/row.ts";

/** Which share of the queue a row counts against. */
export type QueueShare = "act" | "refusal" | "outcome";

/** A row that waits for its batch. Its text is made on arrival, so nobody can change it after. */
export interface Pending {
  readonly id: EventId;
  readonly salt: Uint8Array;
  readonly text: ConstructedRow;
  readonly entry: AuditEntry;
  readonly companion: CompanionRow | undefined;
  readonly share: QueueShare;
  readonly arrivedMs: number;
  /** Null once the caller was answered: the row may still be in a frozen batch. */
  waiter: Waiter | null;
}

export interface Waiter {
  resolve(receipt: Receipt): void;
  reject(error: Error): void;
}

/** The decision that an outcome's row names. */
export function decisionOf(outcome: Pending): EventId {
  return outcome.entry.detail["decision_id"] as EventId;
}
