import type { Sql } from "#infra/database/database.ts";

export interface PersonalToken {
  readonly id: string;
  readonly userId: string;
  readonly name: string;
  readonly prefix: string;
  readonly createdAt: Date;
  readonly lastUsedAt: Date | null;
  readonly expiresAt: Date | null;
  readonly revokedAt: Date | null;
}

interface PersonalTokenRow {
  id: string;
  user_id: string;
  name: string;
  prefix: string;
  created_at: Date;
  last_used_at: Date | null;
  expires_at: Date | null;
  revoked_at: Date | null;
}

function toPersonalToken(row: PersonalTokenRow): PersonalToken {
  return {
    id: row.id,
    userId: row.user_id,
    name: row.name,
    prefix: row.prefix,
    createdAt: row.created_at,
    lastUsedAt: row.last_used_at,
    expiresAt: row.expires_at,
    revokedAt: row.revoked_at,
  };
}

export interface NewPersonalToken {
  readonly id: string;
  readonly userId: string;
  readonly name: string;
  readonly prefix: string;
  readonly hash: Uint8Array;
  readonly expiresAt: Date | null;
}

/** Null when the user is disabled or unknown. */
export async function insertPersonalToken(
  sql: Sql,
  token: NewPersonalToken,
): Promise<PersonalToken | null> {
  const rows = await sql<PersonalTokenRow[]>`
    insert into personal_access_tokens (id, user_id, name, prefix, token_hash, expires_at)
    select ${token.id}, u.id, ${token.name}, ${token.prefix}, ${token.hash},
           ${token.expiresAt}::timestamptz
      from users u
     where u.id = ${token.userId} and u.disabled_at is null
    returning id, user_id, name, prefix, created_at, last_used_at, expires_at, revoked_at`;
  return rows[0] === undefined ? null : toPersonalToken(rows[0]);
}

export async function selectPersonalTokens(
  sql: Sql,
  userId: string,
  limit: number,
): Promise<readonly PersonalToken[]> {
  const rows = await sql<PersonalTokenRow[]>`
    select id, user_id, name, prefix, created_at, last_used_at, expires_at, revoked_at
      from personal_access_tokens
     where user_id = ${userId}
     order by id
     limit ${limit}`;
  return rows.map(toPersonalToken);
}

/** By id or by public prefix. */
export async function selectPersonalToken(
  sql: Sql,
  idOrPrefix: string,
): Promise<PersonalToken | null> {
  const rows = await sql<PersonalTokenRow[]>`
    select id, user_id, name, prefix, created_at, last_used_at, expires_at, revoked_at
      from personal_access_tokens
     where id = ${idOrPrefix} or prefix = ${idOrPrefix}
     limit 1`;
  return rows[0] === undefined ? null : toPersonalToken(rows[0]);
}

export async function revokePersonalToken(sql: Sql, id: string): Promise<void> {
  await sql`
    update personal_access_tokens set revoked_at = now() where id = ${id} and revoked_at is null`;
}
