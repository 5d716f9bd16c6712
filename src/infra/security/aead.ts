import { xchacha20poly1305 } from "@noble/ciphers/chacha.js";
import type { RandomBytes } from "#shared/random.ts";
import { systemRandom } from "#shared/random.ts";
import type { SecretKey } from "./secret-key.ts";

/** XChaCha20's nonce is long enough to be drawn at random for ever (draft-irtf-cfrg-xchacha-03). */
const nonceBytes = 24;
const tagBytes = 16;
const formatVersion = 1;
const headerBytes = 1 + nonceBytes;

/** Thrown when sealed bytes do not open: wrong key, wrong place, or edited. It says no more. */
export class OpenFailure extends Error {
  override readonly name = "OpenFailure";
  constructor() {
    super("sealed bytes do not open here");
  }
}

/**
 * Joins fields so that no two different lists give the same bytes: each is preceded by its length
 * (4 bytes, big endian). Plain joining would let `ab`+`c` pass for `a`+`bc`.
 */
export function joinFields(fields: readonly string[]): Uint8Array {
  const parts: Buffer[] = [];
  for (const field of fields) {
    const bytes = Buffer.from(field, "utf8");
    const length = Buffer.alloc(4);
    length.writeUInt32BE(bytes.length);
    parts.push(length, bytes);
  }
  return Buffer.concat(parts);
}

/** Encrypts and binds to a place: `version ‖ nonce ‖ ciphertext ‖ tag`. */
export function sealBytes(
  key: SecretKey,
  plaintext: Uint8Array,
  place: readonly string[],
  random: RandomBytes = systemRandom,
): Buffer {
  const nonce = random(nonceBytes);
  const box = xchacha20poly1305(key.expose(), nonce, joinFields(place)).encrypt(plaintext);
  return Buffer.concat([Buffer.of(formatVersion), nonce, box]);
}

/** Decrypts what was sealed for exactly this place; anything else throws `OpenFailure`. */
export function openBytes(
  key: SecretKey,
  sealed: Uint8Array,
  place: readonly string[],
): Uint8Array {
  if (sealed.length < headerBytes + tagBytes || sealed[0] !== formatVersion) {
    throw new OpenFailure();
  }
  const nonce = sealed.subarray(1, headerBytes);
  try {
    return xchacha20poly1305(key.expose(), nonce, joinFields(place)).decrypt(
      sealed.subarray(headerBytes),
    );
  } catch (error) {
    // The cause would only repeat "invalid tag"; anything but an Error is a broken world.
    if (error instanceof Error) throw new OpenFailure();
    throw error;
  }
}
