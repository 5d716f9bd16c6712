import type { Span } from "#domain/governance/secrets/kind.ts";
import { effort } from "#domain/governance/secrets/linear/effort.ts";
import { holdsChecksum, isDrawn } from "./checksum.ts";
import { chinese } from "./languages.ts";
import { lazily } from "./lazily.ts";
import { firstLetter } from "./letters.ts";
import { han } from "./script.ts";
import { phraseSizes } from "./sizes.ts";

const phraseLengthMin = 12;
/** `我的助记词是` in front of a phrase. */
const leadLengthMax = 12;
const checkingSteps = 200;

/** What a phrase is called, in front of it. */
const nameBefore =
  /(?:mnemonic|seed|phrase|recovery|wallet|助[记記憶忆][词詞]|[种種]子|恢[复復]|[备備]份|[钱錢]包)[^\n\u3400-\u9fff]{0,12}$/i;
const nameReach = 40;
const nameWithin =
  /(?:助[记記憶忆][词詞]|[种種]子[词詞]?|恢[复復](?:短[语語]|[词詞]))(?:是|为|為)?$/;
/** How a name ends that has no sign behind it. */
const nameEnds = "词詞语語子是为為";

/**
 * The lists are in the order of use. Drawn characters have a mean place of 1,024, and only one
 * phrase in 18 one below this; of the clauses of twelve in 1.4 MB of Chinese text one in 1,000 is
 * above it.
 */
const meanPlaceMin = 768;

/** By character code, its place in each list and one. */
const placesByCode = lazily(() =>
  chinese.map(({ words }) => {
    const places = new Uint16Array(0x10000);
    words().forEach((word, place) => (places[word.charCodeAt(0)] = place + 1));
    return places;
  }),
);

function isPhrase(text: string, start: number, end: number, isNamed: boolean): boolean {
  const placeSumMin = isNamed ? 0 : (end - start) * meanPlaceMin;
  effort.steps += checkingSteps;
  return placesByCode().some((places) => {
    const read: number[] = [];
    let sum = 0;
    for (let at = start; at < end; at += 1) {
      const place = (places[text.charCodeAt(at)] as number) - 1;
      if (place === -1) return false;
      read.push(place);
      sum += place;
    }
    return sum >= placeSumMin && isDrawn(read) && holdsChecksum(read);
  });
}

function phraseIn(text: string, start: number, end: number): Span | null {
  for (const size of phraseSizes) {
    const first = end - size;
    if (first < start || first > start + leadLengthMax) continue;
    if (first > start && !nameEnds.includes(text.charAt(first - 1))) continue;
    const name = first > start ? nameWithin : nameBefore;
    const isNamed = name.test(text.slice(Math.max(0, first - nameReach), first));
    if (first > start && !isNamed) continue;
    if (isPhrase(text, first, end, isNamed)) return { start: first, end };
  }
  return null;
}

/**
 * Chinese needs no blanks between words of one character each. Nearly all of its prose is of the
 * list and one clause in sixteen holds a checksum by chance, so a run counts only where it is as
 * long as a phrase, and has a name before it or characters as rare as drawn ones.
 */
export function findJoinedPhrases(text: string): readonly Span[] {
  const letters = han.letters();
  const isHan = (at: number): boolean => (letters[text.charCodeAt(at)] as number) >= firstLetter;
  const found: Span[] = [];
  let floor = 0;
  for (let at = phraseLengthMin - 1; at < text.length;) {
    let start = at + 1;
    while (start > floor && isHan(start - 1)) start -= 1;
    effort.steps += (at + 1 - start) / 4;
    if (at + 1 - start < phraseLengthMin) {
      at = start + phraseLengthMin - 1;
      continue;
    }
    let end = at + 1;
    while (end < text.length && isHan(end)) end += 1;
    const phrase = phraseIn(text, start, end);
    if (phrase !== null) found.push(phrase);
    floor = end;
    at = end + phraseLengthMin;
  }
  return found;
}
