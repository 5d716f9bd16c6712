import type { Sql } from "#infra/database/database.ts";
import type { Tier } from "#shared/principal.ts";

/** How old `last_seen_at` may be; a write for each call would be a row lock for each call. */
const lastSeenSeconds = 60;

/** Who a credential stands for, all read in one snapshot with the epoch. */
export interface CredentialRow {
  readonly epoch: number;
  readonly userId: string;
  readonly email: string;
  readonly role: Tier;
  readonly departments: readonly string[];
  /** The user is deleted, the session ended, the token revoked. */
  readonly revoked: boolean;
  readonly expiresAt: Date | null;
}

interface Row {
  epoch: number;
  user_id: string;
  email: string;
  role: Tier;
  departments: string[];
  revoked: boolean;
  expires_at: Date | null;
}

function toCredential(row: Row): CredentialRow {
  return {
    epoch: Number(row.epoch),
    userId: row.user_id,
    email: row.email,
    role: row.role,
    departments: row.departments,
    revoked: row.revoked,
    expiresAt: row.expires_at,
  };
}

/** The user behind an access token; null when session and subject do not belong together. */
export async function selectTokenCredential(
  sql: Sql,
  token: { readonly userId: string; readonly sessionId: string; readonly tokenId: string },
): Promise<CredentialRow | null> {
  const rows = await sql<Row[]>`
    with seen as (
      update user_sessions set last_seen_at = now()
       where id = ${token.sessionId} and user_id = ${token.userId}
         and last_seen_at < now() - ${lastSeenSeconds} * interval '1 second'
    )
    select e.epoch, u.id as user_id, u.email, u.role, u.departments, s.expires_at,
           u.disabled_at is not null or s.ended_at is not null
             or exists (select 1 from token_revocations r where r.token_id = ${token.tokenId})
             as revoked
      from user_sessions s
      join users u on u.id = s.user_id
     cross join revocation_epoch e
     where s.id = ${token.sessionId} and u.id = ${token.userId}`;
  return rows[0] === undefined ? null : toCredential(rows[0]);
}

export interface PersonalCredentialRow extends CredentialRow {
  readonly tokenId: string;
  readonly hash: Uint8Array;
}

export async function selectPersonalCredential(
  sql: Sql,
  prefix: string,
): Promise<PersonalCredentialRow | null> {
  const rows = await sql<(Row & { token_id: string; token_hash: Uint8Array })[]>`
    with used as (
      update personal_access_tokens set last_used_at = now()
       where prefix = ${prefix}
         and coalesce(last_used_at, 'epoch') < now() - ${lastSeenSeconds} * interval '1 second'
    )
    select e.epoch, u.id as user_id, u.email, u.role, u.departments, p.expires_at,
           p.id as token_id, p.token_hash,
           u.disabled_at is not null or p.revoked_at is not null as revoked
      from personal_access_tokens p
      join users u on u.id = p.user_id
     cross join revocation_epoch e
     where p.prefix = ${prefix}`;
  const row = rows[0];
  if (row === undefined) return null;
  return { ...toCredential(row), tokenId: row.token_id, hash: row.token_hash };
}
