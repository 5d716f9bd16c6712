import { lastNear, lineStartNear } from "../near.ts";
import { type View, ViewBuilder } from "../view.ts";
import type { Definitions } from "./definitions.ts";

const sumLengthMin = 12;
const rowsMax = 200;
/** How much of the line before a row is kept: the name it is given to. */
const headLength = 80;

/** Names in a row: `${A}${B}`, `$a$b`, `$(A)$(B)`, `%A%%B%`, `{a}{b}`, `#{a}#{b}`. */
const reference =
  "(?:\\$\\{\\w{1,48}\\}|\\$\\(\\w{1,48}\\)|\\$\\w{1,48}|%\\w{1,48}%|#?\\{\\w{1,48}\\})";
const row = new RegExp(`${reference}{2,64}`, "y");
const names = /\w+/g;

/** `}`, `)` and `%` with another reference behind them, or a name of a shell behind one. */
function startsNext(text: string, at: number, code: number): boolean {
  const next = text.charAt(at + 1);
  if (code === 36) return /^\$\w+\$\w/.test(text.slice(at, at + 52));
  if (code === 37) return next === "%";
  return next === "$" || next === "{" || next === "#";
}

/** Where the row begins whose first reference ends at `at`. */
function rowStart(text: string, at: number, code: number): number {
  if (code === 36) return at;
  const open = code === 125 ? "{" : code === 41 ? "(" : "%";
  const start = lastNear(text, open, at - 1, 50);
  if (start === -1) return -1;
  const sign = text.charAt(start - 1);
  return sign === "$" || sign === "#" ? start - 1 : start;
}

/** What names in a row stand for, one behind the other. */
export function joinReferences(
  text: string,
  boundaries: Int32Array,
  known: () => Definitions,
): View | null {
  const builder = new ViewBuilder(text);
  let rows = 0;
  let end = 0;
  for (let index = 0; index < boundaries.length - 1 && rows < rowsMax; index += 1) {
    const at = boundaries[index] as number;
    const code = text.charCodeAt(at);
    if (code !== 125 && code !== 41 && code !== 37 && code !== 36) continue;
    if (at < end || !startsNext(text, at, code)) continue;
    const start = rowStart(text, at, code);
    row.lastIndex = Math.max(0, start);
    const found = start === -1 ? null : row.exec(text);
    if (found === null) continue;
    end = start + found[0].length;
    const defined = known();
    const pieces = (found[0].match(names) ?? []).map((name) => defined.get(name) ?? []);
    if (pieces.some((piece) => piece.length === 0)) continue;
    const length = pieces.flat().reduce((sum, [from, to]) => sum + to - from, 0);
    if (length < sumLengthMin) continue;
    const line = lineStartNear(text, start, headLength);
    builder.replace(line, line, "\n\n");
    builder.keep(line, start);
    for (const [from, to] of pieces.flat()) builder.keep(from, to);
    builder.replace(end, end, '"\n');
    rows += 1;
  }
  return builder.length === 0 ? null : builder.finish();
}
