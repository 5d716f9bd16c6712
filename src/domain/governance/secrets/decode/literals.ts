import { effort } from "../linear/effort.ts";
import { base62Alphabet, tableOf } from "../formats/characters.ts";
import { type View, ViewBuilder } from "./view.ts";

/**
 * What stands between two string literals that a language puts together: an operator, a line break,
 * nothing at all, the inside of a template, or the head of a call of `concat`.
 */
const between =
  "[ \\t\\r\\n\\\\]{0,40}(?:\\+\\+?|\\.\\.?|\\^|&(?:[ \\t]?_)?|\\|\\||<>|~|\\}[ ]?\\$?\\{|\\.concat\\(|,)?" +
  "[ \\t\\r\\n\\\\]{0,40}[@fbru]?";
/** The end of a statement, and one that adds to the same variable. */
const appended = ";?[ \\t\\r\\n]{1,40}\\$?[A-Za-z_][A-Za-z0-9_.]{0,30}[ ]?(?:\\+=|\\.=|<<)[ ]?";
/** A further call that adds to the same text: `).append(`, `);\nsb.append(`, `); strcat(key, `. */
const adding =
  "\\);?[ \\t\\r\\n]{0,40}[A-Za-z0-9_.$]{0,40}(?:append|Append|push_str|WriteString|strcat)\\(" +
  "(?:\\w{1,30},[ ]?)?[@fbru]?";
/** A piece of a credential ends before the joint and another begins behind it. */
const joint = new RegExp(
  `["'\`](?:${between}|${appended}|${adding})["'\`](?=[A-Za-z0-9_+/=.:%@~\\\\-])`,
  "y",
);
const comma = /^["'`]\s*,/;

/** How far from such a call its list is looked for. */
const callReach = 800;
/** A list goes on behind that as long as its members do. */
const listLengthMax = 65_536;

/** How far from a joint what it joins is looked at. */
const reachBefore = 160;
const reachAfter = 400;

const isQuote = tableOf("\"'`");
/** What a joint may start with after the closing quote; a comma only where lists are joined. */
const startsJoint = tableOf(" \t\r\n\\+.&|<~^}\"'`@,;)");
/** How a piece may end. */
const endsPiece = tableOf(`${base62Alphabet}_+/=.:%@~-\n`);

const commaCode = 44;

const jointSteps = 40;

interface Joint {
  readonly at: number;
  readonly end: number;
}

const isGap = tableOf(" \t\r\n\\");
const isName = tableOf(`${base62Alphabet}_.`);
const startsName = tableOf("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz_$");
const gapMax = 40;
const isLetterOfLiteral = tableOf("fbru");
const startsLiteral = tableOf("@fbru\"'`");

const tab = 9;
const blank = 32;
const dollar = 36;
const ampersand = 38;
const closingBracket = 41;
const plus = 43;
const point = 46;
const semicolon = 59;
const lessThan = 60;
const equals = 61;
const atSign = 64;
const underscore = 95;
const bar = 124;
const closingBrace = 125;

function skipGap(text: string, from: number, max: number): number {
  let at = from;
  const limit = Math.min(text.length, from + max);
  while (at < limit && isGap[text.charCodeAt(at)] === 1) at += 1;
  return at;
}

/**
 * What stands behind a literal in prose is the next word: it leads to no other literal. The pattern
 * tries each split of a row of blanks, so it is left for what all but joins.
 */
function mayJoin(text: string, from: number): boolean {
  const at = skipGap(text, from, gapMax * 2);
  const first = at < text.length ? text.charCodeAt(at) : 128;
  if (first > 127) return false;
  if (startsName[first] === 1) return isPrefix(text, at) || mayAppend(text, at);
  if (startsJoint[first] === 0) return false;
  if (first === closingBracket) return isAdding(text, at + 1);
  if (first === semicolon) return text.charCodeAt(at + 1) <= blank && startsNext(text, at + 1);
  const end = operatorEnd(text, at, first);
  const next = end === -1 ? text.length : skipGap(text, end, gapMax + 1);
  const code = next < text.length ? text.charCodeAt(next) : 128;
  return code < 128 && startsLiteral[code] === 1;
}

/** Behind the operator at `at`, or `at` where none is; -1 for half of one. */
function operatorEnd(text: string, at: number, first: number): number {
  const next = text.charCodeAt(at + 1);
  if (isQuote[first] === 1 || first === atSign) return at;
  if (first === plus) return next === plus ? at + 2 : at + 1;
  if (first === point) {
    return next === point ? at + 2 : text.startsWith(".concat(", at) ? at + 8 : at + 1;
  }
  if (first === bar) return next === bar ? at + 2 : -1;
  if (first === lessThan) return next === lessThan + 2 ? at + 2 : -1;
  if (first === closingBrace) return templateEnd(text, at + 1);
  if (first !== ampersand) return at + 1;
  const line = next === blank || next === tab ? at + 2 : at + 1;
  return text.charCodeAt(line) === underscore ? line + 1 : at + 1;
}

/** `} ${`, `}{`. */
function templateEnd(text: string, from: number): number {
  let at = text.charCodeAt(from) === blank ? from + 1 : from;
  if (text.charCodeAt(at) === dollar) at += 1;
  return text.charCodeAt(at) === closingBrace - 2 ? at + 1 : -1;
}

/** `f"`: the letter of a literal. */
function isPrefix(text: string, at: number): boolean {
  const next = at + 1 < text.length ? text.charCodeAt(at + 1) : 128;
  return next < 128 && isQuote[next] === 1 && isLetterOfLiteral[text.charCodeAt(at)] === 1;
}

/** `part += `, `part << `, `part .= `; without a blank the point of `.=` is of the name. */
function mayAppend(text: string, name: number): boolean {
  let at = name + 1;
  while (at < text.length && isName[text.charCodeAt(at)] === 1) at += 1;
  if (text.charCodeAt(at) === blank) at += 1;
  const sign = text.charCodeAt(at);
  if (sign === equals) return text.charCodeAt(at - 1) === point;
  const next = text.charCodeAt(at + 1);
  if (sign === plus || sign === point) return next === equals;
  return sign === lessThan && next === lessThan;
}

/** The next statement, behind the end of one. */
function startsNext(text: string, from: number): boolean {
  const at = skipGap(text, from, gapMax);
  const first = at < text.length ? text.charCodeAt(at) : 128;
  return first < 128 && startsName[first] === 1 && mayAppend(text, at);
}

const addsText = /(?:ppend|push_str|WriteString|strcat)$/;
const addingLengthMax = 11;

/** Behind the bracket that closes a call: the next one of a builder of texts. */
function isAdding(text: string, from: number): boolean {
  let at = skipGap(text, text.charCodeAt(from) === semicolon ? from + 1 : from, gapMax);
  while (at < text.length && isName[text.charCodeAt(at)] === 1) at += 1;
  const isCall = text.charAt(at) === "(";
  return isCall && addsText.test(text.slice(Math.max(0, at - addingLengthMax), at));
}

/** Whether the quote at `at` closes what may be a piece, with what may be a joint behind it. */
function mayBeJoint(text: string, at: number): boolean {
  const next = text.charCodeAt(at + 1);
  if (!(next < 128) || startsJoint[next] === 0) return false;
  const before = text.charCodeAt(at - 1);
  return before < 128 && endsPiece[before] === 1;
}

/** The same without a list: a comma joins nothing. */
export function maySum(text: string, at: number): boolean {
  return text.charCodeAt(at + 1) !== commaCode && mayBeJoint(text, at);
}

function jointAt(text: string, at: number, hasLists: boolean): Joint | null {
  if (!mayJoin(text, at + 1)) return null;
  effort.steps += jointSteps;
  joint.lastIndex = at;
  const found = joint.exec(text);
  if (found === null || (!hasLists && comma.test(found[0]))) return null;
  return { at, end: at + found[0].length };
}

/** The joints of lists among the boundaries from the one at `index` on, near what ends at `to`. */
function jointsOfLists(
  text: string,
  boundaries: Int32Array,
  index: number,
  to: number,
): readonly Joint[] {
  const joints: Joint[] = [];
  let end = 0;
  for (let next = index; next < boundaries.length; next += 1) {
    const at = boundaries[next] as number;
    if (at >= to && (at - end > reachAfter || at > to + listLengthMax)) break;
    const code = text.charCodeAt(at);
    if (code > 127 || isQuote[code] === 0 || at < end || !mayBeJoint(text, at)) continue;
    if (effort.steps > effort.stepsMax) break;
    const found = jointAt(text, at, true);
    if (found === null) continue;
    joints.push(found);
    end = found.end;
  }
  return joints;
}

/** Each joint with its surroundings; surroundings that touch are one stretch. */
function viewOf(text: string, joints: readonly Joint[]): View | null {
  if (joints.length === 0) return null;
  const builder = new ViewBuilder(text);
  let kept = 0;
  let reach = 0;
  for (const { at, end } of joints) {
    const from = Math.max(kept, at - reachBefore);
    if (from > reach) {
      builder.keep(kept, reach);
      if (builder.length > 0) builder.replace(reach, reach, "\n\n");
      kept = from;
    }
    builder.keep(kept, at);
    kept = end;
    reach = Math.min(text.length, end + reachAfter);
  }
  builder.keep(kept, reach);
  return builder.finish();
}

/**
 * The text around literals that are put together by an operator, without what joins them; `quotes`
 * are those that `maySum`.
 */
export function joinLiterals(text: string, quotes: readonly number[]): View | null {
  const joints: Joint[] = [];
  let end = 0;
  for (const at of quotes) {
    if (at < end) continue;
    if (effort.steps > effort.stepsMax) break;
    const found = jointAt(text, at, false);
    if (found === null) continue;
    joints.push(found);
    end = found.end;
  }
  return viewOf(text, joints);
}

/** The same for the members of lists that a call puts together. */
export function joinLists(
  text: string,
  boundaries: Int32Array,
  calls: readonly number[],
): View | null {
  const joints: Joint[] = [];
  let searched = 0;
  let index = 0;
  for (const place of calls) {
    const from = Math.max(searched, place - callReach);
    const to = Math.min(text.length - 1, place + callReach);
    while ((boundaries[index] ?? text.length) < from) index += 1;
    joints.push(...jointsOfLists(text, boundaries, index, to));
    searched = Math.max(searched, to, joints.at(-1)?.end ?? 0);
  }
  return viewOf(text, joints);
}
