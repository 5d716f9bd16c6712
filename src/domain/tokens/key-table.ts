import type { Database } from "#infra/database/database.ts";
import type { Keyring } from "#infra/security/keyring.ts";
import type { MasterKey } from "#infra/security/master-key.ts";
import { withMasterKey } from "#infra/security/master-key-state.ts";
import {
  generateSigningKey,
  openSigningKey,
  openVerificationKey,
  type SigningAlgorithm,
  type SigningKey,
  type StoredSigningKey,
  type VerificationKey,
} from "#infra/security/signing-keys.ts";
import { AppError } from "#shared/errors.ts";
import {
  insertSigningKey,
  lockKeyRotation,
  retireSigningKey,
} from "./queries/change-signing-keys.ts";
import { type SigningKeyRow, selectLiveKeys } from "./queries/signing-keys.ts";

/** An unknown key id makes the table read again, at most this often: forged ids must not cost. */
const reloadEveryMs = 100;

export interface KeyTableOptions {
  readonly database: Database;
  readonly keyring: Keyring;
  readonly installationId: string;
  readonly monotonicMs: () => number;
}

interface LiveKey {
  readonly row: SigningKeyRow;
  readonly key: VerificationKey;
}

/** The signing keys as this process knows them. A key id pins its algorithm here. */
export class KeyTable {
  readonly #options: KeyTableOptions;
  #live: ReadonlyMap<string, LiveKey> = new Map();
  #reloadedMs = Number.NEGATIVE_INFINITY;
  /** The reading that has not begun yet; one is enough for all who ask before it does. */
  #next: Promise<void> | undefined;

  constructor(options: KeyTableOptions) {
    this.#options = options;
  }

  /** The key of that id while it verifies; null when there is none. */
  async find(kid: string, nowMs: number): Promise<VerificationKey | null> {
    const known = this.#live.get(kid);
    if (known !== undefined) return isLive(known.row, nowMs) ? known.key : null;
    // One under way may have read before the key was there.
    await (this.#next ??= this.#readNext());
    const found = this.#live.get(kid);
    return found !== undefined && isLive(found.row, nowMs) ? found.key : null;
  }

  async reload(): Promise<void> {
    this.#reloadedMs = this.#options.monotonicMs();
    await this.#read();
  }

  async #readNext(): Promise<void> {
    const waitMs = this.#reloadedMs + reloadEveryMs - this.#options.monotonicMs();
    await (waitMs > 0 ? Bun.sleep(waitMs) : Promise.resolve());
    this.#next = undefined;
    await this.reload();
  }

  async #read(): Promise<void> {
    const rows = await selectLiveKeys(this.#options.database.sql);
    const live = new Map<string, LiveKey>();
    for (const row of rows) {
      const wrapKey = await this.#wrapKey(row.masterKeyId);
      live.set(row.kid, { row, key: await openVerificationKey(row, wrapKey) });
    }
    this.#live = live;
  }

  /** Public keys that verify, for the JWKS document. HS256 keys have none. */
  publicKeys(nowMs: number): readonly NonNullable<StoredSigningKey["publicJwk"]>[] {
    return [...this.#live.values()]
      .filter(({ row }) => isLive(row, nowMs))
      .map(({ row }) => row.publicJwk)
      .filter((jwk) => jwk !== null);
  }

  /** The key that signs now; null when there is none of that algorithm. */
  async signer(algorithm: SigningAlgorithm): Promise<SigningKey | null> {
    const active = this.#active() ?? (await this.reload(), this.#active());
    if (active === undefined || active.algorithm !== algorithm) return null;
    return openSigningKey(active, await this.#wrapKey(active.masterKeyId));
  }

  /** A new key signs at once; the old one verifies as long as its last token may live. */
  async replace(algorithm: SigningAlgorithm, verifySeconds: number): Promise<string> {
    const { database, keyring } = this.#options;
    const kid = await withMasterKey(database, keyring, async (tx, master) => {
      const key = await generateSigningKey(algorithm, this.#derive(master));
      await lockKeyRotation(tx);
      await retireSigningKey(tx, verifySeconds);
      await insertSigningKey(tx, key, master.id);
      return key.kid;
    });
    await this.reload();
    return kid;
  }

  #active(): SigningKeyRow | undefined {
    for (const { row } of this.#live.values()) if (row.retiredAt === null) return row;
    return undefined;
  }

  async #wrapKey(masterKeyId: string) {
    const master = await this.#options.keyring.byId(masterKeyId);
    return this.#derive(master);
  }

  #derive(master: MasterKey) {
    if (this.#options.installationId === "") {
      throw new AppError("INTERNAL", "The installation has no id.");
    }
    return master.derive("tokens-wrap", this.#options.installationId);
  }
}

function isLive(row: SigningKeyRow, nowMs: number): boolean {
  return row.verifyUntil === null || nowMs < row.verifyUntil.getTime();
}
