import type { Sql } from "#infra/database/database.ts";
import type { StoredSigningKey } from "#infra/security/signing-keys.ts";

export async function insertSigningKey(
  sql: Sql,
  key: StoredSigningKey,
  masterKeyId: string,
): Promise<void> {
  await sql`
    insert into signing_keys (id, algorithm, public_jwk, wrapped, master_key_id)
    values (${key.kid}, ${key.algorithm}, ${JSON.stringify(key.publicJwk)}::text::jsonb,
            ${key.wrapped}, ${masterKeyId})`;
}

/** Rotations take turns: two at once would both find the same key to retire. */
export async function lockKeyRotation(sql: Sql): Promise<void> {
  await sql`select pg_advisory_xact_lock(hashtext('signing-keys'))`;
}

/** The signing key stops signing; it verifies for as long as its last token may live. */
export async function retireSigningKey(sql: Sql, verifySeconds: number): Promise<void> {
  await sql`
    update signing_keys
       set retired_at = now(), verify_until = now() + ${verifySeconds} * interval '1 second'
     where retired_at is null`;
}

export async function rewrapKeyRow(
  sql: Sql,
  kid: string,
  wrapped: Uint8Array,
  masterKeyId: string,
): Promise<void> {
  await sql`
    update signing_keys set wrapped = ${wrapped}, master_key_id = ${masterKeyId}
     where id = ${kid}`;
}
