import type { Sql } from "#infra/database/database.ts";

/** What is over by itself stays this long, for whoever looks into it. */
const sessionDaysKept = 30;
/** Covers clocks that differ and replicas that read changes late. */
const revocationHoursKept = 24;
/** A statement's worth: locks are held for some tens of ms. */
const rowsPerStatement = 5_000;

export interface PrunedCredentials {
  readonly sessions: number;
  readonly revocations: number;
}

/**
 * Deletes sessions and single revocations that expired long ago: an expired credential is refused
 * whatever these rows say. For the owner; the audit keeps the logins.
 */
export async function pruneExpired(sql: Sql): Promise<PrunedCredentials> {
  const sessions = await untilDone(
    () => sql`
      delete from user_sessions
       where id in (
         select id from user_sessions
          where expires_at < now() - ${sessionDaysKept} * interval '1 day'
          limit ${rowsPerStatement}
            for update skip locked)`,
  );
  const revocations = await untilDone(
    () => sql`
      delete from token_revocations
       where token_id in (
         select token_id from token_revocations
          where expires_at < now() - ${revocationHoursKept} * interval '1 hour'
          limit ${rowsPerStatement}
            for update skip locked)`,
  );
  return { sessions, revocations };
}

async function untilDone(
  deleteSome: () => PromiseLike<{ readonly count: number }>,
): Promise<number> {
  let total = 0;
  for (;;) {
    const { count: deleted } = await deleteSome();
    total += deleted;
    if (deleted < rowsPerStatement) return total;
  }
}
