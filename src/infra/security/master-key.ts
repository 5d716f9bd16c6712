import { type RandomBytes, systemRandom } from "#shared/random.ts";
import { openBytes, sealBytes } from "./aead.ts";
import { hmacSha256 } from "./digest.ts";
import { KeyTree } from "./key-tree.ts";
import { keyPurposes, type RootPurpose, type WrapPurpose } from "./purposes.ts";
import { keyBytes } from "./secret-key.ts";

/** Hex digits of a master key's public name: 64 bits tell two keys apart and reveal neither. */
const keyIdHexDigits = 16;

/** The key at the top: it wraps other keys and does nothing else, so it can be replaced. */
export class MasterKey extends KeyTree<WrapPurpose> {
  /** A public name for the key, stored beside everything that it wraps. */
  readonly id: string;

  constructor(bytes: Uint8Array) {
    super("master", bytes, keyPurposes.wrap);
    const named = hmacSha256(this.derive("key-id"), new Uint8Array());
    this.id = named.toString("hex").slice(0, keyIdHexDigits);
  }

  static generate(random: RandomBytes = systemRandom): MasterKey {
    return new MasterKey(random(keyBytes));
  }
}

/** The key that an installation keeps for its whole life, stored wrapped by the master key. */
export type RootKey = KeyTree<RootPurpose>;

function rootPlace(master: MasterKey): readonly string[] {
  return ["installation-root", master.id];
}

export function drawRootKey(random: RandomBytes = systemRandom): RootKey {
  return new KeyTree("installation root", random(keyBytes), keyPurposes.root);
}

export function wrapRootKey(root: RootKey, master: MasterKey): Buffer {
  return sealBytes(master.derive("root-wrap"), root.exposeForStorage(), rootPlace(master));
}

/** Throws `OpenFailure` when the bytes were edited or wrapped by another master key. */
export function unwrapRootKey(wrapped: Uint8Array, master: MasterKey): RootKey {
  const bytes = openBytes(master.derive("root-wrap"), wrapped, rootPlace(master));
  const root: RootKey = new KeyTree("installation root", bytes, keyPurposes.root);
  bytes.fill(0);
  return root;
}
