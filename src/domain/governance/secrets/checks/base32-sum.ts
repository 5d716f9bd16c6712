import { fromBase32, toBase32 } from "./base32.ts";
import { crc16 } from "./crc16.ts";

const sumBytes = 2;

/** NATS keys and Stellar seeds end with a CRC-16 of what stands before it, low byte first. */
export function hasBase32Sum(secret: string): boolean {
  const bytes = fromBase32(secret);
  const at = bytes.length - sumBytes;
  return crc16(bytes.subarray(0, at)) === (bytes[at] ?? 0) + 256 * (bytes[at + 1] ?? 0);
}

export function withBase32Sum(payload: Uint8Array): string {
  const sum = crc16(payload);
  return toBase32(Uint8Array.from([...payload, sum & 0xff, sum >> 8]));
}
