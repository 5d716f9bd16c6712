import { effort } from "#domain/governance/secrets/linear/effort.ts";
import { tableOf } from "#domain/governance/secrets/formats/characters.ts";
import { type View, ViewBuilder } from "../view.ts";

/** Bytes of a line: 16 with every tool's defaults, more by option. */
const lineBytesMax = 64;
/** One line is a table row or a sentence with a number. */
const linesMin = 2;
/** Bytes of a line that has no address before them. */
const bareBytesMin = 8;
const addressDigitsMin = 6;
/** Where a colon or a column of blanks stands behind it: tcpdump, Wireshark. */
const shortAddressDigitsMin = 4;
const addressDigitsMax = 16;
/** More blanks end the bytes; the column of characters follows. */
const gapMax = 3;
/** Of the bytes of a line; what has fewer is binary. */
const printableShareMin = 0.85;

const space = 32;
const isBlank = (code: number): boolean => code === space || code === 9;
const dash = 45;
const colon = 58;
const zero = 48;
const lowerX = 120;
const isHexDigit = new Uint8Array(128);
for (const digit of "0123456789abcdefABCDEF") isHexDigit[digit.charCodeAt(0)] = 1;

/** `od -c`: cells of four, a character in each. */
const characterCells = /[0-7]{7}((?: {3}[^\n]| {2}\\[^\n]| [0-7]{3}){1,16})[ \t]*(?=\r?\n|$)/y;

interface Line {
  readonly start: number;
  readonly end: number;
  readonly plain: string;
}

function digitsEnd(text: string, from: number, to: number): number {
  let at = from;
  while (at < to && isHexDigit[text.charCodeAt(at)] === 1) at += 1;
  return at;
}

/** `hexdump` puts blanks between bytes, Windows a dash in the middle, OpenSSL colons. */
const isBetween = (code: number): boolean => isBlank(code) || code === dash || code === colon;

/** The groups of hex or octal digits of one width, and how wide they are. */
function readGroups(text: string, from: number, to: number): readonly [string, number] {
  let joined = "";
  let width = 0;
  let at = behindMark(text, from);
  while (at < to && joined.length < lineBytesMax * 3) {
    const end = digitsEnd(text, at, to);
    const length = end - at;
    if (end < to && !/[\s|:-]/.test(text.charAt(end))) break;
    if (length < 2 || length > 8 || (width !== 0 && length !== width)) {
      // The last group of a file of odd length is half a word.
      if (length > 0 && length < width && length % 2 === 0) joined += text.slice(at, end);
      break;
    }
    width = length;
    joined += text.slice(at, end);
    at = end;
    while (at < to && isBetween(text.charCodeAt(at))) at += 1;
    if (at === end || at - end > gapMax) break;
    at = behindMark(text, at);
  }
  return [joined, width];
}

function fromOctal(digits: string, width: number): Buffer {
  const bytes: number[] = [];
  for (let at = 0; at + width <= digits.length; at += width) {
    const value = Number.parseInt(digits.slice(at, at + width), 8);
    if (Number.isNaN(value) || value > 0xffff) return Buffer.alloc(0);
    bytes.push(value & 255);
    if (width === 6) bytes.push(value >> 8);
  }
  return Buffer.from(bytes);
}

/** Groups of two, four or eight are hex; of three and six octal, words with the low byte first. */
function bytesOf(digits: string, width: number, isSwapped: boolean): Buffer {
  if (width === 3 || width === 6) return fromOctal(digits, width);
  if (width !== 2 && width !== 4 && width !== 8) return Buffer.alloc(0);
  const bytes = Buffer.from(digits, "hex");
  return isSwapped && bytes.length % 2 === 0 ? bytes.swap16() : bytes;
}

function plainOf(bytes: Buffer): string {
  let printable = 0;
  for (let at = 0; at < bytes.length; at += 1) {
    const byte = bytes[at] as number;
    if ((byte >= 32 && byte < 127) || byte === 9 || byte === 10 || byte === 13) printable += 1;
  }
  if (printable === 0 || printable < bytes.length * printableShareMin - 1) return "";
  return bytes.toString("latin1").replaceAll("\0", "");
}

function readCells(text: string, at: number): Line | null {
  characterCells.lastIndex = at;
  const found = characterCells.exec(text);
  if (found === null) return null;
  const plain = (found[1] ?? "").replace(/ {3}([^\n])| {2}\\([^\n])| ([0-7]{3})/g, readCell);
  return { start: at + 7, end: at + found[0].length, plain };
}

function readCell(_: string, shown: string | undefined, control: string | undefined): string {
  return shown ?? (control === "0" ? "" : control === undefined ? "?" : "\n");
}

/** Behind the `0x` of debuggers. */
function behindMark(text: string, at: number): number {
  return text.charCodeAt(at) === zero && text.charCodeAt(at + 1) === lowerX ? at + 2 : at;
}

function isAddress(text: string, start: number, end: number): boolean {
  const length = end - start;
  if (length > addressDigitsMax || length < shortAddressDigitsMin) return false;
  if (length >= addressDigitsMin || text.charCodeAt(end) === colon) return true;
  return text.charCodeAt(end) === space && text.charCodeAt(end + 1) === space;
}

/** `00000010: 6768 …`, `0000020 064147 …`, or nothing but bytes. */
function readLine(text: string, at: number, lineEnd: number, bytesMin: number): Line | null {
  let start = at;
  while (start < lineEnd && text.charCodeAt(start) === space) start += 1;
  start = behindMark(text, start);
  const end = digitsEnd(text, start, lineEnd);
  const hasAddress = isAddress(text, start, end);
  let from = start;
  if (hasAddress) {
    from = text.charCodeAt(end) === colon ? end + 1 : end;
    while (from < lineEnd && isBlank(text.charCodeAt(from))) from += 1;
  } else if (end - start !== 2 && end - start !== 3) return null;
  const [digits, width] = readGroups(text, from, lineEnd);
  const isSwapped = hasAddress && width === 4 && text.charCodeAt(end) !== colon;
  const bytes = bytesOf(digits, width, isSwapped);
  if (bytes.length === 0) return hasAddress ? readCells(text, start) : null;
  if (!hasAddress && bytes.length < bytesMin) return null;
  const plain = plainOf(bytes);
  // What follows the bytes says the same again.
  return plain === "" ? null : { start: from, end: lineEnd, plain };
}

const isMargin = tableOf(" \t>+#|*");

/** What quotes, compares or comments a listing stands before each of its lines. */
function lineStart(text: string, at: number): number {
  let start = at;
  for (; start < at + 8; start += 1) {
    const code = text.charCodeAt(start);
    if (!(code < 128) || isMargin[code] === 0) break;
  }
  return start;
}

/** Most lines start with no digits: a look or two tells. */
function mayBeDump(text: string, at: number): boolean {
  const start = behindMark(text, at);
  const first = text.charCodeAt(start);
  if (!(first < 128) || isHexDigit[first] === 0) return false;
  const end = digitsEnd(text, start, start + addressDigitsMin);
  if (end - start > 3) return isAddress(text, start, end);
  return (
    end - start > 1 && isBetween(text.charCodeAt(end)) && isHexDigit[text.charCodeAt(end + 1)] === 1
  );
}

const headLengthMax = 64;

/** The first line of a listing may stand behind the name that it is given to: `{"dump": "0000 …`. */
function behindHead(text: string, from: number, lineEnd: number): Line | null {
  const limit = Math.min(lineEnd, from + headLengthMax);
  for (let at = from; at < limit; at += 1) {
    const code = text.charCodeAt(at);
    if (code !== 34 && code !== 39 && code !== 61 && code !== 96) continue;
    const start = lineStart(text, at + 1);
    const line = mayBeDump(text, start) ? readLine(text, start, lineEnd, bareBytesMin) : null;
    if (line !== null) return line;
  }
  return null;
}

const lineSteps = 4;
const readSteps = 100;

/** The bytes in the listings of `xxd`, `hexdump`, `od` and the like, as text; null without any. */
export function readDumps(text: string): View | null {
  const builder = new ViewBuilder(text);
  let lines: Line[] = [];
  const settle = (): void => {
    const [first] = lines;
    if (first !== undefined && lines.length >= linesMin) {
      if (builder.length > 0) builder.replace(first.start, first.start, "\n\n");
      for (const { start, end, plain } of lines) builder.replace(start, end, plain);
    }
    lines = [];
  };
  let before = 0;
  for (let at = 0; at < text.length;) {
    const found = text.indexOf("\n", at);
    const lineEnd = found === -1 ? text.length : found;
    const from = lineStart(text, at);
    // The last line may be short.
    const bytesMin = lines.length > 0 ? 1 : bareBytesMin;
    const line = mayBeDump(text, from) ? readLine(text, from, lineEnd, bytesMin) : null;
    effort.steps += line === null ? lineSteps : readSteps + line.end - line.start;
    if (line !== null && lines.length === 0 && at > 0) {
      const first = behindHead(text, before, at - 1);
      if (first !== null) lines.push(first);
    }
    before = at;
    if (line !== null) lines.push(line);
    else if (lines.length > 0) settle();
    at = lineEnd + 1;
  }
  settle();
  return builder.length === 0 ? null : builder.finish();
}
