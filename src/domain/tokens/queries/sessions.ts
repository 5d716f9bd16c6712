import type { Sql } from "#infra/database/database.ts";

export interface UserSession {
  readonly id: string;
  readonly userId: string;
  readonly clientId: string;
  readonly createdAt: Date;
  readonly lastSeenAt: Date;
  readonly expiresAt: Date;
  readonly endedAt: Date | null;
}

interface UserSessionRow {
  id: string;
  user_id: string;
  client_id: string;
  created_at: Date;
  last_seen_at: Date;
  expires_at: Date;
  ended_at: Date | null;
}

export interface NewSession {
  readonly id: string;
  readonly userId: string;
  readonly clientId: string;
  readonly expiresAt: Date;
}

/** False when the user is disabled or unknown. */
export async function insertSession(sql: Sql, session: NewSession): Promise<boolean> {
  const rows = await sql`
    insert into user_sessions (id, user_id, client_id, expires_at)
    select ${session.id}, u.id, ${session.clientId}, ${session.expiresAt}
      from users u
     where u.id = ${session.userId} and u.disabled_at is null
    returning id`;
  return rows.length === 1;
}

export async function selectSessions(
  sql: Sql,
  userId: string,
  limit: number,
): Promise<readonly UserSession[]> {
  const rows = await sql<UserSessionRow[]>`
    select id, user_id, client_id, created_at, last_seen_at, expires_at, ended_at
      from user_sessions
     where user_id = ${userId}
     order by id desc
     limit ${limit}`;
  return rows.map((row) => ({
    id: row.id,
    userId: row.user_id,
    clientId: row.client_id,
    createdAt: row.created_at,
    lastSeenAt: row.last_seen_at,
    expiresAt: row.expires_at,
    endedAt: row.ended_at,
  }));
}

/** The user whose session it is; null when there is no such session or it has ended. */
export async function selectOpenSessionUser(sql: Sql, id: string): Promise<string | null> {
  const rows = await sql<{ user_id: string }[]>`
    select user_id from user_sessions where id = ${id} and ended_at is null`;
  return rows[0]?.user_id ?? null;
}

export async function endSession(sql: Sql, id: string): Promise<void> {
  await sql`update user_sessions set ended_at = now() where id = ${id} and ended_at is null`;
}

export interface NewRevocation {
  readonly tokenId: string;
  readonly userId: string;
  readonly expiresAt: Date;
}

export async function insertRevocation(sql: Sql, revocation: NewRevocation): Promise<void> {
  await sql`
    insert into token_revocations (token_id, user_id, expires_at)
    values (${revocation.tokenId}, ${revocation.userId}, ${revocation.expiresAt})
    on conflict (token_id) do nothing`;
}
