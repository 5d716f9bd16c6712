import { lazily } from "./lazily.ts";
import { accent, separator } from "./letters.ts";

/** How the words of some languages are written. */
export interface Script {
  /** By character code: what `letters.ts` tells, or the letter. */
  readonly letters: () => Uint16Array;
  /** Of a word in characters. */
  readonly wordLengthMin: number;
  readonly wordLengthMax: number;
  /** Characters of twelve words with single separators: nearly always, and always. */
  readonly phraseLengthMin: number;
  readonly rowLengthMin: number;
}

/** Between two words: blanks, a comma, quotes, the number of a list, an indentation. */
const separators = " \t\r\n,;.:|)\"'0123456789-\u00a0";
/** Full width: a blank, commas, quotes, brackets, stops, digits. */
const wideSeparators = "\u3000、，。．；：｜）「」『』“”‘’・０１２３４５６７８９";
const characterCount = 65_536;

function withSeparators(separators: string): Uint16Array {
  const letters = new Uint16Array(characterCount);
  for (let at = 0; at < separators.length; at += 1) letters[separators.charCodeAt(at)] = separator;
  return letters;
}

function mark(letters: Uint16Array, first: number, last: number): void {
  for (let code = first; code <= last; code += 1) letters[code] = code;
}

const latinLast = 0x17f;
const accentFirst = 0x300;
const accentLast = 0x36f;

function latinLetters(): Uint16Array {
  const letters = withSeparators(separators);
  letters.fill(accent, accentFirst, accentLast + 1);
  for (let code = 0; code <= latinLast; code += 1) {
    const letter = String.fromCharCode(code).normalize("NFD").charAt(0).toLowerCase();
    if (letter >= "a" && letter <= "z") letters[code] = letter.charCodeAt(0);
  }
  return letters;
}

/** Twelve English words have 76 characters on average; of 200,000 phrases none had fewer than 56. */
export const latin: Script = {
  letters: lazily(latinLetters),
  wordLengthMin: 3,
  // Two words of Monero are longer; with them prose takes a quarter more.
  wordLengthMax: 10,
  phraseLengthMin: 56,
  rowLengthMin: 47,
};

/** Hiragana, and the signs that NFKD takes from a voiced syllable. */
export const hiragana: Script = {
  letters: lazily(() => {
    const letters = withSeparators(separators + wideSeparators);
    mark(letters, 0x3041, 0x3096);
    mark(letters, 0x3099, 0x309a);
    return letters;
  }),
  wordLengthMin: 3,
  wordLengthMax: 9,
  phraseLengthMin: 47,
  rowLengthMin: 47,
};

/** Syllables, and the letters that NFKD makes of them. */
export const hangul: Script = {
  letters: lazily(() => {
    const letters = withSeparators(separators + wideSeparators);
    mark(letters, 0xac00, 0xd7a3);
    mark(letters, 0x1100, 0x11ff);
    return letters;
  }),
  wordLengthMin: 2,
  wordLengthMax: 11,
  phraseLengthMin: 35,
  rowLengthMin: 35,
};

export const han: Script = {
  letters: lazily(() => {
    const letters = withSeparators(separators + wideSeparators);
    mark(letters, 0x3400, 0x4dbf);
    mark(letters, 0x4e00, 0x9fff);
    return letters;
  }),
  wordLengthMin: 1,
  wordLengthMax: 1,
  phraseLengthMin: 23,
  rowLengthMin: 23,
};
