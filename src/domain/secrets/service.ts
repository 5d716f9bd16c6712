import type { Database, Sql } from "#infra/database/database.ts";
import type { Keyring } from "#infra/security/keyring.ts";
import type { MasterKey } from "#infra/security/master-key.ts";
import { withMasterKey } from "#infra/security/master-key-state.ts";
import type { AuditLog } from "#shared/audit-log.ts";
import { AppError, isAppError } from "#shared/errors.ts";
import { type Actor, recordAct } from "#shared/recorded-act.ts";
import {
  type AttestedChange,
  highestVersion,
  judgeStanding,
  recordAttestation,
  selectAttestations,
} from "./attestation.ts";
import { destroyDataKeysBefore, holdDataKey, insertDataKey } from "./keys/change-queries.ts";
import { type DataKey, drawDataKey, wrapDataKey } from "./keys/data-key.ts";
import { OwnerKeys } from "./keys/owner-keys.ts";
import { lockOwner, selectHighestVersion } from "./keys/queries.ts";
import { announceSecrets } from "./queries/announce.ts";
import {
  lockSecrets,
  type SecretListing,
  type SecretRow,
  type SecretWrite,
  selectSecretListing,
  selectSecrets,
  upsertSecret,
} from "./queries/secrets.ts";
import { attestDigest, openValue, sealValue } from "./sealed-value.ts";
import { notAsSet, openOrRefuse } from "./open-or-refuse.ts";
import { checkSecretValue, parseSecretName, type SecretName, systemOwner } from "./secret.ts";

export interface SecretStoreOptions {
  readonly database: Database;
  readonly audit: AuditLog;
  readonly keyring: Keyring;
  readonly installationId: string;
}

/** A value and where it is sealed, ready to be written once its attestation is durable. */
interface Prepared extends SecretWrite {
  readonly digest: string | null;
}

/**
 * Secrets, write-only but for one reader: `resolveForSpawn`, which builds a child's environment.
 * A change is attested in the audit before and after it, so that an old row put back in SQL is told
 * from the current one.
 */
export class SecretStore {
  readonly #options: SecretStoreOptions;
  readonly #keys: OwnerKeys;

  constructor(options: SecretStoreOptions) {
    this.#options = options;
    this.#keys = new OwnerKeys(options);
  }

  /** Names, owners and versions; there is no reading of values. */
  list(page: {
    readonly owner: string | null;
    readonly limit: number;
  }): Promise<readonly SecretListing[]> {
    return selectSecretListing(this.#options.database.sql, page);
  }

  /** Stores a value as the next version. Returns that version; the value is not readable again. */
  async set(
    actor: Actor,
    secret: { readonly owner: string; readonly name: string; readonly value: string },
  ): Promise<number> {
    const place = parseSecretName(secret.owner, secret.name);
    const value = checkSecretValue(secret.value);
    const version = await this.#nextVersion(place);
    const dataKey = await this.#keys.ensure(actor, place.owner);
    const prepared = this.#prepare(place, version, value, dataKey);
    value.fill(0);
    await this.#attested(actor, "set", [prepared], (tx) => write(tx, [prepared]));
    return version;
  }

  async delete(actor: Actor, owner: string, name: string): Promise<void> {
    const place = parseSecretName(owner, name);
    const [row] = await selectSecrets(this.#options.database.sql, owner, [name]);
    if (row === undefined || row.sealed === null) throw noSuchSecret(place);
    const version = await this.#nextVersion(place);
    const gone = { ...place, version, dataKeyVersion: null, sealed: null, digest: null };
    await this.#attested(actor, "delete", [gone], (tx) => write(tx, [gone]));
  }

  /** Seals the same value anew, under the owner's current key, as the next version. */
  async rotateValue(actor: Actor, owner: string, name: string): Promise<number> {
    const place = parseSecretName(owner, name);
    const [row] = await selectSecrets(this.#options.database.sql, owner, [name]);
    if (row === undefined || row.sealed === null) throw noSuchSecret(place);
    const value = await this.#open(row, await this.#keys.all(owner));
    const version = await this.#nextVersion(place);
    const prepared = this.#prepare(place, version, value, await this.#keys.ensure(actor, owner));
    value.fill(0);
    await this.#attested(actor, "rotate", [prepared], (tx) => write(tx, [prepared]));
    return version;
  }

  /**
   * A new key for an owner: every value is sealed anew, all or nothing. The installation's old key
   * is destroyed; a person's stays for the excerpts that it sealed, until the person is erased.
   */
  rotateOwnerKey(actor: Actor, owner: string): Promise<number> {
    const act = {
      target: `data-key://${owner}`,
      policy: "secrets.data-key.rotate",
      reason: "The local operator asked to rotate an owner's key.",
      detail: { owner },
    };
    return recordAct(this.#options.audit, actor, act, () => this.#rotateOwnerKey(actor, owner));
  }

  async #rotateOwnerKey(actor: Actor, owner: string): Promise<number> {
    const { database, installationId } = this.#options;
    const old = await this.#keys.all(owner);
    if (old.length === 0) throw new AppError("NOT_FOUND", "There is no key of this owner yet.");
    const fresh = drawDataKey(owner, (await selectHighestVersion(database.sql, owner)) + 1);
    const names = await this.#namesOf(owner);
    const rows = await selectSecrets(database.sql, owner, names);
    const prepared: Prepared[] = [];
    for (const row of rows.filter(({ sealed }) => sealed !== null)) {
      const value = await this.#open(row, old);
      prepared.push(this.#prepare(row, await this.#nextVersion(row), value, fresh));
      value.fill(0);
    }
    await this.#attested(actor, "rotate", prepared, async (tx, master) => {
      await lockOwner(tx, owner);
      await holdDataKeys(tx, owner, old);
      await insertDataKey(tx, wrapDataKey(fresh, master, installationId));
      await write(tx, prepared);
      const left = await lockSecrets(tx, owner);
      if (left.some((row) => (row.dataKeyVersion ?? fresh.version) !== fresh.version)) {
        throw new AppError("CONFLICT", "A secret was set meanwhile; nothing was rotated.");
      }
      if (owner === systemOwner) await destroyDataKeysBefore(tx, owner, fresh.version);
    });
    return prepared.length;
  }

  /**
   * The one reader: values for a child's environment. A name that is not stored is absent from the
   * answer; one that is not what was last set makes it fail (CHECK_FAILED).
   */
  async resolveForSpawn(
    names: readonly string[],
    owner: string,
    actor: Actor,
  ): Promise<ReadonlyMap<string, string>> {
    const rows = await selectSecrets(this.#options.database.sql, owner, names);
    // Without a value there may be no key either: its owner was erased.
    const isAny = rows.some(({ sealed }) => sealed !== null);
    const keys = isAny ? await this.#keys.all(owner) : [];
    const values = new Map<string, string>();
    for (const row of rows) {
      if (row.sealed === null) continue;
      values.set(row.name, Buffer.from(await this.#open(row, keys, actor)).toString("utf8"));
    }
    return values;
  }

  toJSON(): string {
    return "[secret store]";
  }

  #prepare(place: SecretName, version: number, value: Uint8Array, dataKey: DataKey): Prepared {
    const { owner, name } = place;
    const where = { installationId: this.#options.installationId, owner, name, version };
    const sealed = sealValue(value, where, dataKey);
    const digest = attestDigest(sealed, where, dataKey);
    return { owner, name, version, dataKeyVersion: dataKey.version, sealed, digest };
  }

  /** Opens a row after proving that it is the version that was last set. */
  async #open(row: SecretRow, keys: readonly DataKey[], actor?: Actor): Promise<Uint8Array> {
    const { database, installationId } = this.#options;
    const dataKey = keys.find((key) => key.version === row.dataKeyVersion);
    if (dataKey === undefined || row.sealed === null) throw notAsSet(row);
    const where = { installationId, owner: row.owner, name: row.name, version: row.version };
    const value = openOrRefuse(
      () => openValue(row.sealed ?? new Uint8Array(), where, dataKey),
      row,
    );
    const digest = attestDigest(row.sealed, where, dataKey);
    const attestations = await selectAttestations(database.sql, this.#options, row);
    const standing = judgeStanding({ version: row.version, digest }, attestations);
    if (standing === "unattested") throw notAsSet(row);
    if (standing === "unsettled" && actor !== undefined) {
      const change = { ...where, verb: "set", digest } as const;
      await recordAttestation(this.#options, actor, change, "done");
    }
    return value;
  }

  async #nextVersion(place: SecretName): Promise<number> {
    const { database } = this.#options;
    const [row] = await selectSecrets(database.sql, place.owner, [place.name]);
    const attested = await selectAttestations(database.sql, this.#options, place);
    return Math.max(row?.version ?? 0, highestVersion(attested)) + 1;
  }

  async #namesOf(owner: string): Promise<readonly string[]> {
    const listing = await this.list({ owner, limit: 1_000 });
    return listing.map((secret) => secret.name);
  }

  /** Rows before, change, rows after. A failed change is named as such. */
  async #attested(
    actor: Actor,
    verb: AttestedChange["verb"],
    prepared: readonly Prepared[],
    change: (tx: Sql, master: MasterKey) => Promise<void>,
  ): Promise<void> {
    const record = async (phase: "begin" | "done" | "failed") => {
      for (const { owner, name, version, digest } of prepared) {
        const attested = { owner, name, version, digest, verb };
        await recordAttestation(this.#options, actor, attested, phase);
      }
    };
    await record("begin");
    try {
      await withMasterKey(this.#options.database, this.#options.keyring, change);
    } catch (error) {
      // After a lost connection nobody knows yet: the next reader finds out and says so.
      if (!isAppError(error) || error.code !== "DATABASE_UNAVAILABLE") await record("failed");
      throw error;
    }
    await record("done");
  }
}

/** Refuses to go on from keys that were destroyed since they were read. */
async function holdDataKeys(tx: Sql, owner: string, keys: readonly { version: number }[]) {
  for (const { version } of keys) {
    if (await holdDataKey(tx, owner, version)) continue;
    throw new AppError("CONFLICT", "A key of this owner was destroyed meanwhile.");
  }
}

async function write(tx: Sql, prepared: readonly Prepared[]): Promise<void> {
  await announceSecrets(tx);
  for (const secret of prepared) {
    const { owner, dataKeyVersion } = secret;
    if (dataKeyVersion !== null) await holdDataKeys(tx, owner, [{ version: dataKeyVersion }]);
    if (await upsertSecret(tx, secret)) continue;
    throw new AppError("CONFLICT", `The secret ${secret.name} was changed meanwhile.`);
  }
}

function noSuchSecret(secret: SecretName): AppError {
  return new AppError("NOT_FOUND", `There is no secret ${secret.name} of ${secret.owner}.`);
}
