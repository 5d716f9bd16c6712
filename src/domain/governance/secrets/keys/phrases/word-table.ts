import type { Language } from "./languages.ts";
import { accent } from "./letters.ts";
import type { Script } from "./script.ts";

/** The words of the languages of one script, found without a copy: most of a text are none. */
export interface WordTable {
  readonly letters: Uint16Array;
  /** By hash, a number of a word and one; what shares a slot is in the next that is free. */
  readonly slots: Uint16Array;
  readonly words: readonly string[];
  /** By number: a bit for each language that has the word. */
  readonly languages: readonly number[];
}

/** Three for each word of six languages. */
const slotCount = 1 << 15;

function mixed(hash: number): number {
  return (Math.imul(hash, 40_503) >>> 3) & (slotCount - 1);
}

function slotOfWord(word: string): number {
  let hash = 0;
  for (let at = 0; at < word.length; at += 1) hash = Math.imul(hash, 31) + word.charCodeAt(at);
  return mixed(hash);
}

export function buildWordTable(script: Script, spoken: readonly Language[]): WordTable {
  const slots = new Uint16Array(slotCount);
  const spelled: string[] = [];
  const languages: number[] = [];
  const add = (word: string, bit: number): void => {
    let slot = slotOfWord(word);
    for (; slots[slot] !== 0; slot = (slot + 1) & (slotCount - 1)) {
      const number = (slots[slot] as number) - 1;
      if (spelled[number] !== word) continue;
      languages[number] = (languages[number] as number) | bit;
      return;
    }
    slots[slot] = spelled.push(word);
    languages.push(bit);
  };
  spoken.forEach(({ words, spell }, place) => {
    for (const word of words()) for (const spelling of spell(word)) add(spelling, 1 << place);
  });
  return { letters: script.letters(), slots, words: spelled, languages };
}

function isWordAt(table: WordTable, text: string, span: [number, number], word: string): boolean {
  let read = 0;
  for (let at = span[0]; at < span[1]; at += 1) {
    const letter = table.letters[text.charCodeAt(at)] as number;
    if (letter === accent) continue;
    if (letter !== word.charCodeAt(read)) return false;
    read += 1;
  }
  return read === word.length;
}

/** The number of the word that stands there, whatever its case and accents; -1 for none. */
export function numberOfWord(table: WordTable, text: string, from: number, end: number): number {
  const { letters, slots, words } = table;
  let hash = 0;
  for (let at = from; at < end; at += 1) {
    const letter = letters[text.charCodeAt(at)] as number;
    if (letter !== accent) hash = Math.imul(hash, 31) + letter;
  }
  for (let slot = mixed(hash); ; slot = (slot + 1) & (slotCount - 1)) {
    const number = (slots[slot] as number) - 1;
    if (number === -1) return -1;
    if (isWordAt(table, text, [from, end], words[number] ?? "")) return number;
  }
}
