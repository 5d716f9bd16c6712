import { base62Alphabet, tableOf } from "../formats/characters.ts";
import { type Span, type View, ViewBuilder } from "./view.ts";

/** Characters that the shortest credential has; pieces that make less are not put together. */
const joinedLengthMin = 16;
/** The largest piece; larger ones are found by the lead that they start with. */
const pieceLengthMax = 24;
/** Equal distances that single characters need: words of prose and columns reach four or five. */
const shortPieceRepeats = 6;

/** What people put between pieces; brackets and quotes stand around them at most. */
const isSeparator = tableOf(" \t\n-_.,:;|/*+~@#^`\\%$");

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

/** Pieces that are looked at before anything is put together. */
const probedPieces = 4;

/** Letters and digits and nothing that credentials lack: words or numbers are ordinary text. */
function looksCut(text: string, at: number, distance: number): boolean {
  const separator = text.charCodeAt(at);
  let digits = 0;
  let letters = 0;
  for (let place = Math.max(0, at - probedPieces * distance); place < at; place += 1) {
    const code = text.charCodeAt(place);
    if (code > 127 || (isPiece[code] === 0 && code !== separator)) return false;
    if (code >= 48 && code < 58) digits += 1;
    else if (code >= 65) letters += 1;
  }
  return digits > 0 && letters > 0;
}

/** A place in the middle of a word: the piece at this end of the row is no piece. */
function isInWord(text: string, at: number): boolean {
  return /^[A-Za-z0-9]{2}$/.test(text.slice(Math.max(0, at - 1), at + 1));
}

/** The row may end before the piece is full; a longer word is none of its pieces. */
function lastPiece(text: string, from: number, to: number): Span {
  const [start] = trimmed(text, from, Math.min(to, text.length));
  const length = /^[A-Za-z0-9+/=_.~:%@-]*/.exec(text.slice(start, to))?.[0].length ?? 0;
  const end = start + length;
  return end === to && isInWord(text, to) ? [start, start] : [start, end];
}

/**
 * The pieces around the separators at `first`, `first + distance`, …, without the separators. A
 * last piece that is shorter may be the next word, so the row is given without it as well.
 */
function joinPieces(text: string, first: number, last: number, distance: number): View {
  const pieces: Span[] = [];
  for (let at = first; at <= last + distance; at += distance) {
    const from = Math.max(0, at - distance + 1);
    if (at === first && isInWord(text, from)) continue;
    const piece = at > last ? lastPiece(text, from, at) : trimmed(text, from, at);
    if (piece[1] > piece[0]) pieces.push(piece);
  }
  const builder = new ViewBuilder(text);
  for (const piece of pieces) builder.keep(...piece);
  const [end = 0] = pieces.at(-1) ?? [];
  if (end > last) {
    builder.replace(end, end, "\n\n");
    for (const piece of pieces.slice(0, -1)) builder.keep(...piece);
  }
  return builder.finish();
}

/** By the separator's code; kept between texts, because fresh memory cost 1 µs a text. */
const lastAt = new Int32Array(128);
const lastDistance = new Int32Array(128);
const repeats = new Int32Array(128);
const joinedUntil = new Int32Array(128);

/** Where separators of the same sort stand at one distance: `g h p _`, `ghp_-AbCd-EfGh`. */
export function joinStrides(text: string, boundaries: Int32Array): readonly View[] {
  const views: View[] = [];
  lastAt.fill(-1);
  lastDistance.fill(0);
  repeats.fill(0);
  joinedUntil.fill(0);
  const count = boundaries.length - 1;
  for (let index = 0; index < count; index += 1) {
    const at = boundaries[index] as number;
    const code = text.charCodeAt(at);
    if (code > 127 || isSeparator[code] === 0) continue;
    const distance = at - (lastAt[code] as number);
    lastAt[code] = at;
    if (distance < 2 || distance > pieceLengthMax + 1) continue;
    if (distance !== lastDistance[code]) {
      lastDistance[code] = distance;
      repeats[code] = 1;
      continue;
    }
    repeats[code] = (repeats[code] as number) + 1;
    if ((repeats[code] as number) < (repeatsMin[distance] as number)) continue;
    if (at < (joinedUntil[code] as number) || !looksCut(text, at, distance)) continue;
    // An earlier row may have ended inside this one.
    const from = (joinedUntil[code] as number) - 2 * distance;
    let first = at;
    while (first - distance >= from && text.charCodeAt(first - distance) === code)
      first -= distance;
    let last = at;
    while (text.charCodeAt(last + distance) === code) last += distance;
    joinedUntil[code] = last + 1;
    views.push(joinPieces(text, first, last, distance));
  }
  return views;
}
