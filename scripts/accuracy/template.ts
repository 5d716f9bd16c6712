import type { Draw } from "#domain/governance/secrets/kind.ts";

const digits = "0123456789";
const lower = "abcdefghijklmnopqrstuvwxyz";
const upper = lower.toUpperCase();

/** What a `{name:length}` in a template is drawn from. */
const alphabets = {
  d: digits,
  h: `${digits}abcdef`,
  H: `${digits}ABCDEF`,
  l: lower,
  U: upper,
  n: digits + lower,
  N: digits + upper,
  a: digits + lower + upper,
  w: `${digits}${lower}${upper}-_`,
  b: `${digits}${lower}${upper}+/`,
  B32: `${upper}234567`,
  b32: `${lower}234567`,
  AD: "ABCD",
  b58: "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz",
  bech: "qpzry9x8gf2tvdw0s3jn54khce6mua7l",
  ulid: "0123456789abcdefghjkmnpqrstvwxyz",
};

function alphabet(name: string): string {
  const found = Object.entries(alphabets).find(([known]) => known === name);
  if (found === undefined) throw new Error(`no alphabet ${name}`);
  return found[1];
}

export function bytes(draw: Draw, count: number): Buffer {
  return Buffer.from(Array.from({ length: count }, () => draw.below(256)));
}

export function uuid(draw: Draw): string {
  const hex = (count: number) => draw.chars(alphabets.h, count);
  const variant = draw.chars("89ab", 1);
  return `${hex(8)}-${hex(4)}-4${hex(3)}-${variant}${hex(3)}-${hex(12)}`;
}

function part(name: string, size: string, draw: Draw): string {
  if (name === "uuid") return uuid(draw);
  const [least = "0", most = least] = size.split("-");
  const length = Number(least) + draw.below(Number(most) - Number(least) + 1);
  if (name === "base64") return bytes(draw, length).toString("base64");
  if (name === "base64url") return bytes(draw, length).toString("base64url");
  return draw.chars(alphabet(name), length);
}

/**
 * `{h:32}` is 32 of an alphabet, `{a:20-30}` between 20 and 30, `{base64:16}` and `{base64url:16}`
 * are 16 bytes in that encoding, `{uuid}` is one.
 */
export function fill(template: string, draw: Draw): string {
  return template.replace(/\{uuid\}|\{(\w+):([\d-]+)\}/g, (_, name = "uuid", size = "") =>
    part(String(name), String(size), draw),
  );
}

export function pick<T>(draw: Draw, among: readonly T[]): T {
  const found = among[draw.below(among.length)];
  if (found === undefined) throw new Error("nothing to draw from");
  return found;
}
