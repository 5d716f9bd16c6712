import { RecordCipher } from "#infra/security/record-cipher.ts";
import type { Actor } from "#shared/recorded-act.ts";
import type { DataKey } from "../keys/data-key.ts";
import type { OwnerKeys } from "../keys/owner-keys.ts";

/** Keys held ready: about 10 MB at most; beyond it the oldest goes. */
export const keysCachedMax = 10_000;

/** Seals what one execution keeps of its input and output. */
export interface ExcerptSeal {
  readonly keyVersion: number;
  /** In base64. A decision is sealed once at most. */
  seal(decisionId: string, text: string): string;
}

export interface ExcerptKeysOptions {
  readonly keys: OwnerKeys;
  readonly installationId: string;
  /** In whose name a first key is made. */
  readonly actor: Actor;
  readonly keysMax?: number;
}

/** The cipher of an owner's excerpts under one version of the owner's data key. */
export function excerptCipher(dataKey: DataKey, installationId: string): RecordCipher {
  return new RecordCipher(dataKey.key, {
    purpose: "execution-excerpts",
    installationId,
    owner: dataKey.owner,
    keyVersion: dataKey.version,
  });
}

/**
 * Users' keys as the governed path needs them: at hand without a wait once they were loaded, gone
 * as soon as the database says that a key has changed.
 */
export class ExcerptKeys {
  readonly #options: ExcerptKeysOptions;
  readonly #held = new Map<string, ExcerptSeal>();
  readonly #loading = new Map<string, Promise<ExcerptSeal>>();

  constructor(options: ExcerptKeysOptions) {
    this.#options = options;
  }

  find(owner: string): ExcerptSeal | undefined {
    return this.#held.get(owner);
  }

  /** Reads the owner's key, or makes the first one. Rejects when there can be none. */
  load(owner: string): Promise<ExcerptSeal> {
    const loading = this.#loading.get(owner);
    if (loading !== undefined) return loading;
    const fresh: Promise<ExcerptSeal> = this.#open(owner).then(
      (seal) => {
        // One that was forgotten meanwhile serves those who wait for it and nobody after them.
        if (this.#loading.get(owner) === fresh) this.#hold(owner, seal);
        return seal;
      },
      (error: unknown) => {
        if (this.#loading.get(owner) === fresh) this.#loading.delete(owner);
        throw error;
      },
    );
    this.#loading.set(owner, fresh);
    return fresh;
  }

  /** A key of this owner changed; null when nobody knows whose. */
  forget(owner: string | null): void {
    if (owner === null) {
      this.#held.clear();
      this.#loading.clear();
    } else {
      this.#held.delete(owner);
      this.#loading.delete(owner);
    }
  }

  /** Keys held now. */
  get held(): number {
    return this.#held.size;
  }

  toJSON(): string {
    return "[excerpt keys]";
  }

  async #open(owner: string): Promise<ExcerptSeal> {
    const { keys, actor, installationId } = this.#options;
    const dataKey = await keys.ensure(actor, owner);
    const cipher = excerptCipher(dataKey, installationId);
    dataKey.key.wipe();
    return {
      keyVersion: dataKey.version,
      seal: (decisionId, text) => cipher.sealBase64(decisionId, text),
    };
  }

  #hold(owner: string, seal: ExcerptSeal): void {
    this.#loading.delete(owner);
    this.#held.set(owner, seal);
    if (this.#held.size <= (this.#options.keysMax ?? keysCachedMax)) return;
    const [oldest] = this.#held.keys();
    if (oldest !== undefined) this.#held.delete(oldest);
  }
}
