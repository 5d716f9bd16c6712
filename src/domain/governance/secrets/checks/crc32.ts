import { base62Alphabet } from "../formats/characters.ts";

export function base62(value: number, length: number): string {
  let rest = value;
  let digits = "";
  while (rest > 0) {
    digits = base62Alphabet.charAt(rest % 62) + digits;
    rest = Math.floor(rest / 62);
  }
  return digits.padStart(length, "0");
}

/** GitHub's rule, which npm shares: the last six characters are the CRC-32 of those before. */
export function base62Checksum(entropy: string): string {
  return base62(Bun.hash.crc32(entropy), 6);
}

/** Grafana's rule: eight hex digits, the CRC-32 in little-endian order. */
export function hexChecksum(entropy: string): string {
  const bytes = Buffer.allocUnsafe(4);
  bytes.writeUInt32LE(Bun.hash.crc32(entropy));
  return bytes.toString("hex");
}
