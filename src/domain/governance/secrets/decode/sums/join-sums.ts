import { effort } from "#domain/governance/secrets/linear/effort.ts";
import { lastNear, lineStartNear } from "../near.ts";
import { type Span, type View, ViewBuilder } from "../view.ts";
import { type Definitions, nameBefore } from "./definitions.ts";

/** Shorter results are no credential. */
const sumLengthMin = 12;
const sumLengthMax = 8_192;
const operandsMax = 64;
const operandLengthMax = 400;
const sumSteps = 60;
/** Sums that are read in one text. */
const sumsMax = 500;
/** How much of the line before a sum is kept: the name it is given to. */
const headLength = 80;

/** A piece of a sum: a stretch of the text, or what a call there gives. */
type Piece = Span | readonly [start: number, end: number, plain: string];

const literal = /[@fbru]?["'`]([A-Za-z0-9+/=_.~:%@\n-]{0,400})["'`]/y;
const codes =
  /(?:String\.fromCharCode|[cC]hrw?|CHR|N?CHAR|rune|\[char\])[ ]?\(?((?:[0-9]{2,3}(?:,[ ]?)?){1,64})\)?/y;
const decoded =
  /[\w.]{0,40}(?:atob|b64decode|64_?[dD]ecode|FromBase64String)\((?:b?["'`])([A-Za-z0-9+/=_-]{2,400})["'`]\)(?:\.decode\(\))?/y;
const joinedName = /["'`]{2}\.join\(([A-Za-z_$][\w$]{0,48})\)/y;
const name =
  /\$?(?:[A-Za-z_]\w{0,48}\.){0,3}([A-Za-z_]\w{0,48})(?:\(\)|\[([0-9]{1,2})\]|\.join\(["'`]{2}\))?/y;
const operator = /\s{0,40}(?:\+|\.\.?|&|\|\|)\s{0,40}\\?\s{0,40}/y;

interface Operand {
  readonly pieces: readonly Piece[];
  readonly end: number;
  readonly isLiteral: boolean;
}

function run(pattern: RegExp, text: string, at: number): RegExpExecArray | null {
  pattern.lastIndex = at;
  return pattern.exec(text);
}

function fromCodes(list: string): string {
  return list
    .split(",")
    .map((code) => String.fromCharCode(Number.parseInt(code, 10)))
    .join("");
}

function readCall(text: string, at: number): Operand | null {
  const coded = run(codes, text, at);
  if (coded !== null) {
    const end = at + coded[0].length;
    return { pieces: [[at, end, fromCodes(coded[1] ?? "")]], end, isLiteral: false };
  }
  const packed = run(decoded, text, at);
  if (packed === null) return null;
  const end = at + packed[0].length;
  const plain = Buffer.from(packed[1] ?? "", "base64").toString("latin1");
  return { pieces: [[at, end, plain]], end, isLiteral: false };
}

function readOperand(text: string, at: number, known: () => Definitions): Operand | null {
  const joined = run(joinedName, text, at);
  if (joined !== null) {
    const pieces = known().get(joined[1] ?? "");
    return pieces === undefined ? null : { pieces, end: at + joined[0].length, isLiteral: false };
  }
  const quoted = run(literal, text, at);
  if (quoted !== null) {
    const end = at + quoted[0].length;
    const start = end - 1 - (quoted[1] ?? "").length;
    return { pieces: [[start, end - 1]], end, isLiteral: true };
  }
  const call = readCall(text, at);
  if (call !== null) return call;
  const named = run(name, text, at);
  if (named === null) return null;
  const all = known().get(named[1] ?? "");
  if (all === undefined) return null;
  const item = named[2] === undefined ? undefined : all[Number.parseInt(named[2], 10)];
  if (named[2] !== undefined && item === undefined) return null;
  return {
    pieces: item === undefined ? all : [item],
    end: at + named[0].length,
    isLiteral: false,
  };
}

const isBlank = (code: number): boolean => code === 32 || code === 9 || code === 10 || code === 13;

function skipBlanksBack(text: string, at: number): number {
  let end = at;
  while (end > 0 && at - end < 40 && isBlank(text.charCodeAt(end - 1))) end -= 1;
  return end;
}

/** Where the operand that ends at `end` starts; -1 for none. */
function operandStart(text: string, end: number): number {
  const last = text.charAt(end - 1);
  if (last === '"' || last === "'" || last === "`") {
    return lastNear(text, last, end - 2, operandLengthMax);
  }
  if (last === ")" || last === "]") {
    const start = lastNear(text, last === ")" ? "(" : "[", end - 2, operandLengthMax);
    return start === -1 ? -1 : memberStart(text, start);
  }
  const start = memberStart(text, end);
  return start === end ? -1 : start;
}

function memberStart(text: string, end: number): number {
  let start = end - nameBefore(text, end).length;
  while (text.charAt(start - 1) === "." && start > 1) {
    const before = nameBefore(text, start - 1);
    if (before === "") return /["'`]{2}\.$/.test(text.slice(start - 3, start)) ? start - 3 : start;
    start -= before.length + 1;
  }
  return start;
}

interface Sum {
  readonly start: number;
  readonly end: number;
  /** Empty where only literals are added: they are joined with all that stands around them. */
  readonly pieces: readonly Piece[];
}

const operandSteps = 50;

/** The sum that the operator at `at` is the first of. */
function readSum(text: string, at: number, known: () => Definitions): Sum | null {
  const start = operandStart(text, skipBlanksBack(text, at));
  if (start === -1) return null;
  const pieces: Piece[] = [];
  let next = start;
  let isPlain = true;
  let operands = 0;
  let end = start;
  while (operands < operandsMax) {
    effort.steps += operandSteps;
    const operand = readOperand(text, next, known);
    if (operand === null) break;
    pieces.push(...operand.pieces);
    isPlain &&= operand.isLiteral;
    operands += 1;
    end = operand.end;
    const sign = run(operator, text, end);
    if (sign === null) break;
    next = end + sign[0].length;
  }
  return { start, end, pieces: operands < 2 || isPlain ? [] : pieces };
}

const lengthOf = (pieces: readonly Piece[]): number =>
  pieces.reduce((sum, [start, end, plain]) => sum + (plain?.length ?? end - start), 0);

function append(builder: ViewBuilder, text: string, start: number, pieces: readonly Piece[]): void {
  const line = lineStartNear(text, start, headLength);
  builder.replace(line, line, "\n\n");
  builder.keep(line, start);
  builder.replace(start, start, '"');
  for (const [from, to, plain] of pieces) {
    if (plain === undefined) builder.keep(from, to);
    else builder.replace(from, to, plain);
  }
  builder.replace(start, start, '"');
}

const plus = 43;
const dot = 46;
const ampersand = 38;
const bar = 124;

/** A point or a bar between names is seldom a sum: a sign of PHP or SQL stands beside it. */
function mayBeSum(text: string, at: number, code: number): boolean {
  const next = text.charCodeAt(at + 1);
  if (code === plus) return next !== plus && next !== equalsSign;
  if (code === bar) return next === bar && text.charCodeAt(at + 2) === 32;
  if (code === ampersand) return next === 32 && text.charCodeAt(at - 1) === 32;
  let end = at + (next === dot ? 2 : 1);
  if (text.charCodeAt(end) === 32) end += 1;
  const first = text.charCodeAt(end);
  return first === 34 || first === 39 || first === 36 || text.startsWith("chr(", end);
}
const equalsSign = 61;

/** What names and calls add up to: `part1 + part2`, `chr(103) . $rest`, `"gsk_" + "".join(p)`. */
export function joinSums(
  text: string,
  boundaries: Int32Array,
  known: () => Definitions,
): View | null {
  const builder = new ViewBuilder(text);
  let sums = 0;
  let end = 0;
  for (let index = 0; index < boundaries.length - 1 && sums < sumsMax; index += 1) {
    const at = boundaries[index] as number;
    const code = text.charCodeAt(at);
    if (code !== plus && code !== dot && code !== ampersand && code !== bar) continue;
    if (at < end || !mayBeSum(text, at, code)) continue;
    effort.steps += sumSteps;
    const sum = readSum(text, at, known);
    if (sum === null) continue;
    end = sum.end;
    const length = lengthOf(sum.pieces);
    if (length < sumLengthMin || length > sumLengthMax) continue;
    append(builder, text, sum.start, sum.pieces);
    sums += 1;
  }
  return builder.length === 0 ? null : builder.finish();
}
