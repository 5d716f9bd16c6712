import type { Sql } from "#infra/database/database.ts";
import type { SigningAlgorithm, StoredSigningKey } from "#infra/security/signing-keys.ts";

export interface SigningKeyRow extends StoredSigningKey {
  readonly masterKeyId: string;
  readonly createdAt: Date;
  /** Signs nothing from then on. */
  readonly retiredAt: Date | null;
  /** Verifies nothing from then on. */
  readonly verifyUntil: Date | null;
}

interface Row {
  id: string;
  algorithm: SigningAlgorithm;
  public_jwk: StoredSigningKey["publicJwk"];
  wrapped: Uint8Array;
  master_key_id: string;
  created_at: Date;
  retired_at: Date | null;
  verify_until: Date | null;
}

/** Retired keys that verify nothing any more stay as history and are not read. */
const keysMax = 100;

function toKey(row: Row): SigningKeyRow {
  return {
    kid: row.id,
    algorithm: row.algorithm,
    publicJwk: row.public_jwk,
    wrapped: row.wrapped,
    masterKeyId: row.master_key_id,
    createdAt: row.created_at,
    retiredAt: row.retired_at,
    verifyUntil: row.verify_until,
  };
}

/** Keys that still verify, the signing one first. */
export async function selectLiveKeys(sql: Sql): Promise<readonly SigningKeyRow[]> {
  const rows = await sql<Row[]>`
    select id, algorithm, public_jwk, wrapped, master_key_id, created_at, retired_at, verify_until
      from signing_keys
     where verify_until is null or verify_until > now()
     order by retired_at desc nulls first
     limit ${keysMax}`;
  return rows.map(toKey);
}

/** Every key, newest first, for people. */
export async function selectAllKeys(sql: Sql): Promise<readonly SigningKeyRow[]> {
  const rows = await sql<Row[]>`
    select id, algorithm, public_jwk, wrapped, master_key_id, created_at, retired_at, verify_until
      from signing_keys
     order by created_at desc, id desc
     limit ${keysMax}`;
  return rows.map(toKey);
}

/** Every stored key, locked until the transaction ends. */
export async function lockSigningKeys(sql: Sql): Promise<readonly SigningKeyRow[]> {
  const rows = await sql<Row[]>`
    select id, algorithm, public_jwk, wrapped, master_key_id, created_at, retired_at, verify_until
      from signing_keys
     order by id
       for update`;
  return rows.map(toKey);
}
