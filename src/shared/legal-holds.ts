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

/**
 * What erasure asks before it destroys a person's key. Holds are read anew at each question, so
 * that one placed on another replica counts at once.
 */
export interface LegalHolds {
  /**
   * A hold that forbids erasing this person: one that names the person, or one for everybody,
   * whatever its dates (a person's key opens all months). Rejects with CHECK_FAILED when acts of
   * holds are missing from the audit: then nothing may be destroyed.
   */
  findForUser(userId: string): Promise<LegalHold | undefined>;
}
