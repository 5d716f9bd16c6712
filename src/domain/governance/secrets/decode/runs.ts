import { base62Alphabet, tableOf } from "../formats/characters.ts";
import type { Allowance, Decoded } from "./bytes.ts";
import { effort } from "../linear/effort.ts";
import { decodeRun, isDigest, isHex, isUuid } from "./decode-run.ts";
import { lastNear, lineStartNear } from "./near.ts";
import { type Span, structure } from "./view.ts";

/** A stretch that another encoding hides text in, and that text. */
export interface DecodedRun extends Decoded {
  /** Where it stands, in pieces where something between its lines has to stay. */
  readonly spans: readonly Span[];
}

/** The shortest kinds have 16 characters: 22 in base-64, 32 in hex. */
const runLengthMin = 22;
/** A line this long, followed by one as long, is wrapped base-64. */
const wrapLengthMin = 16;

const isRunCharacter = tableOf(`${base62Alphabet}+/-_`);

function runEnd(text: string, from: number): number {
  let at = from;
  while (at < text.length && isRunCharacter[text.charCodeAt(at)] === 1) at += 1;
  return at;
}

/** The sign of a comment or of a quoted mail, a line number, an opening quote. */
const leadLengthMax = 40;
const tailLengthMax = 6;
const numbers = /[0-9]+/g;

/** What stands before a run in its line, with any number as a zero: `> `, ` * `, `12\t`, `  "`. */
function leadOf(text: string, start: number): string | null {
  const line = lineStartNear(text, start, leadLengthMax + 1);
  return start - line > leadLengthMax ? null : text.slice(line, start).replace(numbers, "0");
}

/** What stands behind a run in its line: `",`, `" +`, `\`; null where the line goes on. */
function tailOf(text: string, end: number): string | null {
  const tail = text.slice(end, end + tailLengthMax + 1);
  const line = tail.indexOf("\n");
  return line === -1 ? null : tail.slice(0, line).trimEnd();
}

/** The indentation of a piece. */
const indentMax = 32;
/** Digits by which the number of a line may grow. */
const grownMax = 3;

const isQuote = (code: number): boolean => code === 34 || code === 39 || code === 96;
const blank = 32;
const isBlank = (code: number): boolean => code === blank || code === 9;
const isVisible = (code: number): boolean => code > blank && code < 128;

interface Frame {
  readonly lead: string | null;
  readonly leadLength: number;
  readonly tail: string;
}

/** What two leads end with tells most of them apart; any digit is a zero there. */
const endsOtherwise = (code: number, sign: number): boolean =>
  isVisible(code) && isVisible(sign) && code !== sign && !(code >= 48 && code < 58);

/** Where the next line of a wrapped run starts, or -1. Indentation is allowed, as in YAML. */
function nextLineStart(text: string, at: number, frame: () => Frame): number {
  let next = at;
  const isHost = text.charCodeAt(at) === point;
  if (isHost && isNextLabel(text, at + 1)) return at + 1;
  if (text.charCodeAt(at) === lessThan) return lineBreakEnd(text, at);
  if (text.charCodeAt(next) === 13) next += 1;
  if (isHost) {
    next = text.slice(at, at + hostLengthMax).indexOf("\n") + at;
    if (next < at) return -1;
  } else if (text.charCodeAt(next) !== 10) {
    if (tailOf(text, at) !== frame().tail) return -1;
    next = text.indexOf("\n", at);
  }
  next += 1;
  const line = next;
  const limit = next + indentMax;
  while (next < limit && isBlank(text.charCodeAt(next))) next += 1;
  const { lead, leadLength } = frame();
  if (lead === null || lead.trim() === "") return next;
  const end = line + leadLength;
  const sign = lead.charCodeAt(lead.length - 1);
  // Numbers may grow by a digit on the way.
  for (let start = end; start <= end + grownMax; start += 1) {
    if (endsOtherwise(text.charCodeAt(start - 1), sign)) continue;
    if (leadOf(text, start)?.trim() !== lead.trim()) continue;
    while (isBlank(text.charCodeAt(start))) start += 1;
    return start;
  }
  // Other names on the next line.
  return isHost ? -1 : next;
}

const hostLengthMax = 256;

/** The rest of the data, and not the name of the domain: hex, or base-32 with a digit in it. */
function isNextLabel(text: string, from: number): boolean {
  const end = runEnd(text, from);
  if (end - from < 2) return false;
  return (
    isHex(text, from, end) || /^(?=.*[2-7])(?:[a-z2-7]+|[A-Z2-7]+)$/.test(text.slice(from, end))
  );
}

const plusSign = 43;
const point = 46;
const colon = 58;
const equals = 61;
const lessThan = 60;
const carriageReturn = 13;
const lineBreak = /<br ?\/?>/iy;
const isLabel = /^(?:[a-z2-7]{16,63}|[A-Z2-7]{16,63})$/;

/** Behind the `<br>` at `at`; -1 where there is none, as behind `<` alone. */
function lineBreakEnd(text: string, at: number): number {
  lineBreak.lastIndex = at;
  return lineBreak.test(text) ? lineBreak.lastIndex : -1;
}

const isLabelAt = (text: string, start: number, end: number): boolean =>
  isHex(text, start, end) || isLabel.test(text.slice(start, end));

const labelLengthMax = 63;

/** Behind `https://`, as slashes are characters of base-64: a label of a host name. */
function labelStart(text: string, start: number, end: number): number {
  if (text.charCodeAt(end) !== point) return start;
  const slash = lastNear(text, "/", end - 1, labelLengthMax);
  const isLabelBehind = slash >= start && end - slash > wrapLengthMin;
  return isLabelBehind && isLabelAt(text, slash + 1, end) ? slash + 1 : start;
}

/** A line of a wrapped run ends here: at once, or behind a few signs if it looks encoded. */
function mayGoOn(text: string, start: number, end: number): boolean {
  const code = text.charCodeAt(end);
  if (code === 10 || code === 13) return true;
  if (code === lessThan) return lineBreakEnd(text, end) !== -1;
  // Labels of a host name are hex or base-32.
  if (code === point) return isLabelAt(text, start, end);
  const limit = Math.min(text.length, end + tailLengthMax + 1);
  let tail = end;
  while (tail < limit && text.charCodeAt(tail) !== 10) tail += 1;
  if (tail === limit) return false;
  for (let at = start; at < end; at += 1) {
    const sign = text.charCodeAt(at);
    if (sign >= 48 && sign < 58) return true;
  }
  return false;
}

/** Whether the next line may hold the next piece; most lines with a run in them stand alone. */
function mayHaveNext(text: string, start: number, end: number): boolean {
  const code = text.charCodeAt(end);
  if (code === point || code === lessThan || code === carriageReturn) return true;
  const line = text.indexOf("\n", end) + 1;
  let next = line;
  const limit = next + indentMax;
  while (next < limit && isBlank(text.charCodeAt(next))) next += 1;
  const first = text.charCodeAt(next);
  if (first < 128 && isRunCharacter[first] === 1) return true;
  const leadLength = start - lineStartNear(text, start, leadLengthMax + 1);
  if (leadLength === 0 || leadLength > leadLengthMax) return false;
  const sign = text.charCodeAt(start - 1);
  if (!isVisible(sign)) return true;
  // What stands before the piece ends as here: numbers before it may have grown.
  for (let at = line + leadLength - 1; at <= line + leadLength + grownMax - 1; at += 1) {
    const other = text.charCodeAt(at);
    if (other === sign || !isVisible(other)) return true;
  }
  return false;
}

/** Follows lines of one length; the last may be shorter. */
function wrappedPieces(text: string, start: number, firstEnd: number): readonly Span[] {
  const width = firstEnd - start;
  const pieces: Span[] = [[start, firstEnd]];
  let known: Frame | undefined;
  const frame = (): Frame =>
    (known ??= {
      lead: leadOf(text, start),
      leadLength: start - lineStartNear(text, start, leadLengthMax + 1),
      tail: tailOf(text, firstEnd) ?? "",
    });
  for (let end = firstEnd; ;) {
    const next = nextLineStart(text, end, frame);
    if (next === -1) return pieces;
    const nextEnd = runEnd(text, next);
    const length = nextEnd - next;
    if (length === 0 || length > width) return pieces;
    pieces.push([next, nextEnd]);
    end = nextEnd;
    if (length < width) return pieces;
  }
}

/** As `wrappedPieces`, but a digest with a word below it is no wrapped run. */
function unwrapped(text: string, start: number, firstEnd: number): readonly Span[] {
  const pieces = wrappedPieces(text, start, firstEnd);
  if (pieces.length < 2 || !isHex(text, start, firstEnd)) return pieces;
  const isAllHex = pieces.every(([from, to]) => isHex(text, from, to));
  return isAllHex ? pieces : [[start, firstEnd]];
}

const comma = 44;
/** Blanks before the sign between two literals, blanks and line breaks behind it. */
const beforeSignMax = 4;
const behindSignMax = 40;

function blanksEnd(text: string, from: number, limit: number): number {
  let at = from;
  while (at < limit && isBlank(text.charCodeAt(at))) at += 1;
  return at;
}

/** Where the sign stands between the literal that ends at `at` and one behind it; -1 for none. */
function signBehind(text: string, at: number): number {
  const sign = blanksEnd(text, at + 1, at + 1 + beforeSignMax);
  const code = text.charCodeAt(sign);
  return code === comma || code === plusSign || code === point ? sign : -1;
}

/** From the quote that ends one literal to the inside of the next one in a list or in a sum. */
function nextLiteral(text: string, at: number, sign: number): number {
  let next = sign + 1;
  const limit = next + behindSignMax;
  for (; next < limit; next += 1) {
    const code = text.charCodeAt(next);
    if (!isBlank(code) && code !== 10 && code !== carriageReturn) break;
  }
  return text.charCodeAt(next) === text.charCodeAt(at) ? next + 1 : -1;
}

/** Blanks between the name of a member and its colon. */
const beforeColonMax = 2;

const isMemberName = (text: string, close: number): boolean =>
  text.charCodeAt(blanksEnd(text, close + 1, close + 1 + beforeColonMax)) === colon;

const alone: Span[] = [];

/**
 * The literal from `start` to `end` and those behind it that are as long, the last may be shorter;
 * nothing where it stands alone.
 */
function literalsBehind(text: string, start: number, end: number): readonly Span[] {
  let pieces: Span[] = alone;
  for (let at = end; ;) {
    const sign = isQuote(text.charCodeAt(at)) ? signBehind(text, at) : -1;
    const next = sign === -1 ? -1 : nextLiteral(text, at, sign);
    if (next === -1) return pieces;
    at = runEnd(text, next);
    if (at === next || at - next > end - start) return pieces;
    // The last one may be padded.
    let close = at;
    while (close < at + 2 && text.charCodeAt(close) === equals) close += 1;
    if (text.charCodeAt(close) !== text.charCodeAt(end)) return pieces;
    // `"hash": "4bf9…", "id": …`: the next member, no part of the value.
    if (text.charCodeAt(sign) === comma && isMemberName(text, close)) return pieces;
    if (pieces === alone) pieces = [[start, end]];
    pieces.push([next, at]);
    if (at - next < end - start) return pieces;
  }
}

/** Blanks and signs between lines may go with a mask; quotes and brackets must stay. */
function spansOf(text: string, pieces: readonly Span[]): readonly Span[] {
  const [first, last] = [pieces[0], pieces.at(-1)];
  if (first === undefined || last === undefined) return [];
  return structure.test(text.slice(first[0], last[1])) ? pieces : [[first[0], last[1]]];
}

/**
 * Where the next run of at least `wrapLengthMin` characters starts; -1 for none. It is looked for
 * from where it would end, so that little of a text of short words is looked at.
 */
function nextRun(text: string, from: number): number {
  const last = text.length - wrapLengthMin;
  let start = from;
  while (start <= last) {
    let at = start + wrapLengthMin - 1;
    for (; at >= start; at -= 1) {
      const code = text.charCodeAt(at);
      if (code > 127 || isRunCharacter[code] === 0) break;
    }
    if (at < start) return start;
    start = at + 1;
  }
  return -1;
}

const runSteps = 60;
const pieceSteps = 30;

/** Every base-64, base-32 or hex run of a text that holds text in turn. */
export function decodeRuns(text: string, allowance: Allowance): readonly DecodedRun[] {
  const runs: DecodedRun[] = [];
  effort.steps += text.length / 4;
  let start = nextRun(text, 0);
  let listEnd = 0;
  for (let next = 0; start !== -1; start = nextRun(text, next)) {
    const at = runEnd(text, start + wrapLengthMin);
    next = at + 1;
    start = labelStart(text, start, at);
    if (start > listEnd && isQuote(text.charCodeAt(at))) {
      // Each of them is read by itself as well.
      const pieces = literalsBehind(text, start, at);
      listEnd = pieces.at(-1)?.[1] ?? at;
      if (pieces.length > 1) takeRun(text, pieces, allowance, runs);
    }
    const isOne = !mayGoOn(text, start, at) || !mayHaveNext(text, start, at);
    if (isOne && at - start < runLengthMin) continue;
    const pieces: readonly Span[] = isOne ? [[start, at]] : unwrapped(text, start, at);
    const end = pieces.at(-1)?.[1] ?? at;
    next = Math.max(at, end) + 1;
    if (end - start < runLengthMin) continue;
    takeRun(text, pieces, allowance, runs);
    if (effort.steps > allowance.stepsMax) return runs;
  }
  return runs;
}

function takeRun(
  text: string,
  pieces: readonly Span[],
  allowance: Allowance,
  runs: DecodedRun[],
): void {
  const [first] = pieces;
  const isOne = first !== undefined && pieces.length === 1;
  if (isOne && (isUuid(text, first[0], first[1]) || isDigest(text, first[0], first[1]))) {
    effort.steps += runSteps;
    return;
  }
  const run = isOne
    ? text.slice(first[0], first[1])
    : pieces.map(([from, to]) => text.slice(from, to)).join("");
  effort.steps += runSteps + run.length / 2 + pieces.length * pieceSteps;
  if (effort.steps > allowance.stepsMax) return;
  const decoded = decodeRun(run, allowance);
  if (decoded.text !== "") runs.push({ spans: spansOf(text, pieces), ...decoded });
}
