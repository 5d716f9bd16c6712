import { effort } from "../linear/effort.ts";
import { type Allowance, type Decoded, nothing, printableMin, textOf, unpack } from "./bytes.ts";
import { unzip } from "./forms/unzip.ts";
import { startsInOtherScript } from "./forms/utf8.ts";
import { deflateStart, inflate } from "./inflate.ts";
import { reverse } from "./twist.ts";

const hexLengthMin = 32;
/** No stretch of hex of that length goes between two probes this far apart. */
const hexProbe = 16;
/** 16 characters take 26 in base-32. */
const base32LengthMin = 26;
/** A stream without a head shows by its success alone; longer ones are not tried. */
const headlessLengthMax = 65_536;

/** So far a stream without a head is followed to see whether it is one. */
const headlessProbeBytes = 16_384;

/**
 * Base-64 of ASCII shows: the top bit of each byte is 0, which is one bit of the first, second and
 * third character of each group of four. Five groups in a row hold 15 bytes; random data has them
 * once in 32,768 places, so images cost a look and no decoding.
 */
const groupsMin = 5;
/** The same in base-32: five bytes in eight characters, so three groups hold 15 bytes. */
const base32GroupsMin = 3;

/** The first character of base-64 of a zlib head, and the low bits of deflate's first byte. */
const zlibLead = 101;
const fixedBlock = 3;
const dynamicBlock = 5;
const none: Decoded[] = [];

const values = new Uint8Array(128);
const lowBits = new Uint8Array(128);
const isHexDigit = new Uint8Array(128);
const topBits = new Uint8Array(128);
/** A character of base-32, plus one. */
const base32Values = new Uint8Array(128);
{
  const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  const mark = (character: string, value: number): void => {
    values[character.charCodeAt(0)] = value;
    lowBits[character.charCodeAt(0)] = value & 1;
    topBits[character.charCodeAt(0)] =
      (value < 32 ? 1 : 0) | ((value & 8) === 0 ? 2 : 0) | ((value & 2) === 0 ? 4 : 0);
  };
  [...alphabet].forEach(mark);
  mark("-", 62);
  mark("_", 63);
  for (const digit of "0123456789abcdefABCDEF") isHexDigit[digit.charCodeAt(0)] = 1;
  [..."ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"].forEach((character, value) => {
    base32Values[character.charCodeAt(0)] = value + 1;
    base32Values[character.toLowerCase().charCodeAt(0)] = value + 1;
  });
}

function isAsciiBase64(run: string, at: number, step: 1 | -1): boolean {
  return (
    ((topBits[run.charCodeAt(at)] as number) & 1) !== 0 &&
    ((topBits[run.charCodeAt(at + step)] as number) & 2) !== 0 &&
    ((topBits[run.charCodeAt(at + 2 * step)] as number) & 4) !== 0
  );
}

/**
 * Of `length` characters from `start` on. Groups in a row are looked at from the last: one that
 * does not fit rules out all that hold it.
 */
function hasAsciiGroups(text: string, start: number, length: number, step: 1 | -1): boolean {
  const reach = (groupsMin - 1) * 4;
  let first = 0;
  while (first + reach + 3 < length) {
    let at = first + reach;
    while (at >= first && isAsciiBase64(text, start + step * at, step)) at -= 4;
    if (at < first) return true;
    first = at + 4;
  }
  return false;
}

export function isHex(text: string, start: number, end: number): boolean {
  for (let at = start; at < end; at += 1) if (isHexDigit[text.charCodeAt(at)] !== 1) return false;
  return true;
}

/** A stretch of hex digits in a longer run, such as the digits behind `0x`. */
function hexStretch(run: string): string {
  for (let at = hexProbe - 1; at < run.length; at += hexProbe) {
    if (isHexDigit[run.charCodeAt(at)] !== 1) continue;
    let start = at;
    while (start > 0 && isHexDigit[run.charCodeAt(start - 1)] === 1) start -= 1;
    let end = at + 1;
    while (end < run.length && isHexDigit[run.charCodeAt(end)] === 1) end += 1;
    if (end - start >= hexLengthMin) return run.slice(start, end);
    at = end - (end % hexProbe) - 1;
  }
  return "";
}

/** The high digit of a byte of ASCII, or of a zero between in UTF-16. */
const isAsciiDigit = (code: number): boolean => (code > 49 && code < 56) || code === 48;

/** Twelve such bytes in a row, looked for from the last: one that is none rules out all before it. */
function hasAsciiDigits(text: string, start: number, length: number, step: 1 | -1): boolean {
  const reach = (printableMin - 1) * 2;
  let first = 0;
  while (first + reach + 1 < length) {
    let at = first + reach;
    while (at >= first && isAsciiDigit(text.charCodeAt(start + step * at))) at -= 2;
    if (at < first) return true;
    first = at + 2;
  }
  return false;
}

/** Longer runs are files, and those are no strings that were turned round. */
const turnedLengthMax = 4_096;

const digitOne = 49;
const digitSeven = 55;
/** The heads of gzip and zlib in hex. */
const packedHex = /^(?:1f8b08|78(?:01|5e|9c|da))/i;

function hexText(run: string): Decoded {
  for (const offset of [0, 1]) {
    if (!hasAsciiDigits(run, offset, run.length - offset, 1)) continue;
    const bytes = Buffer.from(run.slice(offset, run.length - ((run.length - offset) % 2)), "hex");
    const decoded = textOf(bytes);
    if (decoded.isText) return decoded;
    const { text } = decoded;
    if (text.length * 2 >= bytes.length - 2) return { text, isText: text.length === bytes.length };
  }
  return nothing;
}

/** Letters are nine behind their place among the digits. */
const digitValue = (code: number): number => (code & 15) + (code > 64 ? 9 : 0);

function hexByteIn(text: string, start: number, place: number): number {
  const at = start + place * 2;
  return digitValue(text.charCodeAt(at)) * 16 + digitValue(text.charCodeAt(at + 1));
}

function decodeHex(run: string, allowance: Allowance): Decoded {
  if (startsInOtherScript(run, 0, run.length / 2, hexByteIn)) {
    const decoded = textOf(Buffer.from(run, "hex"));
    if (decoded.isText) return decoded;
  }
  const plain = hexText(run);
  const last = run.length - 1;
  // Read from its end it is text as well, half a byte apart, so which it is shows later.
  const mayTurn =
    run.length <= turnedLengthMax &&
    (hasAsciiDigits(run, last, run.length, -1) || hasAsciiDigits(run, last - 1, last, -1));
  const turned = mayTurn ? hexText(reverse(run)) : nothing;
  if (turned.text !== "") return { ...turned, text: `${plain.text}\n\n${turned.text}` };
  if (plain.text !== "") return plain;
  if (!packedHex.test(run)) return nothing;
  const bytes = Buffer.from(run, "hex");
  const from = deflateStart(bytes);
  return from === -1 ? nothing : unpack(bytes, from, allowance);
}

const base32Bits = 5;

/** The top bit of each of the five bytes in a group of eight characters. */
function isAsciiGroup(run: string, at: number): boolean {
  const value = (place: number): number => (base32Values[run.charCodeAt(at + place)] as number) - 1;
  return (
    ((value(0) & 16) | (value(1) & 2) | (value(3) & 8) | (value(4) & 1) | (value(6) & 4)) === 0
  );
}

function hasBase32Ascii(run: string): boolean {
  let streak = 0;
  for (let at = 0; at + 8 <= run.length; at += 8) {
    streak = isAsciiGroup(run, at) ? streak + 1 : 0;
    if (streak >= base32GroupsMin) return true;
  }
  return false;
}

function isBase32(run: string): boolean {
  for (let at = 0; at < run.length; at += 1) {
    if (base32Values[run.charCodeAt(at)] === 0) return false;
  }
  return true;
}

function decodeBase32(run: string): Decoded {
  const bytes = Buffer.alloc((run.length * base32Bits) >> 3);
  let held = 0;
  let heldBits = 0;
  let length = 0;
  for (let at = 0; at < run.length; at += 1) {
    held = ((held << base32Bits) | ((base32Values[run.charCodeAt(at)] as number) - 1)) & 0xfff;
    heldBits += base32Bits;
    if (heldBits < 8) continue;
    heldBits -= 8;
    bytes[length] = (held >> heldBits) & 0xff;
    length += 1;
  }
  return textOf(bytes);
}

/** A gzip head may stand anywhere in the run, a zlib head at its start only: it is too short. */
function packedStart(run: string): number {
  if (run.charCodeAt(0) === zlibLead && /^e[AFJN]/.test(run)) return 0;
  return run.indexOf("H4sI");
}

/** The head of a file in an archive of PKZIP. */
const zipLead = "UEsDB";

function decodePacked(run: string, allowance: Allowance): Decoded {
  if (run.startsWith(zipLead)) return unzip(Buffer.from(run, "base64"), allowance);
  const start = packedStart(run);
  if (start !== -1) {
    const bytes = Buffer.from(run.slice(start), "base64");
    const from = deflateStart(bytes);
    if (from !== -1) return unpack(bytes, from, allowance);
  }
  return run.length > headlessLengthMax ? nothing : decodeHeadless(run, allowance);
}

/** A last block with fixed or dynamic codes is how a short stream without a head begins. */
function decodeHeadless(run: string, allowance: Allowance): Decoded {
  const low = lowBits[run.charCodeAt(0)] as number;
  const kind = (low << 2) | ((values[run.charCodeAt(1)] as number) >> 4);
  if (kind !== fixedBlock && kind !== dynamicBlock) return nothing;
  // Names and paths are no streams.
  if (!/[0-9]/.test(run) || !/[A-Z]/.test(run) || !/[a-z]/.test(run)) return nothing;
  const bytes = Buffer.from(run, "base64");
  const unpacked = unpack(bytes, 0, allowance);
  if (!unpacked.isText) return nothing;
  if (unpacked.isCut === true) effort.steps += headlessProbeBytes * 2;
  // Chance unpacks to text for a while, and is damaged behind it: a key's bytes are no stream.
  if (unpacked.isCut === true && inflate(bytes, 0, headlessProbeBytes).state === "damaged") {
    return nothing;
  }
  return unpacked;
}

/** A run may start anywhere in a path or a word, so all four alignments are looked at. */
function decodeBase64(run: string): readonly Decoded[] {
  const wide = decodeOtherScript(run);
  if (wide !== nothing) return [wide];
  let found: Decoded[] = none;
  for (let offset = 0; offset < 4; offset += 1) {
    if (!hasAsciiGroups(run, offset, run.length - offset, 1)) continue;
    const decoded = textOf(Buffer.from(run.slice(offset), "base64"));
    if (decoded.text.length >= printableMin) found = [...found, decoded];
  }
  return found;
}

function decodeOtherScript(run: string): Decoded {
  const length = Math.floor((run.length * 6) / 8);
  if (!startsInOtherScript(run, 0, length, byteIn)) return nothing;
  const decoded = textOf(Buffer.from(run, "base64"));
  return decoded.isText ? decoded : nothing;
}

/** One byte of base-64, without decoding the rest. */
function byteIn(run: string, start: number, place: number): number {
  const bit = place * 8;
  const at = start + ((bit / 6) | 0);
  const first = values[run.charCodeAt(at)] as number;
  const second = at + 1 < run.length ? (values[run.charCodeAt(at + 1)] as number) : 0;
  return (((first << 6) | second) >> (4 - (bit % 6))) & 255;
}

function decodeLetters(run: string, allowance: Allowance): readonly Decoded[] {
  const found = decodeBase64(run);
  if (found.some((decoded) => decoded.isText)) return found;
  const packed = decodePacked(run, allowance);
  if (packed.text !== "") return [...found, packed];
  const isPadded = run.length >= base32LengthMin && isBase32(run) && hasBase32Ascii(run);
  return isPadded ? [...found, decodeBase32(run)] : found;
}

const periodMax = 4;

/** `3333…` is hex of itself for ever: a few characters in turn hold nothing. */
function isPeriodic(run: string): boolean {
  for (let at = periodMax; at < run.length; at += 1) {
    if (run.charCodeAt(at) !== run.charCodeAt(at % periodMax)) return false;
  }
  return true;
}

const decimalLengthMin = 48;
const binaryLengthMin = 128;

/** Codes of three digits, or bits, without anything between them. */
function decodeDigits(run: string): Decoded {
  const isBinary = run.length >= binaryLengthMin && run.length % 8 === 0 && !/[2-9]/.test(run);
  const width = isBinary ? 8 : 3;
  if (run.length < decimalLengthMin || run.length % width !== 0) return nothing;
  const bytes = Buffer.alloc(run.length / width);
  for (let at = 0; at < bytes.length; at += 1) {
    const code = Number.parseInt(run.slice(at * width, (at + 1) * width), isBinary ? 2 : 10);
    if (!(code >= 9 && code < 127)) return nothing;
    bytes[at] = code;
  }
  return textOf(bytes);
}

/** Base-64 that was turned round. */
function decodeTurned(run: string): Decoded {
  if (run.length > turnedLengthMax || !mayBeTurned(run, 0, run.length)) return nothing;
  return decodeBase64(reverse(run))[0] ?? nothing;
}

function mayBeTurned(text: string, start: number, end: number): boolean {
  for (let offset = 0; offset < 4; offset += 1) {
    if (hasAsciiGroups(text, end - 1 - offset, end - start - offset, -1)) return true;
  }
  return false;
}

const digestLengthMax = 128;

function hasLetter(text: string, start: number, end: number): boolean {
  for (let at = start; at < end; at += 1) if (text.charCodeAt(at) > 64) return true;
  return false;
}

/** A digest in hex that no reading makes a text of, as far as a look at it where it stands tells. */
export function isDigest(text: string, start: number, end: number): boolean {
  const length = end - start;
  if (length < hexLengthMin || length > digestLengthMax || !isHex(text, start, end)) return false;
  // Digits alone may be codes in decimal.
  if (length >= decimalLengthMin && !hasLetter(text, start, end)) return false;
  // Either half of each byte, as it may be turned round.
  if (hasAsciiDigits(text, start, length + 1, 1)) return false;
  if (hasAsciiDigits(text, start + 1, length, 1)) return false;
  const first = text.charCodeAt(start);
  if ((first === digitOne || first === digitSeven) && packedHex.test(text.slice(start, end)))
    return false;
  return !startsInOtherScript(text, start, length / 2, hexByteIn) && !mayBeTurned(text, start, end);
}

/** What a run of base-64, base-32 or hex holds, when that is text in turn, in either direction. */
export function decodeRun(run: string, allowance: Allowance): Decoded {
  if (isUuid(run, 0, run.length)) return nothing;
  const decoded = decodeForward(run, allowance);
  return decoded.text === "" ? decodeTurned(run) : decoded;
}

const hyphen = 45;
const uuidLength = 36;
/** Where the hyphens of a UUID stand, RFC 9562. */
const isUuidHyphen = new Uint8Array(uuidLength);
for (const place of [8, 13, 18, 23]) isUuidHyphen[place] = 1;

/** The identifiers that logs are full of: four hyphens between digits of hex. */
export function isUuid(text: string, start: number, end: number): boolean {
  if (end - start !== uuidLength) return false;
  for (let place = 0; place < uuidLength; place += 1) {
    const code = text.charCodeAt(start + place);
    if (isUuidHyphen[place] === 1 ? code !== hyphen : isHexDigit[code] !== 1) return false;
  }
  return true;
}

function decodeForward(run: string, allowance: Allowance): Decoded {
  if (run.length >= decimalLengthMin && /^[0-9]+$/.test(run)) {
    const digits = decodeDigits(run);
    if (digits.text !== "") return digits;
  }
  const hex = hexStretch(run);
  if (hex !== "") {
    const fromHex = decodeHex(hex, allowance);
    if (fromHex.text !== "" && isPeriodic(hex)) return nothing;
    // Digits of hex alone are no base-64.
    if (fromHex.text !== "" || hex.length === run.length) return fromHex;
  }
  const found = decodeLetters(run, allowance);
  if (found.length < 2) return found[0] ?? nothing;
  return {
    // An empty line, so that two alignments are not taken for one wrapped run.
    text: found.map((decoded) => decoded.text).join("\n\n"),
    isText: found.some((decoded) => decoded.isText),
    isCut: found.some((decoded) => decoded.isCut === true),
  };
}
