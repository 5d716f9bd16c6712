import { hkdfSync } from "node:crypto";
import { keyBytes, SecretKey } from "./secret-key.ts";

/** A key that is used to derive others, one for each purpose, and for nothing else. */
export class KeyTree<Purpose extends string> {
  readonly #stem: SecretKey;
  readonly #purposes: Readonly<Record<Purpose, string>>;
  readonly #derived = new Map<string, SecretKey>();

  constructor(label: string, bytes: Uint8Array, purposes: Readonly<Record<Purpose, string>>) {
    this.#stem = new SecretKey(label, bytes);
    this.#purposes = purposes;
  }

  /**
   * HKDF-SHA-256 (RFC 5869) with the installation as salt: a key that was copied to another
   * installation does not open or sign anything of this one.
   */
  derive(purpose: Purpose, installationId = ""): SecretKey {
    const slot = `${purpose}\n${installationId}`;
    let key = this.#derived.get(slot);
    if (key === undefined) {
      const info = this.#purposes[purpose];
      const bytes = hkdfSync("sha256", this.#stem.expose(), installationId, info, keyBytes);
      key = new SecretKey(purpose, new Uint8Array(bytes));
      this.#derived.set(slot, key);
    }
    return key;
  }

  /** For the place that stores the key, and for nothing else. */
  exposeForStorage(): Uint8Array {
    return this.#stem.expose();
  }

  wipe(): void {
    this.#stem.wipe();
    for (const key of this.#derived.values()) key.wipe();
    this.#derived.clear();
  }

  toJSON(): string {
    return `[keys of ${this.#stem.label}]`;
  }
}
