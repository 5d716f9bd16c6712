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

/** Versions that are looked at for sealing and for secrets; older ones open excerpts only. */
const newestMax = 16;

/** Data keys of an owner that were not destroyed, newest first. */
export async function selectDataKeys(sql: Sql, owner: string): Promise<readonly DataKeyRow[]> {
  const rows = await sql<DataKeyDbRow[]>`
    select owner, version, wrapped, master_key_id
      from secret_data_keys
     where owner = ${owner} and wrapped is not null
     order by version desc
     limit ${newestMax}`;
  return rows.map(toDataKey);
}

/** One version; `erased` when its value was destroyed, null when there never was one. */
export async function selectDataKey(
  sql: Sql,
  owner: string,
  version: number,
): Promise<DataKeyRow | "erased" | null> {
  const rows = await sql<(DataKeyDbRow & { wrapped: Uint8Array | null })[]>`
    select owner, version, wrapped, master_key_id
      from secret_data_keys
     where owner = ${owner} and version = ${version}`;
  const [row] = rows;
  if (row === undefined) return null;
  return row.wrapped === null ? "erased" : toDataKey(row);
}

/** The highest version that an owner ever had; 0 before the first. */
export async function selectHighestVersion(sql: Sql, owner: string): Promise<number> {
  const rows = await sql<{ version: number }[]>`
    select coalesce(max(version), 0) as version from secret_data_keys where owner = ${owner}`;
  return rows[0]?.version ?? 0;
}

/** Every data key that was not destroyed, locked until the transaction ends. */
export async function lockDataKeys(sql: Sql): Promise<readonly DataKeyRow[]> {
  const rows = await sql<DataKeyDbRow[]>`
    select owner, version, wrapped, master_key_id
      from secret_data_keys
     where wrapped is not null
     order by owner, version
       for update`;
  return rows.map(toDataKey);
}

/** Inside a transaction: makings and destructions of one owner's keys come after each other. */
export async function lockOwner(tx: Sql, owner: string): Promise<void> {
  await tx`select pg_advisory_xact_lock(hashtext('secret_data_keys'), hashtext(${owner}))`;
}
