import type { Sql } from "#infra/database/database.ts";

export interface Change {
  readonly subject: "user" | "session" | "pat" | "token" | "key" | "data-key";
  readonly id: string;
  readonly epoch: number;
}

export interface Changes {
  readonly epoch: number;
  /** Another one after every failover: what was read before may have been lost with it. */
  readonly timeline: string;
  readonly changes: readonly Change[];
  /** More changed than one answer holds: everything cached must go. */
  readonly overflow: boolean;
}

/** One answer's changes at most; an import of thousands of users is cheaper to start over from. */
const changesMax = 2_000;

/** What changed after an epoch, read in one snapshot with the epoch it leads to. */
export async function selectChanges(sql: Sql, after: number): Promise<Changes> {
  const rows = await sql<{ subject: "epoch" | Change["subject"]; id: string; epoch: number }[]>`
    select 'epoch' as subject, left(pg_walfile_name(pg_current_wal_lsn()), 8) as id, epoch
      from revocation_epoch
    union all
    (select subject, id, changed_epoch from (
      select 'user' as subject, id, changed_epoch from users where changed_epoch > ${after}
      union all
      select 'session', id, changed_epoch from user_sessions where changed_epoch > ${after}
      union all
      select 'pat', id, changed_epoch from personal_access_tokens where changed_epoch > ${after}
      union all
      select 'token', token_id, changed_epoch from token_revocations where changed_epoch > ${after}
      union all
      select 'key', id, changed_epoch from signing_keys where changed_epoch > ${after}
      union all
      select 'data-key', owner, changed_epoch from secret_data_keys where changed_epoch > ${after}
    ) as changed
    limit ${changesMax + 1})`;
  let epoch = 0;
  let timeline = "";
  const changes: Change[] = [];
  for (const row of rows) {
    if (row.subject === "epoch") {
      epoch = Number(row.epoch);
      timeline = row.id;
    } else changes.push({ subject: row.subject, id: row.id, epoch: Number(row.epoch) });
  }
  return { epoch, timeline, changes, overflow: changes.length > changesMax };
}
