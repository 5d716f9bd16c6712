/**
 * What a reader does not see or takes for another character. 0 = kept, `dropped` = removed, else
 * the ASCII character it stands for. A table of all 65,536 units costs 128 KB and one load.
 */
const dropped = 0xffff;

const invisibleRanges: readonly (readonly [number, number])[] = [
  [0x00ad, 0x00ad], // soft hyphen
  [0x034f, 0x034f], // combining grapheme joiner
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
  ["аеорсухіјѕһԁԛԝӏ", "aeopcyxijshdqwl"],
  ["АВЕКМНОРСТХУІЈЅ", "ABEKMHOPCTXYIJS"],
  ["ΑΒΕΖΗΙΚΜΝΟΡΤΥΧ", "ABEZHIKMNOPTYX"],
  ["ορνικ", "opvik"],
  ["‐‑‒–—−﹣", "-------"],
  ["∕⁄", "//"],
];

/**
 * Foldable characters, as the source of a pattern with the `u` flag. Look-alikes count beside ASCII
 * only: a text in Cyrillic or Greek is no disguise, and folding it all cost 150 µs a KB.
 */
export const foldablePattern = ((): string => {
  const hex = (code: number): string => `\\u{${code.toString(16)}}`;
  const invisible = invisibleRanges.map(([from, to]) => `${hex(from)}-${hex(to)}`).join("");
  const letters = lookAlikes.map(([strange]) => strange).join("");
  const wide = `\\u{ff01}-\\u{ff5e}\\u{e0000}-\\u{e01ef}\\u{1d400}-\\u{1d7ff}`;
  return (
    `[${invisible}${wide}]{1,64}|(?<=[A-Za-z0-9_-])[${letters}]{1,8}|` +
    `[${letters}]{1,8}(?=[A-Za-z0-9_-])`
  );
})();

function buildFold(): Uint16Array {
  const fold = new Uint16Array(65_536);
  for (const [from, to] of invisibleRanges) fold.fill(dropped, from, to + 1);
  // Full-width forms of U+0021 to U+007E.
  for (let code = 0xff01; code <= 0xff5e; code += 1) fold[code] = code - 0xfee0;
  for (const [strange, plain] of lookAlikes) {
    [...strange].forEach((character, at) => {
      fold[character.charCodeAt(0)] = plain.charCodeAt(at);
    });
  }
  return fold;
}

const fold = buildFold();

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
  return null;
}

const tagPattern = /[\u{E0020}-\u{E007E}]/gu;

/** What tag characters spell (U+E0020 to U+E007E are ASCII moved up), or "" without any. */
export function spelledByTags(text: string): string {
  if (!text.includes("\udb40")) return "";
  return Array.from(text.matchAll(tagPattern), ([tag]) =>
    String.fromCharCode((tag.codePointAt(0) ?? 0) - 0xe0000),
  ).join("");
}
