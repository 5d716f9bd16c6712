import type { PolicySnapshot } from "#domain/governance/policy/policy-snapshot.ts";
import type { AuditLog } from "#shared/audit-log.ts";
import type { Clock } from "#shared/clock.ts";
import type { RateGrant } from "#shared/governed-call.ts";
import type { LargeScanner } from "./scan-large.ts";
import type { Authentication, Correlation } from "#shared/principal.ts";

/** What every governed call needs, on whatever surface it arrives. */
export interface CallDeps {
  readonly audit: AuditLog;
  readonly clock: Clock;
  /** The snapshot in force; taken once for each call. */
  policy(): PolicySnapshot;
  /** Charges one request on arrival, whatever becomes of it. */
  charge(
    authentication: Authentication,
    addressPrefix: string,
    policy: PolicySnapshot,
  ): RateGrant | Promise<RateGrant>;
  /**
   * Counts a refusal that no limit charged: a session that is refused again and again stops causing
   * rows.
   */
  countRefusal(authentication: Authentication): void;
  /** Whether the principal still stands: at the epoch that a commit returned, or (null) now. */
  isCurrent(authentication: Authentication, epoch: number | null): boolean | Promise<boolean>;
  /** Keyed digest of what was sent or answered; a plain one would let short secrets be guessed. */
  hmac(text: string): string;
  /** Searches inputs over `scanInlineCharactersMax` in a thread of its own. */
  readonly largeScanner: Pick<LargeScanner, "scan">;
  /** A fault of ours, with its cause; the caller only learns that it happened. */
  logFault(message: string, error: unknown): void;
  /** Digest of the running executable, named in every decision. */
  readonly executable: string;
}

/** Who is calling, bound to the ids of this very request. */
export interface Caller {
  readonly authentication: Authentication;
  readonly correlation: Correlation;
  readonly addressPrefix: string;
  /** The caller's own trace id: a claim, kept beside ours. */
  readonly claimedTrace: string | null;
}
