import { base62Alphabet, tableOf } from "../formats/characters.ts";
import { maySum } from "./literals.ts";
import { joinsAt, joinsBySign, readsAt } from "./calls.ts";

/** What a text holds of the signs that rarer readings of it start from: one pass finds them all. */
export interface Signs {
  /** Operators that may put texts together. */
  readonly sums: readonly number[];
  /** References with another behind them: `${A}${B}`. */
  readonly references: readonly number[];
  /** `=` and `{` behind which a literal may stand. */
  readonly values: readonly number[];
  /** Calls that turn a text round. */
  readonly reversing: readonly number[];
  /** Calls that take a filler out of a text. */
  readonly fillers: readonly number[];
  /** Calls that put the members of a list together. */
  readonly joining: readonly number[];
  /** Calls that give a text which a sum may hold. */
  readonly hasReading: boolean;
  /** Marks of HTML and XML that divide nothing. */
  readonly hasMarks: boolean;
  /** Signs that shells drop inside words. */
  readonly hasDropped: boolean;
  /** Quotes that close a literal which may be a piece of a sum. */
  readonly quotes: readonly number[];
  /** Literals of one character. */
  readonly singles: number;
}

const roles = {
  sum: 1,
  reference: 2,
  value: 3,
  call: 4,
  filler: 5,
  slice: 6,
  mark: 7,
  dropped: 8,
  quote: 9,
} as const;

const roleOf = new Uint8Array(128);
for (const [signs, role] of [
  ["+.&|", roles.sum],
  ["})%$", roles.reference],
  ["={", roles.value],
  ["(", roles.call],
  ["-/", roles.filler],
  ["[", roles.slice],
  ["<]", roles.mark],
  ["`^", roles.dropped],
  ["\"'", roles.quote],
] as const) {
  for (const sign of signs) roleOf[sign.charCodeAt(0)] = role;
}

const isQuote = tableOf("\"'`");
const isWord = tableOf(`${base62Alphabet}_`);
/** What may follow `=`: a literal, a list, or a call such as `String.`, `chr(`, `atob(`. */
const startsValue = tableOf("\"'`[{(@SscCaAbBvn");

const quoteAt = (text: string, at: number): boolean => isQuote[text.charCodeAt(at)] === 1;
const wordAt = (text: string, at: number): boolean => isWord[text.charCodeAt(at)] === 1;

/** PHP and Lua; a point between names is a member. */
function isJoiningPoint(text: string, at: number): boolean {
  const next = text.charCodeAt(at + 1);
  if (wordAt(text, at + 1)) return false;
  if (next === 36 || quoteAt(text, at + 1) || quoteAt(text, at - 1)) return true;
  return text.charCodeAt(at - 1) === 32 && (next === 32 || next === 46);
}

function mayAdd(text: string, at: number, code: number): boolean {
  const next = text.charCodeAt(at + 1);
  if (code === 46) return isJoiningPoint(text, at);
  if (code === 43) return next !== 43 && next !== 61;
  if (code === 124) return next === 124;
  return next === 32 && text.charCodeAt(at - 1) === 32;
}

function turnsBySign(text: string, at: number): boolean {
  return text.startsWith("rev", at + 1) || text.startsWith(" rev", at + 1);
}

/** `=`, or the brace in front of a body. */
function mayDefine(text: string, at: number, code: number): boolean {
  const next = text.charCodeAt(at + 1);
  if (code === 123) return next === 10 || next === 32 || next === 34 || next === 39;
  if (next === 61 || next > 127) return false;
  if (next !== 32) return next > 32;
  let value = at + 2;
  while (text.charCodeAt(value) === 32) value += 1;
  return startsValue[text.charCodeAt(value)] === 1;
}

const shellRow = /\$\w{1,48}["']{0,2}\$\w/y;

function isShellRow(text: string, at: number): boolean {
  shellRow.lastIndex = at;
  return shellRow.test(text);
}

function mayRefer(text: string, at: number, code: number): boolean {
  const next = text.charCodeAt(at + 1);
  if (code === 36) return isShellRow(text, at);
  if (code === 37) return next === 37;
  return next === 36 || (code === 125 && (next === 123 || next === 35));
}

/** `<wbr>`, `<!--`, `]]>`. */
function isMark(text: string, at: number, code: number): boolean {
  const next = text.charCodeAt(at + 1);
  if (code === 60) return next === 119 || next === 33;
  return next === 93 && text.charCodeAt(at + 2) === 62;
}

/** `.replace(`, `.replaceAll(`, `.join(`; `reverse(`, `strrev(`. */
function callAt(text: string, at: number): "filler" | "reversing" | null {
  const before = text.charCodeAt(at - 1);
  if (before === 101) {
    if (text.startsWith("eplace", at - 6)) return "filler";
    return text.startsWith("everse", at - 6) ? "reversing" : null;
  }
  if (before === 108) return text.startsWith("eplaceAll", at - 9) ? "filler" : null;
  if (before === 118) return text.startsWith("rev", at - 3) ? "reversing" : null;
  return before === 110 && text.startsWith(").join", at - 6) ? "filler" : null;
}

/** `-replace`, `tr -d`, `s/x//g`. */
function isFillerSign(text: string, at: number, code: number): boolean {
  const next = text.charCodeAt(at + 1);
  if (code === 47) return next === 47 && text.charCodeAt(at + 2) === 103;
  if (next === 114) return text.startsWith("replace ", at + 1);
  return next === 100 && text.startsWith("tr ", at - 3);
}

const backtick = 96;
const droppedMin = 3;
const droppedReach = 17;

interface Found extends Signs {
  readonly sums: number[];
  readonly references: number[];
  readonly values: number[];
  readonly reversing: number[];
  readonly fillers: number[];
  readonly joining: number[];
  readonly quotes: number[];
  hasReading: boolean;
  hasMarks: boolean;
  hasDropped: boolean;
  singles: number;
}

function takeCall(text: string, at: number, found: Found): void {
  const call = callAt(text, at);
  if (call === "filler") found.fillers.push(at);
  else if (call === "reversing") found.reversing.push(at);
  if (joinsAt(text, at)) found.joining.push(at);
  found.hasReading ||= readsAt(text, at);
}

/** `[::-1]`, `[char]`. */
function takeSlice(text: string, at: number, found: Found): void {
  const next = text.charCodeAt(at + 1);
  if (next === 58 && text.startsWith("[::-1]", at)) found.reversing.push(at);
  else if (next === 99) found.hasReading ||= text.startsWith("[char]", at);
}

export function signsOf(text: string, boundaries: Int32Array): Signs {
  const found: Found = {
    sums: [],
    references: [],
    values: [],
    reversing: [],
    fillers: [],
    joining: [],
    quotes: [],
    hasReading: false,
    hasMarks: false,
    hasDropped: false,
    singles: 0,
  };
  const { sums, references, values, quotes } = found;
  let dropped = 0;
  let droppedAt = -droppedReach;
  const count = boundaries.length - 1;
  for (let index = 0; index < count; index += 1) {
    const at = boundaries[index] as number;
    const code = text.charCodeAt(at);
    const role = code > 127 ? 0 : (roleOf[code] as number);
    if (role === 0) continue;
    if (role === roles.quote) {
      if (maySum(text, at)) quotes.push(at);
      // What divides members is no literal.
      const inside = text.charCodeAt(at + 1);
      if (text.charCodeAt(at + 2) === code && inside !== 44 && inside !== 58) found.singles += 1;
      continue;
    }
    if (role === roles.sum) {
      if (mayAdd(text, at, code)) sums.push(at);
      else if (code === 124 && turnsBySign(text, at)) found.reversing.push(at);
    } else if (role === roles.reference) {
      if (mayRefer(text, at, code)) references.push(at);
      else if (code === 37 && joinsBySign(text, at)) found.joining.push(at);
    } else if (role === roles.value) {
      if (mayDefine(text, at, code)) values.push(at);
      else if (code === 123 && joinsBySign(text, at)) found.joining.push(at);
    } else if (role === roles.call) takeCall(text, at, found);
    else if (role === roles.filler) {
      if (isFillerSign(text, at, code)) found.fillers.push(at);
      else if (code === 45 && joinsBySign(text, at)) found.joining.push(at);
    } else if (role === roles.slice) takeSlice(text, at, found);
    else if (role === roles.mark) found.hasMarks ||= isMark(text, at, code);
    else {
      if (code === backtick && maySum(text, at)) quotes.push(at);
      const isInside = wordAt(text, at - 1) && wordAt(text, at + 1);
      dropped = isInside ? (at - droppedAt <= droppedReach ? dropped + 1 : 1) : 0;
      droppedAt = at;
      found.hasDropped ||= dropped >= droppedMin;
    }
  }
  return found;
}
