import type { SecretKind } from "../kind.ts";

/** Four characters, or three that end with a sign: no chance in a text put together by guess. */
const lead = /^(?:.{4}|..[_.:-])/;
/** Kinds with a shorter lead whose structure is checked as a whole. */
const structured: ReadonlySet<string> = new Set(["token.jwt"]);

/** Kinds that count in a text that was reversed, rotated or put together from pieces. */
export function isDistinctive(kind: SecretKind): boolean {
  if (kind.isNamed === true || kind.isContextual === true || kind.structure !== undefined)
    return false;
  if (kind.proof !== undefined || structured.has(kind.id)) return true;
  return kind.keywords.every((keyword) => lead.test(keyword));
}

/** In ROT13 a short lead is a word or stands in any random text. */
export function isRotatable(kind: SecretKind, keyword: string): boolean {
  return /[a-z]/.test(keyword) && (keyword.length >= 4 || structured.has(kind.id));
}

/** A random token goes from letters to digits and back about every fourth character. */
const changesMin = 2;
const changesPerCharacterMin = 0.12;
const examinedMax = 200;

/** False for words: what was put together by guess may be a lead with prose behind it. */
export function looksRandom(kind: SecretKind, secret: string): boolean {
  if (kind.proof?.(secret) === true) return true;
  const shown = kind.publicLength(secret);
  const body = secret.slice(shown, shown + examinedMax);
  const changes = body.match(/[A-Za-z](?=[0-9])|[0-9](?=[A-Za-z])/g)?.length ?? 0;
  return changes >= Math.max(changesMin, body.length * changesPerCharacterMin);
}
