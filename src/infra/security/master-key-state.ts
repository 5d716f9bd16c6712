import type { Database, Sql } from "#infra/database/database.ts";
import { inTx } from "#infra/database/in-tx.ts";
import { AppError } from "#shared/errors.ts";
import type { Keyring } from "./keyring.ts";
import type { MasterKey } from "./master-key.ts";

/**
 * Makes the key that the database names the keyring's current one; the first call of an
 * installation names the key that is there. Finishes a rotation that died half way.
 */
export async function settleMasterKey(database: Database, keyring: Keyring): Promise<string> {
  const { sql } = database;
  await sql`
    insert into master_key_state (key_id) values (${keyring.current.id})
    on conflict (singleton) do nothing`;
  const rows = await sql<{ key_id: string }[]>`select key_id from master_key_state`;
  const id = rows[0]?.key_id;
  if (id === undefined) throw new AppError("INTERNAL", "The database names no master key.");
  await keyring.settle(id);
  return id;
}

/**
 * Runs a transaction that wraps something new. A rotation waits for it or it waits for the
 * rotation, so nothing is left wrapped by a key that was replaced meanwhile.
 */
export function withMasterKey<Result>(
  database: Database,
  keyring: Keyring,
  work: (tx: Sql, master: MasterKey) => Promise<Result>,
): Promise<Result> {
  return inTx(database, async (tx) => {
    const rows = await tx<{ key_id: string }[]>`select key_id from master_key_state for share`;
    const id = rows[0]?.key_id;
    if (id === undefined) throw new AppError("INTERNAL", "The database names no master key.");
    return work(tx, await keyring.byId(id));
  });
}

/** Replaces the named key inside a rotation's transaction; CONFLICT when another one was faster. */
export async function replaceMasterKeyState(tx: Sql, from: string, to: string): Promise<void> {
  const rows = await tx`
    update master_key_state set key_id = ${to}, changed_at = now()
     where key_id = ${from}
    returning key_id`;
  if (rows.length !== 1) throw new AppError("CONFLICT", "The master key was rotated meanwhile.");
}
