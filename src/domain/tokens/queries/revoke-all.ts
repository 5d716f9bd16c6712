import type { Sql } from "#infra/database/database.ts";

export interface RevokedCredentials {
  readonly sessions_ended: number;
  readonly tokens_revoked: number;
}

/** Every credential of a user stops; a token's name is the user's own words, so it goes too. */
export async function revokeAll(tx: Sql, userId: string): Promise<RevokedCredentials> {
  const sessions = await tx`
    update user_sessions set ended_at = now()
     where user_id = ${userId} and ended_at is null
    returning id`;
  const tokens = await tx`
    update personal_access_tokens set revoked_at = now()
     where user_id = ${userId} and revoked_at is null
    returning id`;
  await tx`
    update personal_access_tokens set name = 'erased'
     where user_id = ${userId} and name <> 'erased'`;
  return { sessions_ended: sessions.length, tokens_revoked: tokens.length };
}
