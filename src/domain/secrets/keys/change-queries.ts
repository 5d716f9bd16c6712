import type { Sql } from "#infra/database/database.ts";
import type { DataKeyRow } from "./queries.ts";

export async function insertDataKey(sql: Sql, key: DataKeyRow): Promise<void> {
  await sql`
    insert into secret_data_keys (owner, version, wrapped, master_key_id)
    values (${key.owner}, ${key.version}, ${key.wrapped}, ${key.masterKeyId})`;
}

export async function updateDataKey(sql: Sql, key: DataKeyRow): Promise<void> {
  await sql`
    update secret_data_keys set wrapped = ${key.wrapped}, master_key_id = ${key.masterKeyId}
     where owner = ${key.owner} and version = ${key.version} and wrapped is not null`;
}

/** The rows stay without their value: a version is never used again. Tells how many there were. */
export async function destroyDataKeysBefore(
  sql: Sql,
  owner: string,
  version: number,
): Promise<number> {
  const rows = await sql`
    update secret_data_keys set wrapped = null, erased_at = now()
     where owner = ${owner} and version < ${version} and wrapped is not null
    returning version`;
  return rows.length;
}

/** Inside a transaction: false when the version was destroyed meanwhile; it stays till the end. */
export async function holdDataKey(sql: Sql, owner: string, version: number): Promise<boolean> {
  const rows = await sql`
    select version from secret_data_keys
     where owner = ${owner} and version = ${version} and wrapped is not null
       for share`;
  return rows.length === 1;
}
