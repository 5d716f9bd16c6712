import { base62Alphabet, tableOf } from "../formats/characters.ts";

/**
 * What a reader does not see or takes for another character. 0 = kept, `dropped` = removed, else
 * the ASCII character it stands for. A table of all 65,536 units costs 128 KB and one load.
 */
const dropped = 0xffff;

const invisibleRanges: readonly (readonly [number, number])[] = [
  [0x00ad, 0x00ad], // soft hyphen
  [0x0300, 0x036f], // combining marks, the grapheme joiner among them
  [0x061c, 0x061c], // Arabic letter mark
  [0x115f, 0x1160], // Hangul fillers
  [0x17b4, 0x17b5], // Khmer inherent vowels
  [0x180b, 0x180f], // Mongolian selectors
  [0x200b, 0x200f], // zero width, direction marks
  [0x202a, 0x202e], // bidirectional embedding
  [0x2060, 0x206f], // word joiner, isolates
  [0x3164, 0x3164], // Hangul filler
  [0xfe00, 0xfe0f], // variation selectors
  [0xfeff, 0xfeff], // byte order mark
  [0xffa0, 0xffa0], // half-width Hangul filler
];

/** Letters that look like Latin ones: Unicode Technical Standard 39, the common part. */
const lookAlikes: readonly (readonly [string, string])[] = [
  ["аеорсухіјѕһԁԛԝӏкѵүтм", "aeopcyxijshdqwlkvytm"],
  ["АВЕКМНОРСТХУІЈЅԌԚԜҮӀ", "ABEKMHOPCTXYIJSGQWYI"],
  ["ΑΒΕΖΗΙΚΜΝΟΡΤΥΧ", "ABEZHIKMNOPTYX"],
  ["ορνικατυχγϲϳ", "opvikatuxycj"],
  ["ıɡɑʋ", "igav"],
  ["օցհոսզՕՏՍՁ", "oghnuqOSUJ"],
  ["ᎪᏴᏟᎠᎬᎻᎫᏦᏞᎷᏢᏀᏚᎢᏙᎳᏃᎡᏎ", "ABCDEHJKLMPGSTVWZRS"],
  // Small capitals stand for small letters.
  ["ᴀʙᴄᴅᴇꜰɢʜɪᴊᴋʟᴍɴᴏᴘʀꜱᴛᴜᴠᴡʏᴢ", "abcdefghijklmnoprstuvwyz"],
  ["‐‑‒–—−﹣", "-------"],
  ["∕⁄", "//"],
];

/** Where compatibility forms of single ASCII characters are: NFKC tells what they stand for. */
const compatibilityRanges: readonly (readonly [number, number])[] = [
  [0x00a0, 0x00be], // no-break space, superscript digits, ordinals
  [0x02b0, 0x02b8], // modifier letters
  [0x02e0, 0x02e4],
  [0x1d2c, 0x1d6a],
  [0x1d9b, 0x1dbf],
  [0x2000, 0x200a], // spaces of other widths
  [0x2070, 0x209c], // superscripts and subscripts
  [0x2100, 0x214b], // letter-like symbols
  [0x2160, 0x217f], // Roman numerals
  [0x2460, 0x24ff], // circled letters and digits
  [0x3000, 0x3000], // ideographic space
  [0xfe4d, 0xfe6b], // low lines and small forms
];

/** Where the digits of other scripts start, ten in a row: Unicode, general category Nd. */
const digitStarts: readonly number[] = [
  0x0660, 0x06f0, 0x07c0, 0x0966, 0x09e6, 0x0a66, 0x0ae6, 0x0b66, 0x0be6, 0x0c66, 0x0ce6, 0x0d66,
  0x0e50, 0x0ed0, 0x0f20, 0x1040, 0x17e0, 0x1810,
];
/** `⒜` to `⒵`, which NFKC spells with their brackets. */
const bracketedStart = 0x249c;

/** Letters on circles, squares (U+1F110 to U+1F189) and for flags (U+1F1E6): alphabets of 26. */
const framedAlphabets: readonly number[] = [0x1f110, 0x1f130, 0x1f150, 0x1f170, 0x1f1e6];

/**
 * Foldable characters, as the source of a pattern with the `u` flag. Look-alikes count beside ASCII
 * only: a text in Cyrillic or Greek is no disguise, and folding it all cost 150 µs a KB.
 */
export const foldablePattern = ((): string => {
  const hex = (code: number): string => `\\u{${code.toString(16)}}`;
  const invisible = invisibleRanges.map(([from, to]) => `${hex(from)}-${hex(to)}`).join("");
  const digits = digitStarts.map((from) => `${hex(from)}-${hex(from + 9)}`).join("");
  const letters = lookAlikes.map(([strange]) => strange).join("") + digits;
  const forms = compatibilityRanges.map(([from, to]) => `${hex(from)}-${hex(to)}`).join("");
  const wide =
    `\\u{ff01}-\\u{ff5e}\\u{e0000}-\\u{e01ef}\\u{1d400}-\\u{1d7ff}\\u{1f110}-\\u{1f189}\\u{1f1e6}-\\u{1f1ff}` +
    `${forms}`;
  return (
    `[${invisible}${wide}]{1,64}|(?<=[A-Za-z0-9_-])[${letters}]{1,12}|` +
    `[${letters}]{1,12}(?=[A-Za-z0-9_-])`
  );
})();

function buildFold(): Uint16Array {
  const fold = new Uint16Array(65_536);
  for (const [from, to] of invisibleRanges) fold.fill(dropped, from, to + 1);
  // Full-width forms of U+0021 to U+007E.
  for (let code = 0xff01; code <= 0xff5e; code += 1) fold[code] = code - 0xfee0;
  for (const [from, to] of compatibilityRanges) {
    for (let code = from; code <= to; code += 1) {
      const plain = String.fromCharCode(code).normalize("NFKC");
      if (plain.length === 1 && plain.charCodeAt(0) < 128) fold[code] = plain.charCodeAt(0);
    }
  }
  for (const start of digitStarts) {
    for (let digit = 0; digit < 10; digit += 1) fold[start + digit] = 0x30 + digit;
  }
  for (let letter = 0; letter < 26; letter += 1) fold[bracketedStart + letter] = 0x61 + letter;
  for (const [strange, plain] of lookAlikes) {
    [...strange].forEach((character, at) => {
      fold[character.charCodeAt(0)] = plain.charCodeAt(at);
    });
  }
  return fold;
}

const fold = buildFold();

const lookAlikeCharacters: ReadonlySet<number> = new Set([
  ...lookAlikes.flatMap(([strange]) => [...strange].map((character) => character.charCodeAt(0))),
  ...digitStarts.flatMap((start) => Array.from({ length: 10 }, (_, digit) => start + digit)),
]);
/**
 * By code: 1 for what stands for something else, 2 where only beside ASCII, 3 for the first half of
 * a character that may.
 */
const foldable = new Uint8Array(65_536);
for (let code = 128; code < 65_536; code += 1) {
  if (lookAlikeCharacters.has(code)) foldable[code] = 2;
  else if (fold[code] !== 0) foldable[code] = 1;
}
for (const lead of [0xd835, 0xd83c, 0xdb40]) foldable[lead] = 3;

/** What one such character of the first plane stands for; null for all others. */
export function foldUnit(code: number): string | null {
  if (foldable[code] !== 1) return null;
  const plain = fold[code] as number;
  return plain === dropped ? "" : String.fromCharCode(plain);
}

const lookAlikeRunMax = 12;
const isNeighbour = tableOf(`${base62Alphabet}_-`);

function isNameCharacter(text: string, at: number): boolean {
  const code = at < 0 || at >= text.length ? 128 : text.charCodeAt(at);
  return code < 128 && isNeighbour[code] === 1;
}

function foldPointAt(text: string, at: number): string | null {
  return foldPoint(text.codePointAt(at) ?? 0);
}

/** A load or two for most letters of the world; the pattern took 200 ns for each. */
export function mayFold(text: string, at: number): boolean {
  const role = foldable[text.charCodeAt(at)] as number;
  if (role !== 2) return role === 1 || (role === 3 && foldPointAt(text, at) !== null);
  if (isNameCharacter(text, at - 1)) return true;
  let end = at + 1;
  const limit = Math.min(text.length, at + lookAlikeRunMax);
  while (end < limit && foldable[text.charCodeAt(end)] === 2) end += 1;
  return isNameCharacter(text, end);
}

/** Mathematical letters and digits (U+1D400 to U+1D7FF) come in alphabets of 52 and 10. */
function foldMathematical(point: number): string | null {
  if (point >= 0x1d7ce) return String.fromCharCode(0x30 + ((point - 0x1d7ce) % 10));
  if (point > 0x1d6a3) return null;
  const letter = (point - 0x1d400) % 52;
  return String.fromCharCode(letter < 26 ? 0x41 + letter : 0x61 + letter - 26);
}

/** What stands for one character: "" when it is invisible, null when it stays. */
export function foldPoint(point: number): string | null {
  if (point < 0x10000) {
    const plain = fold[point] ?? 0;
    return plain === 0 ? null : plain === dropped ? "" : String.fromCharCode(plain);
  }
  // Tags spell ASCII invisibly; as separators they are noise, so the text between is joined.
  if (point >= 0xe0000 && point <= 0xe01ef) return "";
  if (point >= 0x1d400 && point <= 0x1d7ff) return foldMathematical(point);
  const frame = framedAlphabets.find((first) => point >= first && point < first + 26);
  return frame === undefined ? null : String.fromCharCode(0x41 + point - frame);
}
