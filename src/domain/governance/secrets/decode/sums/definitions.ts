import {
  base62Alphabet,
  membersOf,
  tableOf,
} from "#domain/governance/secrets/formats/characters.ts";
import { effort } from "#domain/governance/secrets/linear/effort.ts";
import { lineStartNear } from "../near.ts";
import type { Span } from "../view.ts";
import { readCall } from "./calls.ts";

/** A piece of a sum: a stretch of the text, or what a call there gives. */
export type Piece = Span | readonly [start: number, end: number, plain: string];

/** What a name stands for: the insides of literals, or what a call gives; one or a list of them. */
export type Definitions = ReadonlyMap<string, readonly Piece[]>;

/** Names that are looked at in one text. */
const definitionsMax = 4_000;
const nameLengthMax = 48;
const listItemsMax = 64;
const signSteps = 50;

const body = "[A-Za-z0-9+/=_.~:%@?&!#$*-]{1,400}";
const literal = new RegExp(`[ \\t]{0,4}[@fbru]?["'\`](${body})["'\`]`, "y");
const list = new RegExp(
  `[ \\t]{0,4}(?:\\[|\\{|\\(|array\\(|@\\(|new [a-z]{1,8}\\[\\] ?\\{|vec!\\[)\\s{0,20}(?=["'\`]${body}["'\`]\\s{0,8}[,\\])}])`,
  "iy",
);
const listItem = new RegExp(`["'\`](${body})["'\`]\\s{0,20}(,?)\\s{0,20}`, "y");
/** A setting of a shell, without quotes; it ends with its line. */
const bare = /([A-Za-z0-9+/=_.~:%@-]{2,400})(?=[ \t]*(?:\r?\n|;|&|$))/y;
const keptInBody =
  /^[\s{]{0,40}(?:return )?[ \t]{0,4}["'`]([A-Za-z0-9+/=_.~:%@-]{1,400})["'`];?\s{0,20}\}/;

const isName = (code: number): boolean =>
  (code >= 97 && code < 123) ||
  (code >= 65 && code < 91) ||
  (code >= 48 && code < 58) ||
  code === 95 ||
  code === 36;

/** The name that ends at `at`, without what it is a member of. */
export function nameBefore(text: string, at: number): string {
  let start = at;
  while (start > 0 && at - start < nameLengthMax && isName(text.charCodeAt(start - 1))) start -= 1;
  return text.slice(start, at);
}

const isBlank = (code: number): boolean => code === 32 || code === 9;

function skipBlanks(text: string, at: number): number {
  let start = at;
  while (start < text.length && isBlank(text.charCodeAt(start))) start += 1;
  return start;
}

function skipBack(text: string, at: number): number {
  let end = at;
  while (end > 0 && isBlank(text.charCodeAt(end - 1))) end -= 1;
  return end;
}

const brace = 123;
const colon = 58;
const typeLengthMax = 26;
const typed = /([A-Za-z_$][\w$]{0,48})\??[ \t]{0,2}:[ \t]{0,2}[\w&<>[\]' ]{1,24}$/;

const isOfType = membersOf("A-Za-z0-9_&<>[]' \t");

/** The colon in front of what may be a type before `end`; -1 for none. */
function annotationBefore(text: string, end: number): number {
  if (text.charCodeAt(end) === colon) return end;
  const limit = Math.max(0, end - typeLengthMax);
  for (let at = end - 1; at >= limit; at -= 1) {
    const code = text.charCodeAt(at);
    if (code === colon) return at;
    if (code > 127 || isOfType[code] === 0) return -1;
  }
  return -1;
}

/** The name on the left of the sign at `at`: `const part: &str =`, `$part =`, `part :=`. */
function nameOfSign(text: string, at: number): string {
  const end = skipBack(text, text.charAt(at - 1) === ":" ? at - 1 : at);
  const annotation = annotationBefore(text, end);
  if (annotation === -1) return nameBefore(text, end);
  const before = text.slice(Math.max(0, annotation - nameLengthMax - 4), end);
  return typed.exec(before)?.[1] ?? nameBefore(text, end);
}

/** The items of a list of literals, and where it ends. */
export function readList(text: string, at: number): readonly [readonly Span[], number] | null {
  list.lastIndex = at;
  const head = list.exec(text);
  if (head === null) return null;
  const items: Span[] = [];
  let next = at + head[0].length;
  while (items.length < listItemsMax) {
    listItem.lastIndex = next;
    const item = listItem.exec(text);
    if (item === null) return null;
    items.push([next + 1, next + 1 + (item[1] ?? "").length]);
    next += item[0].length;
    if (item[2] === "") break;
  }
  return [items, next];
}

/** What may stand before a name that starts a line: a blank, the end of a statement. */
function mayStartLine(text: string, from: number): boolean {
  if (from <= 0) return true;
  const code = text.charCodeAt(from - 1);
  return code <= 32 || code > 127 || code === 59 || code === 38;
}

function isLineStart(text: string, name: string, at: number): boolean {
  if (!mayStartLine(text, at - name.length)) return false;
  const line = lineStartNear(text, at - name.length, 40);
  const before = text.slice(line, at - name.length);
  return /(?:^|[;\n&])\s*(?:(?:export|set|local|readonly|declare|ENV|ARG)[ \t]+)?$/i.test(before);
}

const startsLiteral = tableOf("@fbruFBRU\"'`");
const startsList = tableOf("[{(aA@nNvV");
const isBare = tableOf(`${base62Alphabet}+/=_.~:%@-`);

/** A literal, a call or a list behind the sign at `at`. */
function plainBehind(text: string, at: number): readonly Piece[] {
  const start = skipBlanks(text, at + 1);
  const first = start < text.length ? text.charCodeAt(start) : 128;
  if (first > 127) return none;
  literal.lastIndex = at + 1;
  const quoted = startsLiteral[first] === 1 ? literal.exec(text) : null;
  if (quoted !== null) {
    const end = at + quoted[0].length;
    return [[end - (quoted[1] ?? "").length, end]];
  }
  const call = readCall(text, start);
  if (call !== null) return [call];
  return startsList[first] === 1 ? (readList(text, at + 1)?.[0] ?? none) : none;
}

const none: readonly Piece[] = [];

/** What a line of a shell gives a name. */
function bareBehind(text: string, at: number, name: string): readonly Piece[] {
  if (!isLineStart(text, name, at)) return none;
  bare.lastIndex = at + 1;
  const plain = bare.exec(text)?.[1];
  return plain === undefined ? none : [[at + 1, at + 1 + plain.length]];
}

function mayBeBare(text: string, at: number): boolean {
  const code = at + 1 < text.length ? text.charCodeAt(at + 1) : 128;
  return code < 128 && isBare[code] === 1;
}

const opensBodyMax = 44;

/** Whether a literal or `return` may be the first in the body at `at`. */
function mayGive(text: string, at: number): boolean {
  const limit = Math.min(text.length - 1, at + opensBodyMax);
  let next = at;
  while (next < limit && (text.charCodeAt(next) <= 32 || text.charCodeAt(next) === brace))
    next += 1;
  const code = text.charCodeAt(next);
  return code === 114 || code === 34 || code === 39 || code === 96 || code > 127;
}

/** `var part: String { "…" }`, `function part() { return "…" }`. */
function bodyOf(text: string, at: number): readonly [string, readonly Span[]] | null {
  if (!mayGive(text, at)) return null;
  const found = keptInBody.exec(text.slice(at, at + 480));
  if (found === null) return null;
  const head = text.slice(lineStartNear(text, at, 100), at);
  const name = /\b(?:var|let|func|def|fn|fun|function|get)\s+([A-Za-z_]\w{0,48})/.exec(head)?.[1];
  if (name === undefined) return null;
  const start = at + found[0].indexOf(found[1] ?? "");
  return [name, [[start, start + (found[1] ?? "").length]]];
}

/** Every name that a text gives a literal, or a list of literals; by the signs that may do it. */
export function readDefinitions(text: string, signs: readonly number[]): Definitions {
  const found = new Map<string, readonly Piece[]>();
  for (const at of signs) {
    if (found.size >= definitionsMax || effort.steps > effort.stepsMax) break;
    effort.steps += signSteps;
    if (text.charCodeAt(at) === brace) {
      const kept = bodyOf(text, at);
      if (kept !== null) found.set(...kept);
      continue;
    }
    const plain = plainBehind(text, at);
    if (plain.length === 0 && !mayBeBare(text, at)) continue;
    const name = nameOfSign(text, at);
    const value = name === "" || plain.length > 0 ? plain : bareBehind(text, at, name);
    if (name !== "" && value.length > 0) found.set(name, value);
  }
  return found;
}
