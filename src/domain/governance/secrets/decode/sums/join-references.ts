import { effort } from "#domain/governance/secrets/linear/effort.ts";
import { lastNear, lineStartNear } from "../near.ts";
import { type View, ViewBuilder } from "../view.ts";
import type { Definitions } from "./definitions.ts";

const sumLengthMin = 12;
const rowsMax = 200;
const rowSteps = 50;
/** How much of the line before a row is kept: the name it is given to. */
const headLength = 80;

/** Names in a row: `${A}${B}`, `$a$b`, `$(A)$(B)`, `%A%%B%`, `{a}{b}`, `#{a}#{b}`. */
const reference =
  "(?:\\$\\{\\w{1,48}\\}|\\$\\(\\w{1,48}\\)|\\$\\w{1,48}|%\\w{1,48}%|#?\\{\\w{1,48}\\})";
const row = new RegExp(`(?:${reference}["']{0,2}){2,64}`, "y");
const names = /\w+/g;

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
  places: readonly number[],
  definitions: () => Definitions,
): View | null {
  const builder = new ViewBuilder(text);
  let rows = 0;
  let end = 0;
  for (const at of places) {
    if (at < end || rows >= rowsMax) continue;
    if (effort.steps > effort.stepsMax) break;
    const start = rowStart(text, at, text.charCodeAt(at));
    row.lastIndex = Math.max(0, start);
    const found = start === -1 ? null : row.exec(text);
    effort.steps += rowSteps + (found?.[0].length ?? 0) * 2;
    if (found === null) continue;
    end = start + found[0].length;
    const defined = definitions();
    const pieces = (found[0].match(names) ?? []).map((name) => defined.get(name) ?? []);
    if (pieces.some((piece) => piece.length === 0)) continue;
    const length = pieces.flat().reduce((sum, [from, to]) => sum + to - from, 0);
    if (pieces.flat().some(([, , plain]) => plain !== undefined)) continue;
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
