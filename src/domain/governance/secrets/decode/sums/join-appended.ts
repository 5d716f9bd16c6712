import { effort } from "#domain/governance/secrets/linear/effort.ts";
import { type Span, type View, ViewBuilder } from "../view.ts";
import { nameBefore } from "./definitions.ts";

/** Names that are looked at in one text, and the pieces that one may have. */
const namesMax = 1_000;
const piecesMax = 64;
const sumLengthMin = 12;
const sumLengthMax = 8_192;
const appendSteps = 50;

const body = "([A-Za-z0-9+/=_.~:%@?&!#$*-]{1,400})";
const lineEnd = "(?=[ \\t]*(?:\\r?\\n|[;&)}]|$))";
/** `=…`, `='…'`: what a line of a shell gives a name. */
const given = new RegExp(`(["'])?${body}\\1?${lineEnd}`, "y");
/** `="${A}…"`, `=$A"…"`, `=%A%…`, behind the name A. */
const appended = new RegExp(
  `["']?(?:\\$\\{(\\w{1,48})\\}|\\$(\\w{1,48})(?=["'])|%(\\w{1,48})%)["']{0,2}${body}["']?${lineEnd}`,
  "y",
);

const plus = 43;
const dollar = 36;
const percent = 37;

/** What of the text the value behind `at` adds to `name`; null where it is something else. */
function addedBehind(text: string, at: number, name: string): Span | null {
  appended.lastIndex = at;
  const found = appended.exec(text);
  if (found === null || (found[1] ?? found[2] ?? found[3]) !== name) return null;
  return spanOf(found, found[4] ?? "");
}

function givenBehind(text: string, at: number): Span | null {
  given.lastIndex = at;
  const found = given.exec(text);
  return found === null ? null : spanOf(found, found[2] ?? "");
}

function spanOf(found: RegExpExecArray, value: string): Span {
  const end = found.index + found[0].lastIndexOf(value) + value.length;
  return [end - value.length, end];
}

/** Whether the value behind the sign goes on from another: `"${`, `$A"`, `%A%`. */
function refersBehind(text: string, at: number): boolean {
  const code = text.charCodeAt(at);
  const next = code === 34 || code === 39 ? text.charCodeAt(at + 1) : code;
  return next === dollar || next === percent;
}

interface Growing {
  readonly pieces: Span[];
  length: number;
}

/** The name before the sign, where nothing but a blank or the start of a line parts it from more. */
function nameOfLine(text: string, sign: number): string {
  const end = text.charCodeAt(sign - 1) === plus ? sign - 1 : sign;
  const name = nameBefore(text, end);
  const before = end - name.length - 1;
  const code = before < 0 ? 10 : text.charCodeAt(before);
  return code === 10 || code === 32 || code === 9 ? name : "";
}

/** What a shell adds to a name line by line: `A=ghp_…`, then `A="${A}…"` or `A+=…`. */
export function joinAppended(text: string, signs: readonly number[]): View | null {
  const isGrowing = signs.some(
    (at) =>
      (text.charCodeAt(at - 1) === plus || refersBehind(text, at + 1)) &&
      nameOfLine(text, at) !== "",
  );
  if (!isGrowing) return null;
  const known = new Map<string, Growing>();
  for (const at of signs) {
    if (known.size >= namesMax || effort.steps > effort.stepsMax) break;
    effort.steps += appendSteps;
    const isAdded = text.charCodeAt(at - 1) === plus;
    const name = nameOfLine(text, at);
    if (name === "") continue;
    const added = isAdded ? givenBehind(text, at + 1) : addedBehind(text, at + 1, name);
    const before = known.get(name);
    if (added !== null && before !== undefined) {
      if (before.pieces.length >= piecesMax) continue;
      before.pieces.push(added);
      before.length += added[1] - added[0];
    } else if (!isAdded) {
      const first = givenBehind(text, at + 1);
      if (first !== null) known.set(name, { pieces: [first], length: first[1] - first[0] });
    }
  }
  return viewOf(text, [...known.values()]);
}

function viewOf(text: string, names: readonly Growing[]): View | null {
  const builder = new ViewBuilder(text);
  for (const { pieces, length } of names) {
    const [first] = pieces;
    if (first === undefined || pieces.length < 2) continue;
    if (length < sumLengthMin || length > sumLengthMax) continue;
    builder.replace(first[0], first[0], '\n"');
    for (const [from, to] of pieces) builder.keep(from, to);
    builder.replace(first[0], first[0], '"\n');
  }
  return builder.length === 0 ? null : builder.finish();
}
