import type { Sql } from "#infra/database/database.ts";

export interface DataKeyRow {
  readonly owner: string;
  readonly version: number;
  readonly wrapped: Uint8Array;
  readonly masterKeyId: string;
}

interface DataKeyDbRow {
  owner: string;
  version: number;
  wrapped: Uint8Array;
  master_key_id: string;
}

function toDataKey(row: DataKeyDbRow): DataKeyRow {
  return {
    owner: row.owner,
    version: row.version,
    wrapped: row.wrapped,
    masterKeyId: row.master_key_id,
  };
}

/** Data keys of an owner, newest first: one, and two while a rotation is under way. */
export async function selectDataKeys(sql: Sql, owner: string): Promise<readonly DataKeyRow[]> {
  const rows = await sql<DataKeyDbRow[]>`
    select owner, version, wrapped, master_key_id
      from secret_data_keys
     where owner = ${owner}
     order by version desc
     limit 16`;
  return rows.map(toDataKey);
}

/** Every data key, locked until the transaction ends. */
export async function lockDataKeys(sql: Sql): Promise<readonly DataKeyRow[]> {
  const rows = await sql<DataKeyDbRow[]>`
    select owner, version, wrapped, master_key_id
      from secret_data_keys
     order by owner, version
       for update`;
  return rows.map(toDataKey);
}

export async function insertDataKey(sql: Sql, key: DataKeyRow): Promise<void> {
  await sql`
    insert into secret_data_keys (owner, version, wrapped, master_key_id)
    values (${key.owner}, ${key.version}, ${key.wrapped}, ${key.masterKeyId})`;
}

export async function updateDataKey(sql: Sql, key: DataKeyRow): Promise<void> {
  await sql`
    update secret_data_keys set wrapped = ${key.wrapped}, master_key_id = ${key.masterKeyId}
     where owner = ${key.owner} and version = ${key.version}`;
}

export async function deleteDataKeysBefore(
  sql: Sql,
  owner: string,
  version: number,
): Promise<void> {
  await sql`delete from secret_data_keys where owner = ${owner} and version < ${version}`;
}
