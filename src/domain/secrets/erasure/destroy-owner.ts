import type { Sql } from "#infra/database/database.ts";
import { lockOwner } from "../keys/queries.ts";
import { announceSecrets } from "../queries/announce.ts";

export interface DestroyedOwner {
  readonly keys_destroyed: number;
  readonly secrets_deleted: number;
}

/**
 * Inside the erasure's transaction: every version of the owner's key loses its value, and with it
 * whatever it sealed. The rows stay, so that no version is ever used again; the secrets' rows too.
 */
export async function destroyOwner(tx: Sql, owner: string): Promise<DestroyedOwner> {
  await lockOwner(tx, owner);
  const keys = await tx`
    update secret_data_keys set wrapped = null, erased_at = now()
     where owner = ${owner} and wrapped is not null
    returning version`;
  const secrets = await tx`
    update secrets set sealed = null, data_key_version = null, updated_at = now()
     where owner = ${owner} and sealed is not null
    returning name`;
  if (secrets.length > 0) await announceSecrets(tx);
  return { keys_destroyed: keys.length, secrets_deleted: secrets.length };
}

/** Whether the database holds anything of an owner that opens or could open. */
export async function hasLiveKey(sql: Sql, owner: string): Promise<boolean> {
  const rows = await sql`
    select 1 from secret_data_keys where owner = ${owner} and wrapped is not null limit 1`;
  return rows.length > 0;
}
