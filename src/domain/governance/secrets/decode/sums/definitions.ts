import { membersOf } from "#domain/governance/secrets/formats/characters.ts";
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

function skipBlanks(text: string, at: number): number {
  let start = at;
  while (text.charCodeAt(start) === 32 || text.charCodeAt(start) === 9) start += 1;
  return start;
}

function skipBack(text: string, at: number): number {
  let end = at;
  while (end > 0 && (text.charCodeAt(end - 1) === 32 || text.charCodeAt(end - 1) === 9)) end -= 1;
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

function isLineStart(text: string, name: string, at: number): boolean {
  const line = lineStartNear(text, at - name.length, 40);
  const before = text.slice(line, at - name.length);
  return /(?:^|[;\n&])\s*(?:(?:export|set|local|readonly|declare|ENV|ARG)[ \t]+)?$/i.test(before);
}

function valueBehind(text: string, at: number, name: string): readonly Piece[] {
  literal.lastIndex = at + 1;
  const quoted = literal.exec(text);
  if (quoted !== null) {
    const end = at + quoted[0].length;
    return [[end - (quoted[1] ?? "").length, end]];
  }
  const call = readCall(text, skipBlanks(text, at + 1));
  if (call !== null) return [call];
  const listed = readList(text, at + 1);
  if (listed !== null) return listed[0];
  if (!isLineStart(text, name, at)) return [];
  bare.lastIndex = at + 1;
  const plain = bare.exec(text)?.[1];
  return plain === undefined ? [] : [[at + 1, at + 1 + plain.length]];
}

/** `var part: String { "…" }`, `function part() { return "…" }`. */
function bodyOf(text: string, at: number): readonly [string, readonly Span[]] | null {
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
    const name = nameOfSign(text, at);
    const value = name === "" ? [] : valueBehind(text, at, name);
    if (value.length > 0) found.set(name, value);
  }
  return found;
}
