import {
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  type KeyObject,
  sign,
  verify,
} from "node:crypto";

/** A private ed25519 key (RFC 8032) that signs; its bytes stay inside. */
export interface SigningKey {
  /** The raw public key, 32 bytes. */
  readonly publicKey: Uint8Array;
  sign(message: Uint8Array): Uint8Array;
}

const seedBytes = 32;
/** PKCS #8 and SPKI wrappers of a raw key (RFC 8410, section 7 and 4): constant for ed25519. */
const pkcs8Prefix = Buffer.from("302e020100300506032b657004220420", "hex");
const spkiPrefix = Buffer.from("302a300506032b6570032100", "hex");

/** The key that a 32-byte secret stands for. */
export function ed25519FromSeed(seed: Uint8Array): SigningKey {
  if (seed.length !== seedBytes) throw new RangeError(`An ed25519 seed has ${seedBytes} bytes.`);
  const der = Buffer.concat([pkcs8Prefix, seed]);
  const key = createPrivateKey({ key: der, format: "der", type: "pkcs8" });
  der.fill(0);
  return signingKey(key, createPublicKey(key));
}

/** A fresh key that lives as long as the process. */
export function generateEd25519(): SigningKey {
  const { privateKey, publicKey } = generateKeyPairSync("ed25519");
  return signingKey(privateKey, publicKey);
}

/** Prepares a public key once; checking one signature then takes about 40 µs. */
export function ed25519Verifier(
  publicKey: Uint8Array,
): (message: Uint8Array, signature: Uint8Array) => boolean {
  if (publicKey.length !== seedBytes) return () => false;
  const der = Buffer.concat([spkiPrefix, publicKey]);
  const key = createPublicKey({ key: der, format: "der", type: "spki" });
  return (message, signature) => verify(null, message, key, signature);
}

function signingKey(privateKey: KeyObject, publicKey: KeyObject): SigningKey {
  const spki = publicKey.export({ format: "der", type: "spki" });
  return {
    publicKey: new Uint8Array(spki.subarray(spkiPrefix.length)),
    sign: (message) => sign(null, message, privateKey),
  };
}
