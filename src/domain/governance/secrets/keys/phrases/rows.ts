import type { Span } from "#domain/governance/secrets/kind.ts";
import { effort } from "#domain/governance/secrets/linear/effort.ts";
import { isCommon } from "./common-words.ts";
import { other, separator } from "./letters.ts";
import type { Script } from "./script.ts";
import type { Language } from "./languages.ts";
import { buildWordTable, numberOfWord, type WordTable } from "./word-table.ts";

/** A word of some list. */
export interface Word extends Span {
  readonly number: number;
}

const separatorLengthMax = 12;
const lookupSteps = 10;

/**
 * Where the stretch that ends at `at` starts which a phrase could fill: letters and separators
 * only, and no word or separator that is too short or too long. More than `at` where none is.
 */
function stretchStart(
  text: string,
  at: number,
  floor: number,
  script: Script,
  letters: Uint16Array,
): number {
  const { wordLengthMin, wordLengthMax } = script;
  let start = at + 1;
  let next = at;
  while (next >= floor && letters[text.charCodeAt(next)] === other) {
    if (at - next >= wordLengthMax) return start;
    next -= 1;
  }
  if (next < at) start = next + 1;
  while (next >= floor) {
    const end = next;
    const letter = letters[text.charCodeAt(end)] as number;
    if (letter === other) return start;
    next -= 1;
    if (letter === separator) {
      const stop = Math.max(floor - 1, end - separatorLengthMax - 1);
      while (next > stop && letters[text.charCodeAt(next)] === separator) next -= 1;
      if (end - next > separatorLengthMax) return start;
    } else {
      const stop = Math.max(floor - 1, end - wordLengthMax - 1);
      while (next > stop && (letters[text.charCodeAt(next)] as number) > separator) next -= 1;
      if (end - next > wordLengthMax) return start;
      // The word at `at` may go on behind it, so its length is not judged.
      if (next >= floor && end - next < wordLengthMin && start <= at) return start;
    }
    start = next + 1;
  }
  return floor;
}

/** The row of list words from `start` on, and where reading stopped. */
function readRow(text: string, start: number, script: Script, table: WordTable) {
  const { letters } = table;
  const words: Word[] = [];
  let at = start;
  for (;;) {
    const gap = at;
    while (letters[text.charCodeAt(at)] === separator && at - gap <= separatorLengthMax) at += 1;
    if (words.length > 0 && (at === gap || at - gap > separatorLengthMax)) break;
    const from = at;
    const last = Math.min(text.length, from + script.wordLengthMax + 1);
    while (at < last && (letters[text.charCodeAt(at)] as number) > separator) at += 1;
    const number = numberOfWord(table, text, from, at);
    effort.steps += lookupSteps;
    if (number === -1) break;
    words.push({ start: from, end: at, number });
  }
  return { words, end: Math.max(at, start + 1) };
}

/**
 * Where the last word ends that `isOther`, among those that begin too near to `start` for a row to
 * be before them; -1 where there is none. It is looked for from the last, so that much is passed.
 */
function lastOther(
  text: string,
  start: number,
  script: Script,
  isOther: (from: number, end: number) => boolean,
): number {
  const letters = script.letters();
  const stop = Math.min(text.length, start + script.rowLengthMin + script.wordLengthMax) - 1;
  let at = start + script.rowLengthMin - 1;
  while (at < stop && (letters[text.charCodeAt(at + 1)] as number) > separator) at += 1;
  while (at >= start) {
    while (at >= start && letters[text.charCodeAt(at)] === separator) at -= 1;
    const end = at + 1;
    while (at >= start && (letters[text.charCodeAt(at)] as number) > separator) at -= 1;
    if (at + 1 === end) return -1;
    effort.steps += lookupSteps;
    if (isOther(at + 1, end)) return end;
  }
  return -1;
}

/** The last word that is of no list, or of none that the words behind it are of. */
function lastForeign(text: string, start: number, script: Script, table: WordTable): number {
  let shared = -1;
  return lastOther(text, start, script, (from, end) => {
    const number = numberOfWord(table, text, from, end);
    if (number === -1) return true;
    shared &= table.languages[number] as number;
    return shared === 0;
  });
}

/** The languages of a script, and the table of their words once it was needed. */
export interface Writing {
  readonly script: Script;
  readonly languages: readonly Language[];
  table: WordTable | undefined;
}

/**
 * No keyword announces a phrase, so the text is sampled: a phrase covers one of any 56 places in a
 * row, and most places show at once that no phrase is there. A look for common words comes first:
 * most processes see no row without one, and never make the table, which takes some 10 ms.
 */
export function eachRow(
  text: string,
  writing: Writing,
  take: (words: readonly Word[], table: WordTable) => void,
): void {
  const { script } = writing;
  const { phraseLengthMin } = script;
  const letters = script.letters();
  const isCommonHere = (from: number, end: number) => isCommon(text, from, end, letters);
  let floor = 0;
  for (let at = phraseLengthMin - 1; at < text.length;) {
    const start = stretchStart(text, at, floor, script, letters);
    if (at - start + 1 < phraseLengthMin) {
      at = Math.max(at + 1, start + phraseLengthMin - 1);
      continue;
    }
    let otherEnd = lastOther(text, start, script, isCommonHere);
    if (otherEnd === -1) {
      writing.table ??= buildWordTable(script, writing.languages);
      otherEnd = lastForeign(text, start, script, writing.table);
    }
    if (otherEnd !== -1 || writing.table === undefined) {
      floor = otherEnd;
      at = otherEnd + phraseLengthMin - 1;
      continue;
    }
    const { words, end } = readRow(text, start, script, writing.table);
    take(words, writing.table);
    floor = end;
    at = end + phraseLengthMin - 1;
  }
}
