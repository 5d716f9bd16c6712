import { membersOf } from "#domain/governance/secrets/formats/characters.ts";
import { effort } from "#domain/governance/secrets/linear/effort.ts";
import type { Name } from "../names.ts";
import { textBefore } from "../values/blanks.ts";
import type { Value } from "../values/read-value.ts";
import { withRows } from "./rows.ts";
import { isBar, isLastCell, readBarTable, tableLimits } from "./drawn-table.ts";

/** Tables name a value in the line above it: columns of a file, of Markdown. */

const { columnsMax, rowLengthMax, rowsMax } = tableLimits;
const headerCell = /^["']?[A-Za-z][\w .-]{0,30}["']?$/;

const isOfHeader = membersOf("A-Za-z0-9_ .,;\t\"'-");

const separators = [",", ";", "\t"] as const;
type Separator = (typeof separators)[number];

/** Nothing but names and commas stands in the line before: code has brackets and signs there. */
function mayBeHeader(text: string, from: number): boolean {
  const limit = Math.max(0, from - rowLengthMax);
  for (let at = from - 1; at >= limit; at -= 1) {
    const code = text.charCodeAt(at);
    if (code === 10) return true;
    if (code > 127 || isOfHeader[code] === 0) return false;
  }
  return true;
}

interface Cell {
  readonly start: number;
  readonly text: string;
}

const cellPattern = {
  ",": /"(?:[^"\n]|""){0,300}"|[^,\n"]{0,300}/y,
  ";": /"(?:[^"\n]|""){0,300}"|[^;\n"]{0,300}/y,
  "\t": /[^\t\n]{0,300}/y,
} as const;

/** The cells of a line; what separates them does not where it stands between quotes. */
function cellsOf(text: string, lineStart: number, separator: Separator): readonly Cell[] {
  const pattern = cellPattern[separator];
  const cells: Cell[] = [];
  let at = lineStart;
  while (cells.length <= columnsMax) {
    pattern.lastIndex = at;
    const cell = (pattern.exec(text)?.[0] ?? "").trimEnd();
    cells.push({ start: at, text: cell });
    at = pattern.lastIndex;
    if (text.charAt(at) !== separator) break;
    at += 1;
  }
  effort.steps += at - lineStart;
  return cells;
}

/** Where the line below starts; -1 where the last cell does not end its line. */
function nextLine(text: string, cells: readonly Cell[]): number {
  const last = cells.at(-1) ?? { start: 0, text: "" };
  const end = last.start + last.text.length;
  const rest = /^[ \t]{0,8}\r?\n/.exec(text.slice(end, end + 10));
  return rest === null ? -1 : end + rest[0].length;
}

function readCell({ start, text: cell }: Cell): Value {
  const quoted = /^"([^"\\]{1,200})"$/.test(cell);
  const inset = quoted ? 1 : 0;
  const end = start + cell.length - inset;
  return { start: start + inset, end, syntax: quoted ? "quoted" : "line", isLast: true };
}

/** The column below, where the line is the header of a table with commas, semicolons or tabs. */
function readCommaTable(text: string, name: Name): Value | null {
  const around = textBefore(text, name.start, 2) + text.slice(name.end, name.end + 2);
  const separator = separators.find((sign) => around.includes(sign));
  if (separator === undefined || !mayBeHeader(text, name.start)) return null;
  const before = textBefore(text, name.start, rowLengthMax);
  const lineStart = name.start - (before.length - before.lastIndexOf("\n") - 1);
  const header = cellsOf(text, lineStart, separator);
  if (header.length < 2 || header.length > columnsMax) return null;
  if (!header.every(({ text: cell }) => headerCell.test(cell))) return null;
  const column = header.findIndex(({ start, text: cell }) => name.start <= start + cell.length);
  const values: Value[] = [];
  let at = nextLine(text, header);
  for (let rows = 0; rows < rowsMax && at !== -1 && at < text.length; rows += 1) {
    const row = cellsOf(text, at, separator);
    const cell = row[column];
    if (row.length !== header.length || cell === undefined) break;
    values.push(readCell(cell));
    at = nextLine(text, row);
  }
  return withRows(values);
}

/** The value that stands below a name in a table. */
export function readBelow(text: string, name: Name, next: number): Value | null {
  const follower = text.charAt(next);
  if (isBar(follower) || isLastCell(text, name)) return readBarTable(text, name);
  return follower === ")" ? null : readCommaTable(text, name);
}
