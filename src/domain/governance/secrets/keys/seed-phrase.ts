import type { Draw, SecretKind, Span } from "../kind.ts";
import { effort } from "../linear/effort.ts";
import { seedWords } from "./seed-words.ts";

/** No two words of the list begin with the same four letters. */
const leadLength = 4;
const leadSlots = 1 << 15;

/** Of a letter: small letters have the bit that capitals lack. */
const lowerAt = (text: string, at: number): number => text.charCodeAt(at) | 32;

function slotOf(text: string, from: number, end: number): number {
  let slot = 0;
  const stop = Math.min(end, from + leadLength);
  for (let at = from; at < stop; at += 1) slot = Math.imul(slot, 31) + lowerAt(text, at);
  return (Math.imul(slot, 40_503) >>> 3) & (leadSlots - 1);
}

/** By the hash of its lead, an index and one; what shares a slot is in the next that is free. */
const indexes = new Uint16Array(leadSlots);
seedWords.forEach((word, index) => {
  let slot = slotOf(word, 0, word.length);
  while (indexes[slot] !== 0) slot = (slot + 1) & (leadSlots - 1);
  indexes[slot] = index + 1;
});

function isWordAt(text: string, from: number, word: string): boolean {
  for (let at = 0; at < word.length; at += 1) {
    if (lowerAt(text, from + at) !== word.charCodeAt(at)) return false;
  }
  return true;
}

/** Without a copy of the word: most words of a text are not of the list. */
function indexOfWord(text: string, from: number, end: number): number {
  for (let slot = slotOf(text, from, end); ; slot = (slot + 1) & (leadSlots - 1)) {
    const index = (indexes[slot] as number) - 1;
    if (index === -1) return -1;
    const word = seedWords[index] ?? "";
    if (word.length === end - from && isWordAt(text, from, word)) return index;
  }
}

const wordLengthMin = 3;
const wordLengthMax = 8;
/** Twelve words have 76 characters on average; of 200,000 drawn phrases none had fewer than 56. */
const phraseLengthMin = 56;
const phraseSizes = [24, 21, 18, 15, 12];
/** Words around a phrase that are of the list too; with more of them the row is a list of words. */
const neighboursMax = 3;
const bitsPerWord = 11;
/** Checksums of the windows of a row, for each of its words. */
const phraseSteps = 200;
/** Between two words: blanks, a comma, quotes, the number of a list, an indentation. */
const separatorLengthMax = 12;

/** By character code: 1 for a letter of a word, 2 for what may stand between words. */
const roles = new Uint8Array(128);
for (const character of "abcdefghijklmnopqrstuvwxyz") {
  roles[character.charCodeAt(0)] = 1;
  roles[character.toUpperCase().charCodeAt(0)] = 1;
}
for (const character of " \t\r\n,;.:|)\"'0123456789-") roles[character.charCodeAt(0)] = 2;

/** By role: how long one may be. */
const runMax = Uint8Array.of(0, wordLengthMax, separatorLengthMax);

function roleAt(text: string, at: number): number {
  const code = text.charCodeAt(at);
  return code < 128 ? (roles[code] as number) : 0;
}

/**
 * Where the stretch that ends at `at` starts which a phrase could fill: letters and separators
 * only, and no word or separator that is too short or too long. More than `at` where none is.
 */
function stretchStart(text: string, at: number, floor: number): number {
  let start = at + 1;
  let role = 0;
  // The word or separator at `at` may go on behind it, so its length is not judged.
  let run = 0;
  for (let next = at; next >= floor; next -= 1) {
    const code = text.charCodeAt(next);
    const now = code < 128 ? (roles[code] as number) : 0;
    if (now === role) {
      run += 1;
      if (run > (runMax[role] as number)) return start;
      continue;
    }
    if (run < wordLengthMin && role === 1 && start <= at) return start;
    start = next + 1;
    if (now === 0) return start;
    role = now;
    run = 1;
  }
  return floor;
}

interface Word extends Span {
  readonly index: number;
}

/** The row of list words from `start` on, and where reading stopped. */
function readRow(text: string, start: number): { words: readonly Word[]; end: number } {
  const words: Word[] = [];
  let at = start;
  for (;;) {
    const gap = at;
    while (roleAt(text, at) === 2 && at - gap <= separatorLengthMax) at += 1;
    if (words.length > 0 && (at === gap || at - gap > separatorLengthMax)) break;
    const from = at;
    while (at - from <= wordLengthMax && roleAt(text, at) === 1) at += 1;
    const index = indexOfWord(text, from, at);
    effort.steps += 20;
    if (index === -1) break;
    words.push({ start: from, end: at, index });
  }
  return { words, end: Math.max(at, start + 1) };
}

/** Twelve words of three letters. */
const rowLengthMin = 47;

/**
 * Where the last word that is not of the list ends among those that begin too near to `start` for a
 * row to be before them; -1 where all are of the list. Most words of a text are not.
 */
function lastOther(text: string, start: number): number {
  let at = start + rowLengthMin - 1;
  while (at < start + phraseLengthMin && roleAt(text, at + 1) === 1) at += 1;
  while (at >= start) {
    while (at >= start && roleAt(text, at) === 2) at -= 1;
    const end = at + 1;
    while (at >= start && roleAt(text, at) === 1) at -= 1;
    if (at + 1 === end) return -1;
    effort.steps += 20;
    if (indexOfWord(text, at + 1, end) === -1) return end;
  }
  return -1;
}

/** The words' bits as bytes; those of the checksum start the byte after the last whole one. */
function packWords(words: readonly Word[]): readonly number[] {
  const bytes: number[] = [];
  let pending = 0;
  let count = 0;
  for (const { index } of words) {
    pending = (pending << bitsPerWord) | index;
    count += bitsPerWord;
    for (; count >= 8; count -= 8) bytes.push((pending >> (count - 8)) & 0xff);
    pending &= (1 << count) - 1;
  }
  if (count > 0) bytes.push((pending << (8 - count)) & 0xff);
  return bytes;
}

function firstDigestByte(entropy: readonly number[]): number {
  return new Bun.CryptoHasher("sha256").update(Uint8Array.from(entropy)).digest()[0] ?? 0;
}

/** BIP-39: one bit of checksum for three words, the first bits of the SHA-256 of those before. */
function holdsChecksum(words: readonly Word[]): boolean {
  const bytes = packWords(words);
  const entropyBytes = (words.length * 4) / 3;
  const sum = bytes[entropyBytes] ?? 0;
  const shift = 8 - words.length / 3;
  return firstDigestByte(bytes.slice(0, entropyBytes)) >> shift === sum >> shift;
}

/** The phrases that documentation and test networks print, by their first three words. */
const documented = new Set([
  "legal winner thank",
  "letter advice cage",
  "scheme spot photo",
  "horn tenant knee",
  "cat swing flag",
  "vessel ladder alter",
  "ozone drill grab",
  "gravity machine north",
  "hamster diagram private",
  "panda eyebrow bullet",
  "light rule cinnamon",
  "all hour make",
  "void come effort",
  "army van defense",
  "candy maple cake",
  "myth like bonus",
]);

/** A drawn phrase repeats a word or two at most; the test vectors repeat nearly all. */
function isDrawn(words: readonly Word[]): boolean {
  const distinct = new Set(words.map(({ index }) => index)).size;
  const opening = words.slice(0, 3).map(({ index }) => seedWords[index]);
  return distinct * 4 >= words.length * 3 && !documented.has(opening.join(" "));
}

/** One window in sixteen holds a checksum by chance, so the span covers all that do. */
function phraseIn(row: readonly Word[]): Span | null {
  for (const size of phraseSizes) {
    if (row.length < size || row.length > size + neighboursMax) continue;
    effort.steps += row.length * phraseSteps;
    const held = row
      .slice(0, row.length - size + 1)
      .map((_word, first) => row.slice(first, first + size))
      .filter((words) => isDrawn(words) && holdsChecksum(words));
    const start = held.at(0)?.at(0)?.start;
    const end = held.at(-1)?.at(-1)?.end;
    if (start !== undefined && end !== undefined) return { start, end };
  }
  return null;
}

/**
 * No keyword announces a phrase, so the text is sampled: a phrase covers one of any 56 places in a
 * row, and most places show at once that no phrase is there.
 */
export function findSeedPhrases(text: string): readonly Span[] {
  if (text.length < phraseLengthMin) return none;
  const found: Span[] = [];
  let floor = 0;
  for (let at = phraseLengthMin - 1; at < text.length;) {
    const start = stretchStart(text, at, floor);
    if (at - start + 1 < phraseLengthMin) {
      at = Math.max(at + 1, start + phraseLengthMin - 1);
      continue;
    }
    const other = lastOther(text, start);
    if (other !== -1) {
      floor = other;
      at = other + phraseLengthMin - 1;
      continue;
    }
    const { words, end } = readRow(text, start);
    const phrase = words.length < 12 ? null : phraseIn(words);
    if (phrase !== null) found.push(phrase);
    floor = end;
    at = end + phraseLengthMin - 1;
  }
  return found;
}

const none: readonly Span[] = [];

function drawPhrase(draw: Draw): string {
  const entropy = Array.from({ length: 16 }, () => draw.below(256));
  const bits = [...entropy, firstDigestByte(entropy)]
    .map((byte) => byte.toString(2).padStart(8, "0"))
    .join("");
  const wordAt = (at: number): string =>
    seedWords[Number.parseInt(bits.slice(at * bitsPerWord, (at + 1) * bitsPerWord), 2)] ?? "";
  return Array.from({ length: 12 }, (_, at) => wordAt(at)).join(" ");
}

export const seedPhrase: SecretKind = {
  id: "wallet.seed-phrase",
  title: "Seed phrase of a wallet",
  source: "BIP-39: mnemonic code for generating deterministic keys",
  severity: "critical",
  remedy: "Move the funds to a wallet with a new phrase: whoever has the words has the keys.",
  keywords: [],
  before: 0,
  pattern: /(?!)/y,
  sweep: findSeedPhrases,
  // The checksum has been looked at; `example` and `dummy` are words of the list.
  proof: () => true,
  publicLength: () => 0,
  example: drawPhrase,
};
