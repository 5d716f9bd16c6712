import type { Span } from "#domain/governance/secrets/kind.ts";
import { effort } from "#domain/governance/secrets/linear/effort.ts";
import { other, separator } from "./letters.ts";
import { phraseWordsMin } from "./sizes.ts";
import type { Script } from "./script.ts";
import type { Language } from "./languages.ts";
import { buildWordTable, numberOfWord, type WordTable } from "./word-table.ts";

/** A word of some list. */
export interface Word extends Span {
  readonly number: number;
}

const separatorLengthMax = 12;
const lookupSteps = 20;

/** What a letter and an accent are alike. */
const inWord = 2;

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
  let role = other;
  // The word or separator at `at` may go on behind it, so its length is not judged.
  let run = 0;
  for (let next = at; next >= floor; next -= 1) {
    const letter = letters[text.charCodeAt(next)] as number;
    const now = letter > inWord ? inWord : letter;
    if (now === role) {
      run += 1;
      if (run > (role === separator ? separatorLengthMax : wordLengthMax)) return start;
      continue;
    }
    if (run < wordLengthMin && role === inWord && start <= at) return start;
    start = next + 1;
    if (now === other) return start;
    role = now;
    run = 1;
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
 * Where the last word ends that can be in no phrase with what is behind it, among those that begin
 * too near to `start` for a row to be before them; -1 where all may be of one language's list.
 */
function lastOther(text: string, start: number, script: Script, table: WordTable): number {
  const { letters, languages } = table;
  const stop = Math.min(text.length, start + script.rowLengthMin + script.wordLengthMax) - 1;
  let at = start + script.rowLengthMin - 1;
  while (at < stop && (letters[text.charCodeAt(at + 1)] as number) > separator) at += 1;
  let shared = -1;
  while (at >= start) {
    while (at >= start && letters[text.charCodeAt(at)] === separator) at -= 1;
    const end = at + 1;
    while (at >= start && (letters[text.charCodeAt(at)] as number) > separator) at -= 1;
    if (at + 1 === end) return -1;
    effort.steps += lookupSteps;
    const number = numberOfWord(table, text, at + 1, end);
    if (number === -1) return end;
    shared &= languages[number] as number;
    if (shared === 0) return end;
  }
  return -1;
}

/** Words that prose and code are full of, of three letters or more and in no list. */
export const commonWords: ReadonlySet<string> = new Set(
  (
    "the and for with are not its from has which was would const await import function async " +
    "nicht der die ist und von mit das den werden pas les des est pour une dans para que los con " +
    "del las non per che dei com uma pro nebo"
  ).split(" "),
);

/** Where a word ends before which twelve words cannot be in a row; -1 where they are in a row. */
function commonEnd(text: string, start: number, script: Script): number {
  const letters = script.letters();
  let at = start;
  for (let words = 0; words < phraseWordsMin; words += 1) {
    while (at < text.length && letters[text.charCodeAt(at)] === separator) at += 1;
    const from = at;
    while (at < text.length && (letters[text.charCodeAt(at)] as number) > separator) at += 1;
    effort.steps += lookupSteps;
    const isShort = at - from < script.wordLengthMin || at - from > script.wordLengthMax;
    if (isShort || commonWords.has(text.slice(from, at).toLowerCase()))
      return Math.max(at, start + 1);
  }
  return -1;
}

/** The languages of a script, and the table of their words once it was needed. */
export interface Writing {
  readonly script: Script;
  readonly languages: readonly Language[];
  table: WordTable | undefined;
}

/**
 * No keyword announces a phrase, so the text is sampled: a phrase covers one of any 56 places in a
 * row, and most places show at once that no phrase is there. Most processes see no twelve words in
 * a row that could be of a list, and never make the table, which takes some 10 ms.
 */
export function eachRow(
  text: string,
  writing: Writing,
  take: (words: readonly Word[], table: WordTable) => void,
): void {
  const { script } = writing;
  const { phraseLengthMin } = script;
  const letters = script.letters();
  let floor = 0;
  for (let at = phraseLengthMin - 1; at < text.length;) {
    const start = stretchStart(text, at, floor, script, letters);
    if (at - start + 1 < phraseLengthMin) {
      at = Math.max(at + 1, start + phraseLengthMin - 1);
      continue;
    }
    let otherEnd = writing.table === undefined ? commonEnd(text, start, script) : -1;
    if (otherEnd === -1) {
      writing.table ??= buildWordTable(script, writing.languages);
      otherEnd = lastOther(text, start, script, writing.table);
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
