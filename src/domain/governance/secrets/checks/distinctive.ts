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

/** Kinds without a lead, or with a short one, whose form as a whole is no chance. */
const formed: ReadonlySet<string> = new Set([
  "airtable.pat",
  "azure.client-secret",
  "discord.bot-token",
  "mailchimp.api-key",
  "mailgun.account-key",
  "rapidapi.key",
  "telegram.bot-token",
]);

/** Kinds that count in pieces that one separator stands between. */
export function isTelling(kind: SecretKind): boolean {
  return formed.has(kind.id) || isDistinctive(kind);
}

/** In ROT13 a short lead is a word or stands in any random text. */
export function isRotatable(kind: SecretKind, keyword: string): boolean {
  return /[a-z]/.test(keyword) && (keyword.length >= 4 || structured.has(kind.id));
}

/** A random token goes from letters to digits and back about every fourth character. */
const changesMin = 2;
const changesPerCharacterMin = 0.12;
const examinedMax = 200;
const digitShareMin = 0.35;
const zeroShareMax = 0.12;

/** False for words: what was put together by guess may be a lead with prose behind it. */
export function looksRandom(kind: SecretKind, secret: string): boolean {
  if (kind.proof?.(secret) === true) return true;
  const shown = kind.publicLength(secret);
  const body = secret.slice(shown, shown + examinedMax);
  // Positions in source maps are small numbers, which base-64 writes with this letter.
  const leading = body.match(/A/g)?.length ?? 0;
  if (leading > Math.max(4, body.length * zeroShareMax)) return false;
  // Numbers in it: a word has none.
  const digits = body.match(/[0-9]/g)?.length ?? 0;
  if (digits >= body.length * digitShareMin && digits < body.length) return true;
  const changes = body.match(/[A-Za-z](?=[0-9])|[0-9](?=[A-Za-z])/g)?.length ?? 0;
  return changes >= Math.max(changesMin, body.length * changesPerCharacterMin) || isMixed(body);
}

/**
 * Tokens of few digits show in their case: after a quarter of random letters a large one follows a
 * small one, after another quarter two large ones stand together. Names in code have the first and
 * abbreviations the second, and few texts have both all the time.
 */
const casesPerCharacterMin = 0.1;
const mixedLengthMin = 16;

function isMixed(body: string): boolean {
  if (body.length < mixedLengthMin) return false;
  const least = body.length * casesPerCharacterMin;
  const rises = body.match(/[a-z](?=[A-Z])/g)?.length ?? 0;
  return rises >= least && (body.match(/[A-Z](?=[A-Z])/g)?.length ?? 0) >= least;
}

/** A placeholder is whole as it stands: nothing behind it belongs to it. */
export function isWhole(
  { before, find, pattern }: SecretKind,
  text: string,
  start: number,
): boolean {
  pattern.lastIndex = start;
  return before === 0 && find === undefined && pattern.test(text);
}
