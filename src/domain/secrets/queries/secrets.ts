import type { Sql } from "#infra/database/database.ts";

export interface SecretRow {
  readonly owner: string;
  readonly name: string;
  readonly version: number;
  /** Null when the secret was deleted; the row keeps its version. */
  readonly dataKeyVersion: number | null;
  readonly sealed: Uint8Array | null;
  readonly updatedAt: Date;
}

interface Row {
  owner: string;
  name: string;
  version: number;
  data_key_version: number | null;
  sealed: Uint8Array | null;
  updated_at: Date;
}

function toSecret(row: Row): SecretRow {
  return {
    owner: row.owner,
    name: row.name,
    version: Number(row.version),
    dataKeyVersion: row.data_key_version,
    sealed: row.sealed,
    updatedAt: row.updated_at,
  };
}

/** Secrets of one owner are injected together, so one answer holds them all. */
const secretsPerOwnerMax = 1_000;

export async function selectSecrets(
  sql: Sql,
  owner: string,
  names: readonly string[],
): Promise<readonly SecretRow[]> {
  const rows = await sql<Row[]>`
    select owner, name, version, data_key_version, sealed, updated_at
      from secrets
     where owner = ${owner} and name = any(${[...names]}::text[])
     order by name
     limit ${secretsPerOwnerMax}`;
  return rows.map(toSecret);
}

/** Every secret of an owner, locked until the transaction ends. */
export async function lockSecrets(sql: Sql, owner: string): Promise<readonly SecretRow[]> {
  const rows = await sql<Row[]>`
    select owner, name, version, data_key_version, sealed, updated_at
      from secrets
     where owner = ${owner}
     order by name
       for update`;
  return rows.map(toSecret);
}

export interface SecretListing {
  readonly owner: string;
  readonly name: string;
  readonly version: number;
  readonly updatedAt: Date;
}

export async function selectSecretListing(
  sql: Sql,
  page: { readonly owner: string | null; readonly limit: number },
): Promise<readonly SecretListing[]> {
  const rows = await sql<Row[]>`
    select owner, name, version, updated_at
      from secrets
     where sealed is not null and (${page.owner}::text is null or owner = ${page.owner})
     order by owner, name
     limit ${page.limit}`;
  return rows.map((row) => ({
    owner: row.owner,
    name: row.name,
    version: Number(row.version),
    updatedAt: row.updated_at,
  }));
}

export interface SecretWrite {
  readonly owner: string;
  readonly name: string;
  readonly version: number;
  readonly dataKeyVersion: number | null;
  readonly sealed: Uint8Array | null;
}

/** False when the stored version is not older: somebody else was faster. */
export async function upsertSecret(sql: Sql, secret: SecretWrite): Promise<boolean> {
  const rows = await sql`
    insert into secrets as s (owner, name, version, data_key_version, sealed)
    values (${secret.owner}, ${secret.name}, ${secret.version}, ${secret.dataKeyVersion},
            ${secret.sealed})
    on conflict (owner, name) do update
       set version = excluded.version, data_key_version = excluded.data_key_version,
           sealed = excluded.sealed, updated_at = now()
     where s.version < excluded.version
    returning version`;
  return rows.length === 1;
}
