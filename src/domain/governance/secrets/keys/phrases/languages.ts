import { lazily } from "./lazily.ts";
import { moneroWords } from "./monero-words.ts";
import { slip39Words } from "./slip39-words.ts";
import { han, hangul, hiragana, type Script } from "./script.ts";

/** A list of words, 2,048 in BIP-39. */
export interface Language {
  readonly words: () => readonly string[];
  /** A word as a script's letters give it; Japanese and Korean ones composed and in pieces. */
  readonly spell: (word: string) => readonly string[];
  /** By a word that is spelled so. */
  readonly places: () => ReadonlyMap<string, number>;
}

interface List {
  readonly wordlist: readonly string[];
}

const accents = /[\u0300-\u036f]/g;

const asListed = (word: string): readonly string[] => [word];
const withoutAccents = (word: string): readonly string[] => [word.replace(accents, "")];

function inPieces(word: string): readonly string[] {
  const composed = word.normalize("NFC");
  return composed === word ? [word] : [word, composed];
}

function language(load: () => List, spell: Language["spell"]): Language {
  return listed(() => load().wordlist, spell);
}

function listed(load: () => readonly string[], spell: Language["spell"]): Language {
  const words = lazily(load);
  const places = lazily(() => {
    const places = new Map<string, number>();
    words().forEach((word, place) => {
      for (const spelling of spell(word)) places.set(spelling, place);
    });
    return places;
  });
  return { words, spell, places };
}

/* `require`, as a list is split into words when it is loaded, and most processes need none. */
export const english = language(
  () => require("@scure/bip39/wordlists/english.js") as List,
  asListed,
);
const spanish = language(
  () => require("@scure/bip39/wordlists/spanish.js") as List,
  withoutAccents,
);
const french = language(() => require("@scure/bip39/wordlists/french.js") as List, withoutAccents);
const italian = language(() => require("@scure/bip39/wordlists/italian.js") as List, asListed);
const portuguese = language(
  () => require("@scure/bip39/wordlists/portuguese.js") as List,
  asListed,
);
const czech = language(() => require("@scure/bip39/wordlists/czech.js") as List, asListed);
const japanese = language(() => require("@scure/bip39/wordlists/japanese.js") as List, inPieces);
const korean = language(() => require("@scure/bip39/wordlists/korean.js") as List, inPieces);
const simplified = language(
  () => require("@scure/bip39/wordlists/simplified-chinese.js") as List,
  asListed,
);
const traditional = language(
  () => require("@scure/bip39/wordlists/traditional-chinese.js") as List,
  asListed,
);

export const chinese: readonly Language[] = [simplified, traditional];
/** Lists of English words that other systems have. */
export const others = {
  slip39: listed(slip39Words, asListed),
  monero: listed(moneroWords, asListed),
};
export const latinLanguages: readonly Language[] = [
  english, spanish, french, italian, portuguese, czech, others.slip39, others.monero,
]; // prettier-ignore

/** Scripts that no text of ASCII has, with the languages that are written so. */
export const foreignScripts: readonly (readonly [Script, readonly Language[]])[] = [
  [hiragana, [japanese]],
  [hangul, [korean]],
  [han, chinese],
];
