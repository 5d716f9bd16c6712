import { createHmac, hkdfSync } from "node:crypto";
import type { RandomBytes } from "#shared/random.ts";
import { systemRandom } from "#shared/random.ts";
import { type KeyPurpose, keyPurposes } from "./purposes.ts";
import { keyBytes, SecretKey } from "./secret-key.ts";

/** Hex digits of a master key's public name: 64 bits tell two keys apart and reveal neither. */
const keyIdHexDigits = 16;

/** The root of every other key. Its bytes are used for derivation and for nothing else. */
export class MasterKey {
  /** A public name for the key, stored beside everything that it wraps. */
  readonly id: string;
  readonly #root: SecretKey;
  readonly #derived = new Map<string, SecretKey>();

  constructor(bytes: Uint8Array) {
    this.#root = new SecretKey("master", bytes);
    const named = this.derive("key-id");
    this.id = createHmac("sha256", named.expose()).digest("hex").slice(0, keyIdHexDigits);
  }

  static generate(random: RandomBytes = systemRandom): MasterKey {
    return new MasterKey(random(keyBytes));
  }

  /**
   * HKDF-SHA-256 (RFC 5869) with the installation as salt: a key file that was copied to another
   * installation does not open or sign anything of this one.
   */
  derive(purpose: KeyPurpose, installationId = ""): SecretKey {
    const slot = `${purpose}\n${installationId}`;
    let key = this.#derived.get(slot);
    if (key === undefined) {
      key = new SecretKey(
        purpose,
        new Uint8Array(
          hkdfSync("sha256", this.#root.expose(), installationId, keyPurposes[purpose], keyBytes),
        ),
      );
      this.#derived.set(slot, key);
    }
    return key;
  }

  /** For the file that stores the key, and for nothing else. */
  exposeForStorage(): Uint8Array {
    return this.#root.expose();
  }

  wipe(): void {
    this.#root.wipe();
    for (const key of this.#derived.values()) key.wipe();
    this.#derived.clear();
  }

  toJSON(): string {
    return `[master key ${this.id}]`;
  }
}
