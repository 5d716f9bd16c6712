import type { Database, Sql } from "#infra/database/database.ts";
import { inTx } from "#infra/database/in-tx.ts";
import { AppError } from "#shared/errors.ts";
import type { Keyring } from "./keyring.ts";
import { drawRootKey, type MasterKey, unwrapRootKey, wrapRootKey } from "./master-key.ts";

/**
 * Makes the key that the database names the keyring's current one; the first call of an
 * installation names the key that is there. Finishes a rotation that died half way.
 */
export async function settleMasterKey(database: Database, keyring: Keyring): Promise<string> {
  const { sql } = database;
  const first = wrapRootKey(drawRootKey(), keyring.current);
  await sql`
    insert into master_key_state (key_id, wrapped_root) values (${keyring.current.id}, ${first})
    on conflict (singleton) do nothing`;
  let { id, wrappedRoot } = await readState(sql);
  for (;;) {
    try {
      await keyring.settle(id);
      keyring.adoptRoot(wrappedRoot);
      return id;
    } catch (error) {
      // A rotation that ended since the row was read has taken that key off the disk.
      const now = await readState(sql);
      if (now.id === id) throw error;
      ({ id, wrappedRoot } = now);
    }
  }
}

async function readState(sql: Sql): Promise<{ id: string; wrappedRoot: Uint8Array }> {
  const rows = await sql<{ key_id: string; wrapped_root: Uint8Array }[]>`
    select key_id, wrapped_root from master_key_state`;
  if (rows[0] === undefined) throw new AppError("INTERNAL", "The database names no master key.");
  return { id: rows[0].key_id, wrappedRoot: rows[0].wrapped_root };
}

/** Refuses a keyring that does not hold the key of a database in use; one without a key fits all. */
export async function assertMasterKeyFits({ sql }: Database, keyring: Keyring): Promise<void> {
  const rows = await sql<{ key_id: string }[]>`select key_id from master_key_state limit 1`;
  if (rows[0] !== undefined) await keyring.byId(rows[0].key_id);
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
export async function replaceMasterKeyState(
  tx: Sql,
  from: MasterKey,
  to: MasterKey,
): Promise<void> {
  const rows = await tx<{ wrapped_root: Uint8Array }[]>`
    select wrapped_root from master_key_state where key_id = ${from.id} for update`;
  const [row] = rows;
  if (row === undefined) throw new AppError("CONFLICT", "The master key was rotated meanwhile.");
  const root = unwrapRootKey(row.wrapped_root, from);
  await tx`
    update master_key_state
       set key_id = ${to.id}, wrapped_root = ${wrapRootKey(root, to)}, changed_at = now()`;
  root.wipe();
}
