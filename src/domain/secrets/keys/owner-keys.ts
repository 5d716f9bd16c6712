import type { Database, Sql } from "#infra/database/database.ts";
import type { Keyring } from "#infra/security/keyring.ts";
import { withMasterKey } from "#infra/security/master-key-state.ts";
import type { AuditLog } from "#shared/audit-log.ts";
import { AppError, isAppError } from "#shared/errors.ts";
import { type Actor, recordAct } from "#shared/recorded-act.ts";
import { readErasure } from "../erasure/erasure-record.ts";
import { openOrRefuse } from "../open-or-refuse.ts";
import { systemOwner } from "../secret.ts";
import { insertDataKey } from "./change-queries.ts";
import { type DataKey, drawDataKey, unwrapDataKey, wrapDataKey } from "./data-key.ts";
import {
  type DataKeyRow,
  lockOwner,
  selectDataKey,
  selectDataKeys,
  selectHighestVersion,
} from "./queries.ts";

export interface OwnerKeysOptions {
  readonly database: Database;
  readonly audit: AuditLog;
  readonly keyring: Keyring;
  readonly installationId: string;
}

/** The data keys of owners: read, and made where there is none. */
export class OwnerKeys {
  readonly #options: OwnerKeysOptions;

  constructor(options: OwnerKeysOptions) {
    this.#options = options;
  }

  /** Newest first; empty before the first. CHECK_FAILED for an owner who was erased. */
  async all(owner: string): Promise<readonly DataKey[]> {
    return this.#usable(this.#options.database.sql, owner);
  }

  /** The key that seals from now on. Making the first one is a row of the audit. */
  async ensure(actor: Actor, owner: string): Promise<DataKey> {
    const { database, keyring, audit, installationId } = this.#options;
    const [newest] = await this.all(owner);
    if (newest !== undefined) return newest;
    const act = {
      target: `data-key://${owner}`,
      policy: "secrets.data-key.create",
      reason: "There was no key for what is kept about this owner.",
      detail: { owner },
    };
    return recordAct(audit, actor, act, () =>
      withMasterKey(database, keyring, async (tx, master) => {
        await lockOwner(tx, owner);
        const [known] = await this.#usable(tx, owner);
        if (known !== undefined) return known;
        const fresh = drawDataKey(owner, (await selectHighestVersion(tx, owner)) + 1);
        await insertDataKey(tx, wrapDataKey(fresh, master, installationId));
        return fresh;
      }),
    );
  }

  /** One version, for reading what it sealed; `erased` when it or its owner was destroyed. */
  async version(owner: string, version: number): Promise<DataKey | "erased" | null> {
    const { sql } = this.#options.database;
    const first = await selectDataKey(sql, owner, version);
    if (first === null || first === "erased") return first;
    await this.#assertNotErased(sql, owner);
    const read = async () => {
      const row = await selectDataKey(sql, owner, version);
      return row === null || row === "erased" ? [] : [row];
    };
    const [key] = await this.#unwrapAll(read);
    return key ?? "erased";
  }

  async #usable(sql: Sql, owner: string): Promise<readonly DataKey[]> {
    await this.#assertNotErased(sql, owner);
    return this.#unwrapAll(() => selectDataKeys(sql, owner));
  }

  /** A rotation that ends between a row and its master key takes that key off the disk: read again. */
  async #unwrapAll(read: () => Promise<readonly DataKeyRow[]>): Promise<readonly DataKey[]> {
    let rows = await read();
    for (;;) {
      try {
        return await Promise.all(rows.map((row) => this.#unwrap(row)));
      } catch (error) {
        if (!isAppError(error) || error.code !== "CONFIG_INVALID") throw error;
        const again = await read();
        if (again.every((row) => rows.some((old) => old.masterKeyId === row.masterKeyId))) {
          throw error;
        }
        rows = again;
      }
    }
  }

  async #unwrap(row: DataKeyRow): Promise<DataKey> {
    const { keyring, installationId } = this.#options;
    const master = await keyring.byId(row.masterKeyId);
    return openOrRefuse(() => unwrapDataKey(row, master, installationId), row);
  }

  async #assertNotErased(sql: Sql, owner: string): Promise<void> {
    if (owner === systemOwner) return;
    const standing = await readErasure(sql, this.#options, owner);
    if (standing === "none") return;
    throw new AppError(
      "CHECK_FAILED",
      standing === "erased"
        ? `${owner} was erased: no key of theirs is used or made, whatever the database holds.`
        : `The erasure of ${owner} is unfinished: run \`admin users erase ${owner}\` again.`,
    );
  }
}
