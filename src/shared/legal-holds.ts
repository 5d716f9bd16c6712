/** An order to keep evidence. While it is in force, nothing that it covers is dropped or erased. */
export interface LegalHold {
  /** UUID of the act that placed it. */
  readonly id: string;
  /** The person whose data it names; null covers everybody. */
  readonly userId: string | null;
  /** First and last day that it covers (`2026-01-31`, UTC, both included); null where it is open. */
  readonly from: string | null;
  readonly to: string | null;
  readonly reason: string;
  readonly placedBy: string;
  readonly placedAt: string;
}
