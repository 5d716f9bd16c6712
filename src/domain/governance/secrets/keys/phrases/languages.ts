import { lazily } from "./lazily.ts";
import { han, hangul, hiragana, type Script } from "./script.ts";

/** A list of 2,048 words of BIP-39: a word's place is its eleven bits. */
export interface Language {
  readonly words: () => readonly string[];
  /** By a word as a script's letters give it; Japanese and Korean ones composed and in pieces. */
  readonly places: () => ReadonlyMap<string, number>;
}

interface List {
  readonly wordlist: readonly string[];
}

const accents = /[\u0300-\u036f]/g;

function spellingsOf(word: string): readonly string[] {
  const composed = word.normalize("NFC");
  return composed === word ? [word] : [word, composed];
}

function language(load: () => List, isLatin: boolean): Language {
  const words = lazily(() => load().wordlist);
  const places = lazily(() => {
    const places = new Map<string, number>();
    words().forEach((word, place) => {
      const spellings = isLatin ? [word.replace(accents, "")] : spellingsOf(word);
      for (const spelling of spellings) places.set(spelling, place);
    });
    return places;
  });
  return { words, places };
}

/* `require`, as a list is split into words when it is loaded, and most processes need none. */
export const english = language(() => require("@scure/bip39/wordlists/english.js") as List, true);
const spanish = language(() => require("@scure/bip39/wordlists/spanish.js") as List, true);
const french = language(() => require("@scure/bip39/wordlists/french.js") as List, true);
const italian = language(() => require("@scure/bip39/wordlists/italian.js") as List, true);
const portuguese = language(() => require("@scure/bip39/wordlists/portuguese.js") as List, true);
const czech = language(() => require("@scure/bip39/wordlists/czech.js") as List, true);
const japanese = language(() => require("@scure/bip39/wordlists/japanese.js") as List, false);
const korean = language(() => require("@scure/bip39/wordlists/korean.js") as List, false);
const simplified = language(
  () => require("@scure/bip39/wordlists/simplified-chinese.js") as List,
  false,
);
const traditional = language(
  () => require("@scure/bip39/wordlists/traditional-chinese.js") as List,
  false,
);

export const chinese: readonly Language[] = [simplified, traditional];
export const latinLanguages: readonly Language[] = [
  english, spanish, french, italian, portuguese, czech,
]; // prettier-ignore

/** Scripts that no text of ASCII has, with the languages that are written so. */
export const foreignScripts: readonly (readonly [Script, readonly Language[]])[] = [
  [hiragana, [japanese]],
  [hangul, [korean]],
  [han, chinese],
];
