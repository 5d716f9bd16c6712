import { effort } from "../linear/effort.ts";
import { base62Alphabet, tableOf } from "../formats/characters.ts";
import { type Span, type View, ViewBuilder } from "./view.ts";

/** Characters that the shortest credential has; pieces that make less are not put together. */
const joinedLengthMin = 16;
/** The largest piece; larger ones are found by the lead that they start with. */
const pieceLengthMax = 24;
/** Equal distances that single characters need: words of prose and columns reach four or five. */
const shortPieceRepeats = 6;

/** What people put between pieces, ASCII or not; quotes stand around them at most. */
const isSeparator = tableOf(" \t\n-_.,:;|/*+~@#^`\\%$<>[]");

/** By the distance of two separators: how often it must come in a row. */
const repeatsMin = new Uint8Array(pieceLengthMax + 2).fill(255);
for (let distance = 2; distance <= pieceLengthMax + 1; distance += 1) {
  const pieces = Math.ceil(joinedLengthMin / (distance - 1));
  repeatsMin[distance] = Math.max(1, Math.min(shortPieceRepeats, pieces - 2));
}

/** What surrounds a piece and is not of it: blanks and quotes. */
const isMargin = tableOf(" \t\r\n\"'`");

function trimmed(text: string, from: number, to: number): Span {
  let start = from;
  let end = to;
  while (start < end && isMargin[text.charCodeAt(start)] === 1) start += 1;
  while (end > start && isMargin[text.charCodeAt(end - 1)] === 1) end -= 1;
  return [start, end];
}

/** What a piece of a credential, of its base-64 or of its hex digits may hold. */
const isPiece = tableOf(`${base62Alphabet}_+/=.~:%@-"'\` \t\r\n`);

const probingSteps = 10;
/** To trim a piece and to compare what stands beside it. */
const pieceSteps = 10;
/** Pieces that are given once more without the one at the end of the row. */
const againMax = 64;
const hexDistance = 3;
/** Pieces that are looked at before anything is put together. */
const probedPieces = 4;
const probedLetters = 8;

const probedLength = (distance: number): number =>
  (distance < 4 ? probedLetters : probedPieces) * distance;

const digit = 1;
const small = 2;
const large = 4;
const foreign = 8;
/** By code, what a character of a piece is; 0 for signs that a piece may hold. */
const sortOf = Uint8Array.from({ length: 128 }, (_, code) => {
  if (code >= 48 && code < 58) return digit;
  if (code >= 97 && code < 123) return small;
  if (code >= 65 && code < 91) return large;
  return isPiece[code] === 1 ? 0 : foreign;
});

/** Letters and digits and nothing that credentials lack: words or numbers are ordinary text. */
function looksCut(text: string, at: number, distance: number): boolean {
  const separator = text.charCodeAt(at);
  let sorts = 0;
  const from = Math.max(0, at - probedLength(distance));
  for (let place = from; place < at; place += 1) {
    const code = text.charCodeAt(place);
    const sort = code > 127 ? foreign : (sortOf[code] as number);
    sorts |= sort;
    // The same sign as in every piece is part of what stands between them.
    if (sort === foreign && (code !== separator || code > 127)) {
      if (text.charCodeAt(place - distance) !== code && text.charCodeAt(place + distance) !== code)
        return false;
    }
  }
  if ((sorts & digit) !== 0) return (sorts & (small | large)) !== 0;
  return distance < 4 && (sorts & small) !== 0 && (sorts & large) !== 0;
}

/** `<U4E00>`, `U+4E00`: a letter that no credential has. */
const beyondAscii = /^<?[uU]\+?(?!00)[0-9A-Fa-f]{4}/;
const startsCode = tableOf("0<uU");

/** `0x67, 0x68`: tables of bytes are read as codes, and files of programs are full of them. */
function isCode(text: string, at: number, distance: number): boolean {
  const [start, end] = trimmed(text, Math.max(0, at - distance + 1), at);
  const first = text.charCodeAt(start);
  if (first > 127 || startsCode[first] === 0) return false;
  const piece = text.slice(start, end);
  return /^0[xX][0-9A-Fa-f]{2}/.test(piece) || beyondAscii.test(piece);
}

const isWord = tableOf(base62Alphabet);

const isBody = tableOf(`${base62Alphabet}+/=_.~:%@-`);

/** A place in the middle of a word: the piece at this end of the row is no piece. */
function isInWord(text: string, at: number): boolean {
  return isWord[text.charCodeAt(at - 1)] === 1 && isWord[text.charCodeAt(at)] === 1;
}

/** The row may end before the piece is full; a longer word is none of its pieces. */
function lastPiece(text: string, from: number, to: number): Span {
  const [start] = trimmed(text, from, Math.min(to, text.length));
  let end = start;
  while (end < to && end < text.length && isBody[text.charCodeAt(end)] === 1) end += 1;
  return end === to && isInWord(text, to) ? [start, start] : [start, end];
}

/** The same sign beside every separator belongs to it: `<br>`, ` -> `, `][`. */
function isConstant(
  text: string,
  first: number,
  last: number,
  distance: number,
  offset: number,
): boolean {
  if (last - first < 2 * distance) return false;
  const code = text.charCodeAt(first + offset);
  // Behind the last one the text may end or go on in another way.
  for (let at = first + distance; at < last; at += distance) {
    if (text.charCodeAt(at + offset) !== code) return false;
  }
  return true;
}

/** Rows of numbers and the ends of UUIDs make less than any credential has. */
function mayBeRead(pieces: readonly Span[]): boolean {
  let length = 0;
  for (const [from, to] of pieces) length += to - from;
  return length >= joinedLengthMin;
}

/** The pieces around the separators at `first`, `first + distance`, …, without those. */
function piecesOf(text: string, first: number, last: number, distance: number): readonly Span[] {
  const pieces: Span[] = [];
  let before = 0;
  while (before < distance - 2 && isConstant(text, first, last, distance, -before - 1)) before += 1;
  let behind = 0;
  const most = distance - 2 - before;
  while (behind < most && isConstant(text, first, last, distance, behind + 1)) behind += 1;
  effort.steps += before + behind;
  const count = (last - first) / distance + 2;
  if (count * (distance - 1 - before - behind) < joinedLengthMin) return pieces;
  for (let at = first; at <= last + distance; at += distance) {
    const from = Math.max(0, at - distance + 1 + behind);
    if (at === first && isInWord(text, from)) continue;
    const end = at - before;
    const piece = at > last ? lastPiece(text, from, end) : trimmed(text, from, end);
    if (piece[1] > piece[0]) pieces.push(piece);
  }
  effort.steps += pieces.length * (pieceSteps + before + behind);
  return pieces;
}

/**
 * Adds a row to what is read. A last piece that is shorter may be the next word, so the row is
 * given without it as well.
 */
function addRow(builder: ViewBuilder, pieces: readonly Span[], last: number, distance: number) {
  const [end = 0] = pieces.at(-1) ?? [];
  if (builder.length > 0) builder.replace(end, end, "\n\n");
  for (const piece of pieces) builder.keep(...piece);
  if (end > last) {
    builder.replace(end, end, "\n\n");
    for (const piece of pieces.slice(-againMax, -1)) builder.keep(...piece);
  }
  // The first may be the word before; bytes in hex have none.
  if (distance > hexDistance) {
    builder.replace(end, end, "\n\n");
    for (const piece of pieces.slice(1, againMax)) builder.keep(...piece);
  }
}

/**
 * By the separator's code, four numbers each; kept between texts, because fresh memory cost 1 µs a
 * text. Behind the last one, the last distance, how often it came in a row, where rows were joined.
 */
const slots = 256;
const slotSize = 4;
const seen = new Int32Array(slots * slotSize);

/** Where a separator is counted, 0 for none; signs that are not ASCII share what is left. */
const slotOf = Uint8Array.from({ length: 128 }, (_, code) => (isSeparator[code] === 1 ? code : 0));

/** Where a row that holds the separator at `at` starts, and its last separator. */
function rowOf(text: string, at: number, distance: number, floor: number): Span {
  const code = text.charCodeAt(at);
  let first = at;
  while (first - distance >= floor && text.charCodeAt(first - distance) === code) first -= distance;
  let last = at;
  while (text.charCodeAt(last + distance) === code) last += distance;
  return [first, last];
}

function takeRow(builder: ViewBuilder, text: string, at: number, slot: number): void {
  const distance = seen[slot + 1] as number;
  if (isCode(text, at, distance)) return;
  // An earlier row may have ended inside this one.
  const floor = (seen[slot + 3] as number) - 2 * distance;
  const [first, last] = rowOf(text, at, distance, floor);
  seen[slot + 3] = last + 1;
  const pieces = piecesOf(text, first, last, distance);
  if (mayBeRead(pieces)) addRow(builder, pieces, last, distance);
}

/**
 * Where separators of the same sort stand at one distance: `g h p _`, `ghp_-AbCd-EfGh`. All rows
 * are one view: to scan each by itself took three times as long.
 */
export function joinStrides(text: string, boundaries: Int32Array): View | null {
  const builder = new ViewBuilder(text);
  seen.fill(0);
  const count = boundaries.length - 1;
  let before = -2;
  let codeBefore = 0;
  for (let index = 0; index < count; index += 1) {
    const at = boundaries[index] as number;
    const code = text.charCodeAt(at);
    // Of several in a row the first counts.
    const isAgain = at === before + 1 && code === codeBefore;
    before = at;
    codeBefore = code;
    const slot = (code > 127 ? 128 | (code & 127) : (slotOf[code] as number)) * slotSize;
    if (slot === 0 || isAgain) continue;
    const distance = at + 1 - (seen[slot] as number);
    seen[slot] = at + 1;
    if (distance > pieceLengthMax + 1) continue;
    if (distance !== seen[slot + 1]) {
      seen[slot + 1] = distance;
      seen[slot + 2] = 1;
      continue;
    }
    const repeats = (seen[slot + 2] as number) + 1;
    seen[slot + 2] = repeats;
    if (repeats < (repeatsMin[distance] as number) || at < (seen[slot + 3] as number)) continue;
    const looked = probedLength(distance);
    effort.steps += probingSteps + looked / 2;
    if (effort.steps > effort.stepsMax) break;
    // A row of blanks or dashes: no letter stands in it.
    if (index >= looked && boundaries[index - looked] === at - looked) continue;
    if (looksCut(text, at, distance)) takeRow(builder, text, at, slot);
  }
  return builder.length === 0 ? null : builder.finish();
}
