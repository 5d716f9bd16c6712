import type { Span } from "#domain/governance/secrets/kind.ts";
import { effort } from "#domain/governance/secrets/linear/effort.ts";
import { isCredential } from "../values/judge.ts";
import { fillerWords } from "../values/vocabulary.ts";
import { codePlaces } from "./in-code.ts";
import { filePlaces } from "./in-files.ts";
import type { Places } from "./place.ts";

const beforeMax = 240;

const places: Places = { ...codePlaces, ...filePlaces };

const placeSteps = 150;

const asked = /expect|read_until/;
/** The longest lead of `assword`: `read_until(` and 60 characters. */
const askedReach = 72;
const closersAway = 9;

/** `assword` stands in every text, so a quote or bracket has to close right behind it. */
function isClosed(text: string, from: number): boolean {
  const limit = Math.min(text.length, from + closersAway);
  for (let at = from; at < limit; at += 1) {
    const code = text.charCodeAt(at);
    if (code === 34 || code === 39 || code === 41 || code === 125) return true;
    if (code < 32 || (code === 32 && text.charCodeAt(at - 1) !== 58)) return false;
  }
  return false;
}

const commonLength = "assword".length;
const commonSecond = "assword".charCodeAt(1);

function findInPlace(text: string, keywordStart: number, keywordLength: number): Span | null {
  const isCommon =
    keywordLength === commonLength && (text.charCodeAt(keywordStart + 1) | 32) === commonSecond;
  if (isCommon) {
    if (!isClosed(text, keywordStart + keywordLength)) return null;
    const lead = text.slice(Math.max(0, keywordStart - askedReach), keywordStart);
    if (!asked.test(lead)) return null;
  }
  const keyword = text.slice(keywordStart, keywordStart + keywordLength).toLowerCase();
  const place = places[keyword];
  if (place === undefined) return null;
  const { after, before, weight, syntax } = place;
  effort.steps += placeSteps;
  after.lastIndex = keywordStart;
  const found = after.exec(text);
  const value = found?.[1];
  if (found === null || value === undefined) return null;
  if (before !== undefined) {
    const lead = text.slice(Math.max(0, keywordStart - beforeMax), keywordStart);
    if (!before.test(lead)) return null;
  }
  // The place alone is enough for a word, but for `Username:Password`.
  if (fillerWords.has(value.toLowerCase()) || !isCredential(weight, syntax, value)) return null;
  const start = keywordStart + found[0].lastIndexOf(value);
  return { start, end: start + value.length };
}

export const placeFinders = { keywords: Object.keys(places), inPlace: findInPlace } as const;
