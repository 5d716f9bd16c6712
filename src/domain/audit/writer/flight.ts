import type { Pending } from "./queue/pending.ts";
import type { Fate } from "./sealed-chain.ts";

/** One keeps PostgreSQL waiting while the thread is busy with answers; a third gains nothing. */
export const flightsMax = 2;
/** Fewer rows wait for the batch before: each batch costs a signature and a flush of the log. */
export const secondBatchRowsMin = 24;

/** A batch under way. */
export interface Flight {
  readonly rows: readonly Pending[];
  /** Known once it has ended. */
  fate: Fate | undefined;
}
