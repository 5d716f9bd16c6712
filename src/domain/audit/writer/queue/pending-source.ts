import type { AuditEntry, CompanionRow } from "#shared/audit-log.ts";
import type { Clock } from "#shared/clock.ts";
import type { EventId } from "#shared/ids.ts";
import { fitRow } from "#domain/audit/format/fit-row.ts";
import { mintRowId, outcomeIdOf } from "#domain/audit/format/row-id.ts";
import { outcomeByLog, substituteEvent } from "../system-entries.ts";
import type { Pending, QueueShare, Waiter } from "./pending.ts";
import { SaltPool } from "./salt-pool.ts";

/** Makes rows: each gets its salt and its text on arrival. */
export class PendingSource {
  readonly #salts = new SaltPool();
  readonly #clock: Clock;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  mintId(): EventId {
    return mintRowId(this.#clock.nowMs());
  }

  make(
    id: EventId,
    entry: AuditEntry,
    share: QueueShare,
    waiter: Waiter | null,
    companion?: CompanionRow,
  ): Pending {
    const { bytes, text } = this.#salts.take();
    return {
      id,
      salt: bytes,
      text: fitRow(entry, id, text),
      entry,
      companion,
      share,
      arrivedMs: this.#clock.monotonicMs(),
      waiter,
    };
  }

  /** The outcome that the log itself gives to a decision. */
  outcome(id: EventId, entry: AuditEntry, verdict: "not_started" | "interrupted"): Pending {
    return this.make(outcomeIdOf(id), outcomeByLog(entry, id, verdict), "outcome", null);
  }

  /** What stands in the place of a row that PostgreSQL rejects. */
  substitute(row: Pending, sqlState: string): Pending {
    const detail = { row_id: row.id, sqlstate: sqlState, kind: row.entry.kind };
    return this.make(this.mintId(), substituteEvent(detail), "outcome", null);
  }
}
