import { effort } from "../linear/effort.ts";
import { type Span, type View, ViewBuilder } from "./view.ts";

/** Numbers in a row that may be the characters of a credential. */
const codesMin = 12;
/** What may stand between two of them: `), chr(`, `] + [char]`. */
const gapMax = 16;

/** Words around a character code in some language; they are part of the gap. */
const callNames = new Set([
  "chr",
  "char",
  "ord",
  "u",
  "chrw",
  "nchar",
  "unichr",
  "unichar",
  "byte",
  "rune",
]);

/** A code as it is written: its number in each base it may be meant in, -1 for none. */
interface Code {
  readonly start: number;
  readonly end: number;
  readonly values: readonly number[];
}

const zero = 48;
const lowerX = 120;
/** 126 in octal is 176. */
const octalMax = 176;
/** Longer than `0b01100111` is no code of a character. */
const wordLengthMax = 10;

function valueOf(digits: string, radix: number): number {
  const value = Number.parseInt(digits, radix);
  const isCharacter = (value >= 32 && value < 127) || value === 9 || value === 10 || value === 13;
  return isCharacter ? value : -1;
}

/** `0x67`, `0o147`, `0b1100111`, `U+0067` and eight binary digits. */
function readMarked(word: string): number {
  const marked = /^0([xXoObB])([0-9a-fA-F]{1,8})$|^(00[0-9a-fA-F]{2})[uUh]?$/.exec(word);
  if (marked !== null) {
    const radix = { x: 16, o: 8, b: 2 }[(marked[1] ?? "x").toLowerCase()] ?? 16;
    return valueOf(marked[2] ?? marked[3] ?? "", radix);
  }
  const suffixed = /^0?([0-9a-fA-F]{2})h$/i.exec(word);
  if (suffixed !== null) return valueOf(suffixed[1] ?? "", 16);
  return /^[01]{7,8}$/.test(word) ? valueOf(word, 2) : -1;
}

/** Two or three decimal digits, -1 for anything else. */
function shortNumber(text: string, start: number, end: number): number {
  let number = 0;
  for (let at = start; at < end; at += 1) {
    const value = text.charCodeAt(at) - zero;
    if (value < 0 || value > 9) return -1;
    number = number * 10 + value;
  }
  return number;
}

/** `0xa` is as long as a decimal code. */
function isMarked(text: string, start: number): boolean {
  return (text.charCodeAt(start + 1) | 32) === lowerX && text.charCodeAt(start) === zero;
}

/** Decimal and octal come without a mark, so both are kept until the whole list tells. */
function readCode(text: string, start: number, end: number): Code | null {
  const length = end - start;
  if (length < 2 || length > wordLengthMax) return null;
  if (length > 3 || isMarked(text, start)) {
    const marked = readMarked(text.slice(start, end));
    return marked === -1 ? null : { start, end, values: [marked, marked] };
  }
  const number = shortNumber(text, start, end);
  if (number < 9 || number > octalMax) return null;
  const values = [valueOf(`${number}`, 10), valueOf(`${number}`, 8)];
  return values[0] === -1 && values[1] === -1 ? null : { start, end, values };
}

function viewOf(text: string, codes: readonly Code[]): View | null {
  for (const base of [0, 1]) {
    if (codes.some((code) => (code.values[base] ?? -1) === -1)) continue;
    const builder = new ViewBuilder(text);
    for (const code of codes) {
      builder.replace(code.start, code.end, String.fromCharCode(code.values[base] ?? 0));
    }
    return builder.finish();
  }
  return null;
}

/** The longest name, `unichar`; most words behind a number are no name of a call. */
const callNameMax = Math.max(...Array.from(callNames, ({ length }) => length));

function isCallName(text: string, start: number, end: number): boolean {
  return end - start <= callNameMax && callNames.has(text.slice(start, end).toLowerCase());
}

/** Two or three digits of a character in decimal or octal, or what may be a longer code. */
function mayBeCode(text: string, start: number, end: number): boolean {
  const length = end - start;
  if (length > 3) return length <= wordLengthMax && mayBeMarked(text, start, length);
  if (isMarked(text, start)) return true;
  const number = length < 2 ? -1 : shortNumber(text, start, end);
  return number >= 9 && number <= octalMax;
}

/** Years, ports and sizes start with another digit than the longer codes, or are shorter. */
function mayBeMarked(text: string, start: number, length: number): boolean {
  return text.charCodeAt(start) === zero || (text.charCodeAt(start) === zero + 1 && length > 6);
}

const opener = /[[{]/;
/** Two numbers before a list, a start and an end of each: its length and its capacity. */
const headPlacesMax = 4;

/** For each end of a word that may be a code, and once more where it is read as one. */
const placeSteps = 3;
const codeSteps = 15;

/** `Uint8Array(40) [103, 104`: what counts the codes or names their type is none of them. */
function opensList(text: string, places: readonly number[], at: number): boolean {
  if (at === 0 || at > headPlacesMax) return false;
  const before = text.slice(places[at - 1], places[at]);
  return opener.test(before) && !opener.test(text.slice(places[at + 1], places[at + 2]));
}

/** Starts and ends of the numbers among the words that end at the boundaries in `row`. */
function placesOf(text: string, boundaries: Int32Array, row: Span): readonly number[] {
  const places: number[] = [];
  for (let index = row[0]; index < row[1]; index += 1) {
    const start = index === 0 ? 0 : (boundaries[index - 1] as number) + 1;
    const end = boundaries[index] as number;
    if (end > start && text.charCodeAt(start) - zero <= 9) places.push(start, end);
  }
  return places;
}

/** A word that is no code after all divides the row. */
function readRow(text: string, places: readonly number[], views: View[]): void {
  let codes: Code[] = [];
  effort.steps += places.length * codeSteps;
  const take = (): void => {
    const view = codes.length < codesMin ? null : viewOf(text, codes);
    if (view !== null) views.push(view);
    codes = [];
  };
  for (let at = 0; at < places.length; at += 2) {
    if (opensList(text, places, at)) take();
    const code = readCode(text, places[at] as number, places[at + 1] as number);
    if (code === null) take();
    else codes.push(code);
  }
  take();
}

/** Lists of character codes: `[103, 104, …]`, `chr(103).chr(104)`, `0x67, 0x68`, `U+0067`. */
export function readCodes(text: string, boundaries: Int32Array): readonly View[] {
  const views: View[] = [];
  let first = 0;
  // Numbers in a row; nothing is read before there are enough of them.
  let count = 0;
  let rowEnd = 0;
  let start = 0;
  for (let index = 0; index < boundaries.length; index += 1) {
    const end = boundaries[index] as number;
    const from = start;
    start = end + 1;
    if (end === from) continue;
    if (text.charCodeAt(from) - zero > 9) {
      if (count === 0 || isCallName(text, from, end)) continue;
    } else if (mayBeCode(text, from, end)) {
      if (count > 0 && from - rowEnd > gapMax) {
        if (count >= codesMin) readRow(text, placesOf(text, boundaries, [first, index]), views);
        count = 0;
      }
      if (count === 0) first = index;
      count += 1;
      effort.steps += placeSteps * 2;
      rowEnd = end;
      continue;
    }
    if (count >= codesMin) readRow(text, placesOf(text, boundaries, [first, index]), views);
    count = 0;
  }
  if (count < codesMin) return views;
  readRow(text, placesOf(text, boundaries, [first, boundaries.length]), views);
  return views;
}
