import { createHash } from "node:crypto";
import type { Draw } from "#domain/governance/secrets/kind.ts";
import { bytes } from "../template.ts";

const base62 = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
const base58 = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz";

/** GitHub and npm end a token with the CRC32 of its random part in six base62 digits. */
export function withCrc32(prefix: string, draw: Draw): string {
  const entropy = draw.chars(base62, 30);
  let rest = Bun.hash.crc32(entropy);
  let sum = "";
  for (let at = 0; at < 6; at += 1) {
    sum = base62.charAt(rest % 62) + sum;
    rest = Math.floor(rest / 62);
  }
  return prefix + entropy + sum;
}

function sha256(data: Uint8Array): Buffer {
  return createHash("sha256").update(data).digest();
}

function toBase58(data: Uint8Array): string {
  let number = BigInt(`0x${Buffer.from(data).toString("hex")}`);
  let text = "";
  while (number > 0n) {
    text = base58.charAt(Number(number % 58n)) + text;
    number /= 58n;
  }
  return text;
}

/** Bitcoin wiki, Base58Check: the first four bytes of a double SHA-256 follow the payload. */
export function base58Check(payload: Uint8Array): string {
  return toBase58(Buffer.concat([payload, sha256(sha256(payload)).subarray(0, 4)]));
}

const base32 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

function toBase32(data: Uint8Array): string {
  let bits = "";
  for (const byte of data) bits += byte.toString(2).padStart(8, "0");
  return (bits.match(/.{5}/g) ?? []).map((five) => base32.charAt(parseInt(five, 2))).join("");
}

/** SEP-0023: version byte, 32 bytes, CRC16-XModem in little endian, base32. */
export function stellarSeed(draw: Draw): string {
  const payload = Buffer.concat([Buffer.from([18 << 3]), bytes(draw, 32)]);
  let crc = 0;
  for (const byte of payload) {
    crc ^= byte << 8;
    for (let bit = 0; bit < 8; bit += 1) {
      crc = (crc & 0x8000) === 0 ? crc << 1 : (crc << 1) ^ 0x1021;
    }
    crc &= 0xffff;
  }
  return toBase32(Buffer.concat([payload, Buffer.from([crc & 0xff, crc >> 8])]));
}

const bech = "qpzry9x8gf2tvdw0s3jn54khce6mua7l";

function bechSum(values: readonly number[]): number {
  const generators = [0x3b6a57b2, 0x26508e6d, 0x1ea119fa, 0x3d4233dd, 0x2a1462b3];
  let sum = 1;
  for (const value of values) {
    const top = sum >>> 25;
    sum = ((sum & 0x1ffffff) << 5) ^ value;
    generators.forEach((generator, bit) => {
      if (((top >>> bit) & 1) === 1) sum ^= generator;
    });
  }
  return sum ^ 1;
}

/** BIP-173: a human-readable part, 1, five-bit groups and six more of checksum. */
export function bech32(name: string, data: Uint8Array): string {
  let bits = "";
  for (const byte of data) bits += byte.toString(2).padStart(8, "0");
  const groups = (bits.match(/.{1,5}/g) ?? []).map((five) => parseInt(five.padEnd(5, "0"), 2));
  const codes = [...name].map((letter) => letter.charCodeAt(0));
  const expanded = [...codes.map((code) => code >> 5), 0, ...codes.map((code) => code & 31)];
  const sum = bechSum([...expanded, ...groups, 0, 0, 0, 0, 0, 0]);
  const check = [25, 20, 15, 10, 5, 0].map((shift) => (sum >>> shift) & 31);
  return `${name}1${[...groups, ...check].map((value) => bech.charAt(value)).join("")}`;
}
