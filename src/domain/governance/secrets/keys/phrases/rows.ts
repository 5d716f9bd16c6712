import type { Span } from "#domain/governance/secrets/kind.ts";
import { effort } from "#domain/governance/secrets/linear/effort.ts";
import { other, separator } from "./letters.ts";
import type { Script } from "./script.ts";
import { numberOfWord, type WordTable } from "./word-table.ts";

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

/**
 * No keyword announces a phrase, so the text is sampled: a phrase covers one of any 56 places in a
 * row, and most places show at once that no phrase is there.
 */
export function eachRow(
  text: string,
  script: Script,
  tableOf: () => WordTable,
  take: (words: readonly Word[], table: WordTable) => void,
): void {
  const { phraseLengthMin } = script;
  const letters = script.letters();
  let floor = 0;
  for (let at = phraseLengthMin - 1; at < text.length;) {
    const start = stretchStart(text, at, floor, script, letters);
    if (at - start + 1 < phraseLengthMin) {
      at = Math.max(at + 1, start + phraseLengthMin - 1);
      continue;
    }
    const table = tableOf();
    const otherEnd = lastOther(text, start, script, table);
    if (otherEnd !== -1) {
      floor = otherEnd;
      at = otherEnd + phraseLengthMin - 1;
      continue;
    }
    const { words, end } = readRow(text, start, script, table);
    take(words, table);
    floor = end;
    at = end + phraseLengthMin - 1;
  }
}
