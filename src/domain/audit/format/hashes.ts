import type { JsonValue } from "#shared/json.ts";
import { canonicalJson } from "./canonical-json.ts";
import type { Head } from "./seal.ts";

const hashBytes = 32;
const saltBytes = 16;

export function hashText(text: string): string {
  return Bun.SHA256.hash(text, "hex");
}

export function headsHash(heads: readonly Head[]): string {
  return hashText(canonicalJson(heads as unknown as JsonValue));
}

/** SHA-256 over the salt and the canonical row, written into `leaves` at the row's place. */
export function hashRow(salt: Uint8Array, row: string, leaves: Uint8Array, place: number): void {
  // An instance with two updates takes 0.67 µs for 900 bytes; CryptoHasher takes 1.28 µs.
  const hash = new Bun.SHA256();
  hash.update(salt.length === saltBytes ? salt : refuseSalt());
  hash.update(row);
  hash.digest(leaves.subarray(place * hashBytes, (place + 1) * hashBytes));
}

export function rootOf(leaves: Uint8Array): string {
  return Bun.SHA256.hash(leaves, "hex");
}

function refuseSalt(): never {
  throw new RangeError(`A row's salt has ${saltBytes} bytes.`);
}
