import { holdsLock } from "#domain/audit/holds/change-holds.ts";
import {
  destroyOwner,
  type DestroyedOwner,
  hasLiveKey,
} from "#domain/secrets/erasure/destroy-owner.ts";
import {
  type ErasureStanding,
  readErasure,
  recordErasure,
} from "#domain/secrets/erasure/erasure-record.ts";
import { type RevokedCredentials, revokeAll } from "#domain/tokens/queries/revoke-all.ts";
import { anonymiseUser, isAnonymised } from "#domain/users/change-queries.ts";
import { hasOtherAdmin, selectUser } from "#domain/users/queries.ts";
import type { Users } from "#domain/users/service.ts";
import { addressOf } from "#domain/users/deleted-address.ts";
import type { User } from "#domain/users/user.ts";
import type { Database, Sql } from "#infra/database/database.ts";
import { inTx } from "#infra/database/in-tx.ts";
import type { Keyring } from "#infra/security/keyring.ts";
import type { AuditLog } from "#shared/audit-log.ts";
import { AppError, isAppError } from "#shared/errors.ts";
import { mintUuid } from "#shared/ids.ts";
import type { LegalHold } from "#shared/legal-holds.ts";
import { type Actor, parseReason } from "#shared/recorded-act.ts";

export interface ErasureDeps {
  readonly database: Database;
  readonly audit: AuditLog;
  readonly keyring: Keyring;
  readonly installationId: string;
  readonly users: Users;
  /** Asked before the act, and once more inside it while no hold can be placed. */
  findHold(sql: Sql, userId: string): Promise<LegalHold | undefined>;
  /** Access rules in force that name the person by address, as they are written. */
  rulesNaming(user: User): readonly string[];
}

export interface ErasureReport extends DestroyedOwner, RevokedCredentials {
  readonly user_id: string;
  /** Everything was gone and on record before: nothing was done. */
  readonly already: boolean;
}

const nothing = { keys_destroyed: 0, secrets_deleted: 0, sessions_ended: 0, tokens_revoked: 0 };

/**
 * Erases a person: record, one transaction, record. A run that broke off anywhere is completed by
 * running it again; one that was undone in SQL is done again.
 */
export async function eraseUser(
  deps: ErasureDeps,
  actor: Actor,
  request: { readonly userId: string; readonly reason: string | null },
): Promise<ErasureReport> {
  const user = await deps.users.find(request.userId);
  const standing = await readErasure(deps.database.sql, deps, user.id);
  if (await isGone(deps, user, standing)) return { user_id: user.id, already: true, ...nothing };
  await assertErasable(deps, actor, user);
  const reason = checkReason(request.reason, user);
  const erasure = { userId: user.id, attempt: mintUuid() };
  await recordErasure(deps, actor, erasure, "begin", reason === null ? {} : { reason });
  const done = await erase(deps, user).catch(async (error: unknown) => {
    // After a lost connection nobody knows: the erasure stays open until it is run again.
    const isKnown = isAppError(error) && error.code !== "DATABASE_UNAVAILABLE";
    if (isKnown) await recordErasure(deps, actor, erasure, "failed");
    throw error;
  });
  await recordErasure(deps, actor, erasure, "done", { ...done });
  return { user_id: user.id, already: false, ...done };
}

async function isGone(
  { database }: ErasureDeps,
  user: User,
  standing: ErasureStanding,
): Promise<boolean> {
  if (standing !== "erased" || !isAnonymised(user)) return false;
  return !(await hasLiveKey(database.sql, user.id));
}

function erase(deps: ErasureDeps, user: User): Promise<DestroyedOwner & RevokedCredentials> {
  return inTx(deps.database, async (tx) => {
    await tx`select pg_advisory_xact_lock(${holdsLock}::bigint)`;
    await assertNotHeld(deps, tx, user);
    const destroyed = await destroyOwner(tx, user.id);
    const revoked = await revokeAll(tx, user.id);
    await tx`select forget_in_snapshots(${addressOf(user)}, ${`erased-${user.id}@invalid`})`;
    await anonymiseUser(tx, user.id);
    await assertAdminLeft(tx, user);
    return { ...destroyed, ...revoked };
  });
}

async function assertErasable(deps: ErasureDeps, actor: Actor, user: User): Promise<void> {
  if (actor.correlation.userId === user.id) {
    throw new AppError("CONFLICT", "Nobody erases themselves: another administrator does it.");
  }
  const { sql } = deps.database;
  await assertNotHeld(deps, sql, user);
  await assertAdminLeft(sql, user);
  const email = addressOf(user);
  const owner = await selectUser(sql, email);
  // Of a deleted account: somebody else may have the address by now, and the rules with it.
  if (owner !== null && owner.id !== user.id) return;
  const rules = deps.rulesNaming({ ...user, email });
  if (rules.length === 0) return;
  throw new AppError(
    "CONFLICT",
    `Access rules name this person by e-mail address. Remove them, or write the id: ${user.id}. ` +
      `They are about ${rules.join(", ")}.`,
  );
}

async function assertNotHeld(deps: ErasureDeps, sql: Sql, user: User): Promise<void> {
  const hold = await deps.findHold(sql, user.id);
  if (hold === undefined) return;
  throw new AppError(
    "CONFLICT",
    `A legal hold keeps this person's data: ${hold.id}, placed at ${hold.placedAt}. Nothing was erased.`,
  );
}

async function assertAdminLeft(sql: Sql, user: User): Promise<void> {
  if (user.role !== "admin" || user.disabledAt !== null) return;
  if (await hasOtherAdmin(sql, user.id)) return;
  throw new AppError("CONFLICT", "This is the last administrator: name another one first.");
}

/** It is sealed for ever, so it must not name whom it is about. */
function checkReason(text: string | null, user: User): string | null {
  if (text === null) return null;
  const reason = parseReason(text);
  const lower = reason.toLowerCase();
  if (lower.includes(addressOf(user)) || lower.includes(user.name.toLowerCase())) {
    throw new AppError(
      "INVALID_INPUT",
      "The reason must not name the person: it is kept for ever.",
    );
  }
  return reason;
}
