import { base62Alphabet, tableOf } from "../formats/characters.ts";
import { effort } from "../linear/effort.ts";
import { joinScattered } from "./forms/scattered.ts";
import { type Span, type View, ViewBuilder } from "./view.ts";

/** How far behind a lead the rest of its credential is looked for. */
const reachMax = 512;
/** Leads in one word share one look; in a stretch of this length so many words are looked at. */
const stretchLength = 256;
const looksMax = 3;
const piecesMax = 24;
const lookSteps = 250;
const pieceLengthMax = 400;
/** Between two literals: the end of a statement, the name of the next variable or member. */
const betweenMax = 64;

const body = "[A-Za-z0-9+/=_.~:%@-]";
const firstLiteral = new RegExp(`${body}{1,400}["'\`](?!\\s{0,4}:)`, "y");
const nextLiteral = new RegExp(
  `[^"'\`]{0,${betweenMax}}["'\`](${body}{1,400})["'\`](?!\\s{0,4}:)`,
  "y",
);
/** A word of prose or of a name; a piece of a random token is one by chance once in 200 times. */
const plainWord = /^(?:[A-Z]?[a-z]{5,}|[A-Z]{5,})$/;

/** A name of a member, or a literal that is no piece, between two pieces. */
const otherLiteral = new RegExp(`[^"'\`]{0,${betweenMax}}["'\`][^"'\`\\n]{0,60}["'\`]`, "y");

/**
 * A lead at the start of a literal, and the literals after it. A piece may look like a word, so the
 * row is given with those too.
 */
function joinNamed(text: string, from: number): View | null {
  const builder = new ViewBuilder(text);
  if (!joinLiteralsBehind(text, from, builder)) return null;
  return builder.finish();
}

function joinLiteralsBehind(text: string, from: number, builder: ViewBuilder): boolean {
  firstLiteral.lastIndex = from;
  const first = firstLiteral.exec(text);
  if (first === null) return false;
  let at = from + first[0].length;
  const pieces: Span[] = [[from, at - 1]];
  const all: Span[] = [[from, at - 1]];
  let skipped = 0;
  while (at < from + reachMax && pieces.length < piecesMax && skipped < piecesMax) {
    nextLiteral.lastIndex = at;
    const next = nextLiteral.exec(text);
    effort.steps += rowPieceSteps;
    otherLiteral.lastIndex = at;
    const other = next === null ? otherLiteral.exec(text) : null;
    const found = next ?? other;
    if (found === null) break;
    at += found[0].length;
    if (next !== null) all.push([at - 1 - (next[1] ?? "").length, at - 1]);
    if (next === null || plainWord.test(next[1] ?? "")) {
      skipped += 1;
      continue;
    }
    pieces.push([at - 1 - (next[1] ?? "").length, at - 1]);
  }
  if (all.length < 2) return false;
  for (const piece of pieces) builder.keep(...piece);
  if (all.length > pieces.length && skipped < pieces.length) {
    builder.replace(from, from, "\n\n");
    for (const piece of all) builder.keep(...piece);
  }
  return true;
}

const keyed = new RegExp(`(${body}{4,60})["'\`]\\s{0,4}:\\s{0,4}["'\`](${body}{8,400})["'\`]`, "y");

/** A key and its value: `{"ghp_…": "…"}`. */
function joinKeyed(text: string, from: number): View | null {
  keyed.lastIndex = from;
  const found = keyed.exec(text);
  if (found === null) return null;
  const [whole, key = "", value = ""] = found;
  const builder = new ViewBuilder(text);
  builder.keep(from, from + key.length);
  const end = from + whole.length - 1;
  builder.keep(end - value.length, end);
  return builder.finish();
}

/** Quotes and escapes that a shell takes away: `gh''p_`, `g\h\p`, `g^h^p`, `gh"p_a"'bc'`. */
const droppedByShell = /["'`\\^]/;
const word = new RegExp(`(?:${body}|["'\`\\\\^]){12,${reachMax}}`, "y");

function joinWord(text: string, from: number): View | null {
  word.lastIndex = from;
  const found = word.exec(text);
  if (found === null || !droppedByShell.test(found[0])) return null;
  const builder = new ViewBuilder(text);
  let kept = from;
  const end = from + found[0].length;
  for (let at = from; at < end; at += 1) {
    if (!droppedByShell.test(text.charAt(at))) continue;
    builder.keep(kept, at);
    kept = at + 1;
  }
  builder.keep(kept, end);
  return builder.finish();
}

/** A piece, and the marks of HTML or Markdown behind it: colours of source text, comments. */
const markedPiece = new RegExp(`(${body}{1,400})(?:<[^<>\\n]{1,120}>|[*\`]{1,3})+`, "y");

function joinMarked(text: string, from: number): View | null {
  const builder = new ViewBuilder(text);
  let pieces = 0;
  for (let at = from; at < from + reachMax && pieces < piecesMax; pieces += 1) {
    markedPiece.lastIndex = at;
    lastPiece.lastIndex = at;
    const found = markedPiece.exec(text);
    const piece = found?.[1] ?? lastPiece.exec(text)?.[0] ?? "";
    builder.keep(at, at + piece.length);
    if (found === null) break;
    at += found[0].length;
  }
  return pieces === 0 ? null : builder.finish();
}

const blankPiece = new RegExp(`(${body}{4,400})([ \\t\\r\\n]{1,40}|[ ]?[,;|*.:-][ ]?)`, "y");

const lastPiece = new RegExp(`${body}{1,400}`, "y");

/** Pieces of one length, the last one shorter, that one sort of separator stands between. */
function evenPieces(text: string, from: number): readonly Span[] {
  const pieces: Span[] = [];
  let at = from;
  let length = 0;
  let separator = "";
  while (at < from + reachMax && pieces.length < piecesMax) {
    blankPiece.lastIndex = at;
    lastPiece.lastIndex = at;
    const found = blankPiece.exec(text);
    effort.steps += rowPieceSteps;
    const piece = found?.[1] ?? lastPiece.exec(text)?.[0] ?? "";
    if (pieces.length === 0) length = piece.length;
    if (piece.length > length || piece === "" || plainWord.test(piece)) break;
    pieces.push([at, at + piece.length]);
    if (found === null || piece.length < length) break;
    if (separator !== "" && found[2] !== separator) break;
    separator = found[2] ?? "";
    at += found[0].length;
  }
  return pieces;
}

/** The last piece may be the next word, so the row is given without it as well. */
function joinEven(text: string, from: number): View | null {
  const pieces = evenPieces(text, from);
  const last = pieces.at(-1);
  if (pieces.length < 2 || last === undefined) return null;
  const builder = new ViewBuilder(text);
  for (const piece of pieces) builder.keep(...piece);
  builder.replace(last[0], last[0], "\n\n");
  for (const piece of pieces.slice(0, -1)) builder.keep(...piece);
  return builder.finish();
}

/** What stands between pieces: numbers count up, and signs that credentials have may be in it. */
const separatorMax = 64;
const startsMax = 12;
const startSteps = 60;
const rowPieceSteps = 36;
const rowMin = 3;
const rowsMax = 2;
const rowPiece = /[A-Za-z0-9+/=_.~@-]{1,200}/y;

const isDigit = (code: number): boolean => code > 47 && code < 58;
const isLetter = (code: number): boolean => (code | 32) > 96 && (code | 32) < 123;

/** A letter with none beside it counts, as in `a)`, `b)`. */
function isAlone(text: string, at: number): boolean {
  return !isLetter(text.charCodeAt(at - 1)) && !isLetter(text.charCodeAt(at + 1));
}

/** Where the separator at `at` ends that is as the one in `model`, but for what it counts; or -1. */
function separatorEnd(text: string, at: number, model: Span): number {
  let [place] = model;
  let next = at;
  while (place < model[1]) {
    const [one, other] = [text.charCodeAt(place), text.charCodeAt(next)];
    if (isDigit(one) && isDigit(other)) {
      while (place < model[1] && isDigit(text.charCodeAt(place))) place += 1;
      while (isDigit(text.charCodeAt(next))) next += 1;
      continue;
    }
    const isCounted =
      isLetter(one) && isLetter(other) && isAlone(text, place) && isAlone(text, next);
    if (one !== other && !isCounted) return -1;
    place += 1;
    next += 1;
  }
  return next;
}

/** The pieces from `start` on that separators of one shape stand between. */
function piecesOf(text: string, first: Span, start: number): readonly Span[] {
  const model: Span = [first[1], start];
  const pieces: Span[] = [first];
  let at = start;
  while (at < first[0] + reachMax * 2 && pieces.length < piecesMax * 2) {
    rowPiece.lastIndex = at;
    const end = at + (rowPiece.exec(text)?.[0].length ?? 0);
    if (end === at) break;
    pieces.push([at, end]);
    effort.steps += rowPieceSteps;
    at = separatorEnd(text, end, model);
    if (at === -1) break;
  }
  return pieces;
}

/** Rows whose separator is told by its second occurrence: `<br>`, ` |\n|   `, `"\npart2 = "`. */
function joinRow(text: string, from: number): readonly View[] {
  const views: View[] = [];
  rowPiece.lastIndex = from;
  const first: Span = [from, from + (rowPiece.exec(text)?.[0].length ?? 0)];
  let starts = 0;
  for (let at = first[1] + 1; at <= first[1] + separatorMax && starts < startsMax; at += 1) {
    const code = text.charCodeAt(at);
    if (!(code < 128) || isWord[code] === 0 || isWord[text.charCodeAt(at - 1)] === 1) continue;
    starts += 1;
    effort.steps += startSteps;
    const pieces = piecesOf(text, first, at);
    const last = pieces.at(-1);
    if (pieces.length < rowMin || last === undefined) continue;
    const builder = new ViewBuilder(text);
    for (const piece of pieces) builder.keep(...piece);
    builder.replace(last[0], last[0], "\n\n");
    for (const piece of pieces.slice(0, -1)) builder.keep(...piece);
    views.push(builder.finish());
    if (views.length === rowsMax) break;
  }
  return views;
}

const isWord = tableOf(`${base62Alphabet}_`);
const isBody = tableOf(`${base62Alphabet}+/=_.~:%@-`);

function wordEnd(text: string, from: number): number {
  let at = from;
  while (at < text.length && isBody[text.charCodeAt(at)] === 1) at += 1;
  return at;
}

const letterBesideDigit = /[A-Za-z](?=[0-9])|[0-9](?=[A-Za-z])/g;

const risesMin = 4;
/** Positions in source maps are small numbers, which base-64 writes with this letter. */
const zeros = /A(?!KIA)/g;
const zeroShareMax = 0.15;

/** Where letters and digits hardly meet nothing would be trusted; most rows are of words. */
function mayHoldToken(text: string): boolean {
  if ((text.match(zeros)?.length ?? 0) > Math.max(8, text.length * zeroShareMax)) return false;
  letterBesideDigit.lastIndex = 0;
  if (letterBesideDigit.test(text) && letterBesideDigit.test(text)) return true;
  // Some tokens are of letters alone.
  return (text.match(/[a-z](?=[A-Z])/g)?.length ?? 0) >= risesMin;
}

/** What may follow a lead whose credential was cut into pieces: joined in each way that fits. */
export function joinBehindLeads(
  text: string,
  leads: readonly number[],
  stepsMax: number,
): readonly View[] {
  const views: View[] = [];
  let next = 0;
  let stretch = 0;
  let looks = 0;
  for (const lead of leads) {
    if (effort.steps > stepsMax) break;
    if (lead < next) continue;
    next = wordEnd(text, lead);
    // Nothing is in pieces in a word that is longer than any piece.
    if (next - lead > pieceLengthMax) continue;
    if (lead >= stretch + stretchLength) {
      stretch = lead;
      looks = 0;
    }
    if (looks >= looksMax) continue;
    effort.steps += lookSteps;
    const rows = [joinNamed(text, lead), joinEven(text, lead), ...joinRow(text, lead)];
    const found = [
      ...rows,
      joinWord(text, lead),
      joinMarked(text, lead),
      ...joinScattered(text, lead),
      joinKeyed(text, lead),
    ].filter((view) => view !== null);
    if (found.length === 0) continue;
    views.push(...found.filter((view) => mayHoldToken(view.text)));
    looks += 1;
    // The leads in a row were read with it.
    if (rows.some((view) => view !== null)) next = Math.max(next, lead + stretchLength);
  }
  return views;
}
