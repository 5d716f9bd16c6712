import { base62Alphabet, tableOf } from "#domain/governance/secrets/formats/characters.ts";
import { effort } from "#domain/governance/secrets/linear/effort.ts";
import { lastNear, lineStartNear } from "../near.ts";
import type { Signs } from "../signs.ts";
import { type View, ViewBuilder } from "../view.ts";
import { readCall } from "./calls.ts";
import { type Definitions, nameBefore, type Piece, readList } from "./definitions.ts";

/** Shorter results are no credential. */
const sumLengthMin = 12;
const sumLengthMax = 8_192;
const operandsMax = 64;
const operandLengthMax = 400;
const sumSteps = 80;
/** Sums that are read in one text. */
const sumsMax = 500;
/** How much of the line before a sum is kept: the name it is given to. */
const headLength = 80;

const literal = /[@fbru]?["'`]([A-Za-z0-9+/=_.~:%@?&!#$*\n-]{0,400})["'`]/y;
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

/** `["4EFy", "wX6w"].join("")`, `["ghp_", "…"].concat()`. */
const joiningMember = /\s{0,8}\]\s{0,8}\.(?:join\(["'`]{2}\)|concat\(\))/y;

function readJoinedList(text: string, at: number): Operand | null {
  if (text.charAt(at) !== "[") return null;
  const listed = readList(text, at);
  const tail = listed === null ? null : run(joiningMember, text, listed[1]);
  if (listed === null || tail === null) return null;
  return { pieces: listed[0], end: listed[1] + tail[0].length, isLiteral: false };
}

function readOperand(text: string, at: number, known: () => Definitions): Operand | null {
  const code = text.charCodeAt(at);
  if (code < 128 && startsName[code] === 1) {
    return readWord(text, at, known);
  }
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
  return readJoinedList(text, at) ?? readWord(text, at, known);
}

const startsName = tableOf(`${base62Alphabet}_$`);

function readWord(text: string, at: number, known: () => Definitions): Operand | null {
  const call = readCall(text, at);
  if (call !== null) return { pieces: [call], end: call[1], isLiteral: false };
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

const operandSteps = 70;

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

const packedNames = ["64decode", "64_decode", "64Decode", "Base64String"];

/** What `signsOf` does not tell of calls that give a text. */
function hasCalls(text: string): boolean {
  if (text.includes("CharCode")) return true;
  return text.includes("64") && packedNames.some((one) => text.includes(one));
}

/** What names and calls add up to: `part1 + part2`, `chr(103) . $rest`, `"gsk_" + "".join(p)`. */
export function joinSums(
  text: string,
  { sums: places, hasReading }: Signs,
  definitions: () => Definitions,
): View | null {
  if (places.length === 0) return null;
  if (definitions().size === 0 && !hasReading && !hasCalls(text)) return null;
  const builder = new ViewBuilder(text);
  let sums = 0;
  let end = 0;
  for (const at of places) {
    if (at < end || sums >= sumsMax) continue;
    if (effort.steps > effort.stepsMax) break;
    effort.steps += sumSteps;
    const sum = readSum(text, at, definitions);
    if (sum === null) continue;
    end = sum.end;
    const length = lengthOf(sum.pieces);
    if (length < sumLengthMin || length > sumLengthMax) continue;
    append(builder, text, sum.start, sum.pieces);
    sums += 1;
  }
  return builder.length === 0 ? null : builder.finish();
}
