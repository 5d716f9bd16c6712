import { base62Alphabet, tableOf } from "../formats/characters.ts";
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
}

const isSign = tableOf("+.&|})%$={([<]`^-/");
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

function mayDefine(text: string, at: number): boolean {
  const next = text.charCodeAt(at + 1);
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

const droppedMin = 3;
const droppedReach = 17;

export function signsOf(text: string, boundaries: Int32Array): Signs {
  const sums: number[] = [];
  const references: number[] = [];
  const values: number[] = [];
  const reversing: number[] = [];
  const fillers: number[] = [];
  const joining: number[] = [];
  let hasReading = false;
  let hasMarks = false;
  let dropped = 0;
  let droppedAt = -droppedReach;
  let hasDropped = false;
  const count = boundaries.length - 1;
  for (let index = 0; index < count; index += 1) {
    const at = boundaries[index] as number;
    const code = text.charCodeAt(at);
    if (code > 127 || isSign[code] === 0) continue;
    const next = text.charCodeAt(at + 1);
    if (code === 46) {
      if (isJoiningPoint(text, at)) sums.push(at);
    } else if (code === 40) {
      const call = callAt(text, at);
      if (call === "filler") fillers.push(at);
      else if (call === "reversing") reversing.push(at);
      if (joinsAt(text, at)) joining.push(at);
      hasReading ||= readsAt(text, at);
    } else if (code === 61) {
      if (mayDefine(text, at)) values.push(at);
    } else if (code === 45 || code === 47) {
      if (isFillerSign(text, at, code)) fillers.push(at);
      if (code === 45 && next === 106 && joinsBySign(text, at)) joining.push(at);
    } else if (code === 43) {
      if (next !== 43 && next !== 61) sums.push(at);
    } else if (code === 123) {
      if (next === 10 || next === 32 || next === 34 || next === 39) values.push(at);
      else if (next === 48 && joinsBySign(text, at)) joining.push(at);
    } else if (code === 125 || code === 41) {
      if (next === 36 || (code === 125 && (next === 123 || next === 35))) references.push(at);
    } else if (code === 38) {
      if (next === 32 && text.charCodeAt(at - 1) === 32) sums.push(at);
    } else if (code === 124) {
      if (next === 124) sums.push(at);
      else if (text.startsWith("rev", at + 1) || text.startsWith(" rev", at + 1))
        reversing.push(at);
    } else if (code === 37) {
      if (next === 37) references.push(at);
      else if (next === 115 && joinsBySign(text, at)) joining.push(at);
    } else if (code === 36) {
      if (isShellRow(text, at)) references.push(at);
    } else if (code === 91) {
      if (next === 58 && text.startsWith("[::-1]", at)) reversing.push(at);
      else if (next === 99) hasReading ||= text.startsWith("[char]", at);
    } else if (code === 60) {
      hasMarks ||= next === 119 || next === 33;
    } else if (code === 93) {
      hasMarks ||= next === 93 && text.charCodeAt(at + 2) === 62;
    } else {
      const isInside = wordAt(text, at - 1) && wordAt(text, at + 1);
      dropped = isInside ? (at - droppedAt <= droppedReach ? dropped + 1 : 1) : 0;
      droppedAt = at;
      hasDropped ||= dropped >= droppedMin;
    }
  }
  return {
    sums,
    references,
    values,
    reversing,
    fillers,
    joining,
    hasReading,
    hasMarks,
    hasDropped,
  };
}
