import { sha256 } from "#infra/security/digest.ts";
import type { RandomBytes } from "#shared/random.ts";

/** `sp_pat_<8>_<43>`: the prefix is public and finds the row, the rest is 256 random bits. */
const personalTokenPattern = /^sp_pat_([a-z0-9]{8})_([A-Za-z0-9_-]{43})$/;
const prefixAlphabet = "abcdefghijklmnopqrstuvwxyz0123456789";
const prefixCharacters = 8;
const secretBytes = 32;

export interface MintedPersonalToken {
  /** Shown once; never stored. */
  readonly token: string;
  readonly prefix: string;
  readonly hash: Buffer;
}

/** Looks like one of ours: told from its start, so that a mistyped one is named as such. */
export function isPersonalToken(credential: string): boolean {
  return credential.startsWith("sp_pat_");
}

/** The public prefix, or null when the text is not a whole token. */
export function readPersonalTokenPrefix(credential: string): string | null {
  return personalTokenPattern.exec(credential)?.[1] ?? null;
}

/** A plain hash is enough: the token is random, there is nothing to guess (OWASP: high entropy). */
export function hashPersonalToken(token: string): Buffer {
  return sha256(token);
}

export function mintPersonalToken(random: RandomBytes): MintedPersonalToken {
  const prefix = [...random(prefixCharacters)]
    .map((byte) => prefixAlphabet[byte % prefixAlphabet.length])
    .join("");
  const secret = Buffer.from(random(secretBytes)).toString("base64url");
  const token = `sp_pat_${prefix}_${secret}`;
  return { token, prefix, hash: hashPersonalToken(token) };
}
