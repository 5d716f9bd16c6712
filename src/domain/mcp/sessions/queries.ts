import type { Sql } from "#infra/database/database.ts";

export interface EndedSession {
  /** The part of a session's id that no other session has. */
  readonly nonce: string;
  readonly server: string;
}

/** Where a reader of the table stands: times of the database, to the microsecond. */
export interface Place {
  readonly endedAt: string;
  readonly nonce: string;
}

/** Ending it again changes nothing. */
export async function insertEndedSession(
  sql: Sql,
  { nonce, server, expiresMs }: EndedSession & { readonly expiresMs: number },
): Promise<void> {
  await sql`
    insert into mcp_ended_sessions (nonce, server, expires_at)
    values (${nonce}, ${server}, to_timestamp(${expiresMs}::float8 / 1000))
    on conflict do nothing`;
}

/** The newest that their ids' expiry has not ended anyway, oldest first. */
export async function selectNewestEnded(
  sql: Sql,
  rowsMax: number,
): Promise<readonly (EndedSession & Place)[]> {
  const rows = await sql<(EndedSession & Place)[]>`
    select nonce, server, ended_at::text as "endedAt"
      from mcp_ended_sessions
     where expires_at > clock_timestamp()
     order by ended_at desc, nonce desc
     limit ${rowsMax}`;
  return rows.toReversed();
}

/** What was ended after a place, oldest first. */
export async function selectEndedAfter(
  sql: Sql,
  { endedAt, nonce }: Place,
  rowsMax: number,
): Promise<readonly (EndedSession & Place)[]> {
  return sql<(EndedSession & Place)[]>`
    select nonce, server, ended_at::text as "endedAt"
      from mcp_ended_sessions
     where (ended_at, nonce) > (${endedAt}::text::timestamptz, ${nonce}::text)
     order by ended_at, nonce
     limit ${rowsMax}`;
}

export interface ReadingPlaces {
  /** Where this read begins. */
  readonly from: string;
  /** Where the next one begins: whatever is committed later stands behind it. */
  readonly next: string;
}

/** Places of the database's time. Its clock may have gone back since `before`, in a failover. */
export async function placesToRead(
  sql: Sql,
  before: string | null,
  seconds: number,
): Promise<ReadingPlaces> {
  const [row] = await sql<[ReadingPlaces]>`
    select next::text, least(next, ${before}::text::timestamptz)::text as "from"
      from (select clock_timestamp() - ${seconds}::integer * interval '1 second' as next) as now`;
  return row;
}

/** Rows whose session's id says by itself that it is over. */
export async function deleteExpiredSessions(sql: Sql, rowsMax: number): Promise<void> {
  await sql`
    delete from mcp_ended_sessions
     where nonce in (
       select nonce
         from mcp_ended_sessions
        where expires_at < clock_timestamp()
        order by expires_at
        limit ${rowsMax}
          for update skip locked)`;
}
