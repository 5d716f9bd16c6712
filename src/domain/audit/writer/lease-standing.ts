/** How a process has held its own lease; every time is the database's, in milliseconds. */
export interface LeaseStanding {
  readonly writer: number;
  readonly leaseMs: number;
  /** Since then every renewal came in time. */
  readonly steadySinceMs: number;
  readonly renewedAtMs: number;
}

/**
 * A gap of half a lease means that this process or PostgreSQL stood still. It lies well under a
 * lease: others renewed up to a heartbeat earlier, and theirs may be over where ours is not yet.
 */
export function gapMsMax(leaseMs: number): number {
  return leaseMs / 2;
}

/** The standing after one more renewal. */
export function afterRenewal(
  before: LeaseStanding | undefined,
  writer: number,
  leaseMs: number,
  nowMs: number,
): LeaseStanding {
  const gap = before === undefined ? Infinity : Math.abs(nowMs - before.renewedAtMs);
  const steadySinceMs = gap > gapMsMax(leaseMs) ? nowMs : (before?.steadySinceMs ?? nowMs);
  return { writer, leaseMs, steadySinceMs, renewedAtMs: nowMs };
}
