import type { Database, Sql } from "#infra/database/database.ts";
import { inTx } from "#infra/database/in-tx.ts";
import type { Keyring } from "#infra/security/keyring.ts";
import type { MasterKey } from "#infra/security/master-key.ts";
import { replaceMasterKeyState, settleMasterKey } from "#infra/security/master-key-state.ts";
import type { AuditLog } from "#shared/audit-log.ts";
import { AppError } from "#shared/errors.ts";
import { type Actor, recordAct } from "#shared/recorded-act.ts";
import { updateDataKey } from "./keys/change-queries.ts";
import { unwrapDataKey, wrapDataKey } from "./keys/data-key.ts";
import { lockDataKeys } from "./keys/queries.ts";
import { openOrRefuse } from "./open-or-refuse.ts";

/** What else the master key wraps: re-wraps its rows and tells how many there were. */
export type Rewrap = (tx: Sql, from: MasterKey, to: MasterKey) => Promise<number>;

export interface RotateMasterKeyOptions {
  readonly database: Database;
  readonly audit: AuditLog;
  readonly keyring: Keyring;
  readonly installationId: string;
  readonly rewraps: readonly Rewrap[];
}

export interface MasterKeyRotation {
  readonly from: string;
  readonly to: string;
  readonly rows: number;
}

/**
 * Replaces the master key. Four steps, each durable before the next: the new key is written beside
 * the old one; the audit names both; one transaction wraps everything anew and names the new key;
 * the new key's file takes the old one's place. Values and tokens are untouched.
 */
export async function rotateMasterKey(
  options: RotateMasterKeyOptions,
  actor: Actor,
): Promise<MasterKeyRotation> {
  const { database, audit, keyring } = options;
  const from = await keyring.byId(await settleMasterKey(database, keyring));
  const to = await keyring.prepareSuccessor(from.id);
  const act = {
    target: "secret://master-key",
    policy: "secrets.rotate",
    reason: "The local operator asked to rotate the master key.",
    detail: { from: from.id, to: to.id },
  };
  const rows = await recordAct(audit, actor, act, () => rewrapAll(options, from, to));
  await storeForGood(options, from, to);
  return { from: from.id, to: to.id, rows };
}

function rewrapAll(
  options: RotateMasterKeyOptions,
  from: MasterKey,
  to: MasterKey,
): Promise<number> {
  const { database, keyring, installationId, rewraps } = options;
  return inTx(database, async (tx) => {
    // First the row that every writer of wrapped rows holds: nothing new appears meanwhile.
    await replaceMasterKeyState(tx, from, to);
    let rows = 1;
    for (const row of await lockDataKeys(tx)) {
      const dataKey = openOrRefuse(() => unwrapDataKey(row, from, installationId), row);
      await updateDataKey(tx, wrapDataKey(dataKey, to, installationId));
      dataKey.key.wipe();
      rows += 1;
    }
    for (const rewrap of rewraps) rows += await rewrap(tx, from, to);
    // From the commit on everything depends on that file.
    if (!(await keyring.isStored(to.id))) {
      throw new AppError("CONFLICT", "The new master key's file was removed; nothing was changed.");
    }
    return rows;
  });
}

/** Success is said only of a key that was read back; the one in memory is the last copy till then. */
async function storeForGood(
  { database, keyring }: RotateMasterKeyOptions,
  from: MasterKey,
  to: MasterKey,
): Promise<void> {
  let named = await settleMasterKey(database, keyring);
  let restored = false;
  while (!(await keyring.isStored(named))) {
    if (named === to.id && !restored) {
      await keyring.storeSuccessor(from.id, to);
      restored = true;
    }
    const now = await settleMasterKey(database, keyring);
    // Named before and after the look, so it was missing; one that another rotation replaced in
    // between may well be gone.
    if (now === named && !(restored && (await keyring.isStored(now)))) throw notReadBack();
    named = now;
  }
}

function notReadBack(): AppError {
  const message = "The new master key could not be read back from its file.";
  return new AppError("CHECK_FAILED", message);
}
