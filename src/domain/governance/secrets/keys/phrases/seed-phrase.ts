import type { Draw, SecretKind, Span } from "#domain/governance/secrets/kind.ts";
import { effort } from "#domain/governance/secrets/linear/effort.ts";
import { firstDigestByte } from "./checksum.ts";
import { findJoinedPhrases } from "./joined.ts";
import { chinese, english, foreignScripts, type Language, latinLanguages } from "./languages.ts";
import { eachRow, type Word, type Writing } from "./rows.ts";
import { latin } from "./script.ts";
import { bitsPerWord, phraseWordsMax, phraseWordsMin } from "./sizes.ts";
import { isPhrase, type System, systemsOf } from "./systems.ts";
import type { WordTable } from "./word-table.ts";

/** Words around a phrase that are of the list too; with more of them the row is a list of words. */
const neighboursMax = 3;
/** Checksums of the windows of a row, for each of its words. */
const phraseSteps = 200;
/** Chinese without blanks. */
const textLengthMin = 12;
/** Every letter of the scripts has one of these; dashes and curly quotes (U+2000 on) have none. */
const foreignBits = 0xd000;

interface Placed extends Span {
  readonly word: string;
  readonly place: number;
}

/** One window in sixteen holds a checksum by chance, so the span covers all that do. */
function phraseIn(row: readonly Placed[], system: System): Span | null {
  for (const size of system.sizes) {
    if (row.length < size || row.length > size + neighboursMax) continue;
    effort.steps += row.length * phraseSteps;
    const held = row
      .slice(0, row.length - size + 1)
      .map((_word, first) => row.slice(first, first + size))
      .filter((words) => {
        const places = words.map(({ place }) => place);
        return isPhrase(
          system,
          places,
          words.map(({ word }) => word),
        );
      });
    const start = held.at(0)?.at(0)?.start;
    const end = held.at(-1)?.at(-1)?.end;
    if (start !== undefined && end !== undefined) return { start, end };
  }
  return null;
}

/** The phrases in those stretches of a row that are all of one language. */
function phrasesOf(words: readonly Word[], language: Language, bit: number, table: WordTable) {
  const found: Span[] = [];
  for (let at = 0; at < words.length; at += 1) {
    const first = at;
    while (at < words.length && ((table.languages[words[at]?.number ?? 0] ?? 0) & bit) !== 0) {
      at += 1;
    }
    effort.steps += at - first;
    if (at - first < phraseWordsMin) continue;
    const places = language.places();
    const row = words.slice(first, at).map(({ start, end, number }) => {
      const word = table.words[number] ?? "";
      return { start, end, word, place: places.get(word) ?? 0 };
    });
    for (const system of systemsOf(language)) {
      const phrase = phraseIn(row, system);
      if (phrase !== null) found.push(phrase);
    }
  }
  return found;
}

/** A phrase may hold another checksum by chance, with a word of the text before or behind it. */
function merged(spans: Span[]): readonly Span[] {
  const found: Span[] = [];
  for (const span of spans.toSorted((a, b) => a.start - b.start)) {
    const last = found.at(-1);
    if (last === undefined || last.end <= span.start) found.push(span);
    else found[found.length - 1] = { start: last.start, end: Math.max(last.end, span.end) };
  }
  return found;
}

const latinWriting: Writing = { script: latin, languages: latinLanguages, table: undefined };
const foreignWritings: readonly Writing[] = foreignScripts.map(([script, languages]) => {
  return { script, languages, table: undefined };
});

function findRows(text: string, writing: Writing, found: Span[]): void {
  const { languages } = writing;
  eachRow(text, writing, (words, table) => {
    // The lists of Chinese share most characters, so each has rows that could be of the other.
    const isList = languages === chinese && words.length > phraseWordsMax + neighboursMax;
    if (isList || words.length < phraseWordsMin) return;
    const phrases = languages.flatMap((language, place) =>
      phrasesOf(words, language, 1 << place, table),
    );
    found.push(...merged(phrases));
  });
}

export function findSeedPhrases(text: string, foreign = 0xffff): readonly Span[] {
  const hasForeign = (foreign & foreignBits) !== 0;
  if (text.length < (hasForeign ? textLengthMin : latin.phraseLengthMin)) return none;
  const found: Span[] = [];
  findRows(text, latinWriting, found);
  if (!hasForeign) return found;
  for (const foreign of foreignWritings) findRows(text, foreign, found);
  found.push(...findJoinedPhrases(text));
  return found;
}

const none: readonly Span[] = [];

function drawPhrase(draw: Draw): string {
  const entropy = Array.from({ length: 16 }, () => draw.below(256));
  const bits = [...entropy, firstDigestByte(entropy)]
    .map((byte) => byte.toString(2).padStart(8, "0"))
    .join("");
  const wordAt = (at: number): string => {
    const place = Number.parseInt(bits.slice(at * bitsPerWord, (at + 1) * bitsPerWord), 2);
    return english.words()[place] ?? "";
  };
  return Array.from({ length: phraseWordsMin }, (_, at) => wordAt(at)).join(" ");
}

export const seedPhrase: SecretKind = {
  id: "wallet.seed-phrase",
  title: "Seed phrase of a wallet",
  source: "BIP-39; SLIP-39; electrum.readthedocs.io, Seed version system; Monero, src/mnemonics",
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
