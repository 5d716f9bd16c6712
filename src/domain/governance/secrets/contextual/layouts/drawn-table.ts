import { effort } from "#domain/governance/secrets/linear/effort.ts";
import type { Name } from "../names.ts";
import { textBefore } from "../values/blanks.ts";
import type { Value } from "../values/read-value.ts";
import { withRows } from "./rows.ts";

/** Tables that are drawn: with bars as Markdown, `psql` and `mysql` do, or in columns. */

const columnsMax = 24;
const rowLengthMax = 500;
const rowsMax = 50;
export const tableLimits = { columnsMax, rowLengthMax, rowsMax } as const;
const tableSteps = 80;
/** Blanks, a bar and a dash. */
const ruleLeadMax = 12;

const bar = /[|\u2502\u2503\u2551]/;
/** Below the header; the drawn ones of frames lie from U+2500 on. */
const barRule = /^(?=.*[-\u2500-\u256c])[ \t:|+\u2500-\u256c-]{3,500}$/;

export function isBar(character: string): boolean {
  return bar.test(character);
}

/** `psql` draws no bar behind the last column. */
export function isLastCell(text: string, name: Name): boolean {
  return /[|\u2502\u2503\u2551] {0,8}$/.test(textBefore(text, name.start, 9));
}

interface Lines {
  readonly start: number;
  /** The header, what is below it, and the row below that. */
  readonly lines: readonly [header: string, below: string, row: string];
}

function linesFrom(text: string, name: Name): Lines {
  effort.steps += tableSteps;
  const before = textBefore(text, name.start, rowLengthMax);
  const start = name.start - (before.length - before.lastIndexOf("\n") - 1);
  const [header = "", below = "", row = ""] = text
    .slice(start, start + 3 * rowLengthMax)
    .split("\n", 3);
  return { start, lines: [header, below, row] };
}

function cellsOf(line: string): readonly string[] {
  return line
    .trim()
    .replace(/^[|\u2502\u2503\u2551]/, "")
    .replace(/[|\u2502\u2503\u2551]$/, "")
    .split(bar);
}

/** `id|name|api_key`, as `sqlite3` prints it; Jira has two bars around the cells of a header. */
const plainHeader = /^\w{1,40}(?:\|\w{1,40}){1,23}\r?$/;
const jiraHeader = /^\s{0,8}\|\|/;

/** The cell of a row that starts at `rowStart`, without what makes it bold or code. */
function readCell(row: string, rowStart: number, column: number, count: number): Value | null {
  const cells = cellsOf(row);
  if (cells.length !== count) return null;
  const cell = cells[column] ?? "";
  // A star behind it leads to a note.
  const value = cell.trim().replace(/^([`*]{1,2})(.*)\1[*]?$/, "$2");
  if (value === "" || /\s/.test(value)) return null;
  let at = rowStart + row.length - row.trimStart().replace(/^[|\u2502\u2503\u2551]/, "").length;
  for (const other of cells.slice(0, column)) at += other.length + 1;
  const start = at + cell.indexOf(value);
  return { start, end: start + value.length, syntax: "line", isLast: true };
}

/** A row of a grid, with a rule and another row above it, is no header. */
function isBody(text: string, lineStart: number): boolean {
  const [row = "", rule = ""] = textBefore(text, lineStart, 2 * rowLengthMax)
    .split("\n")
    .slice(-3);
  return barRule.test(rule.trimEnd()) && bar.test(row);
}

/** How the line below starts; a look at it is cheaper than at three whole lines. */
function startBelow(text: string, name: Name): string {
  const length = text.slice(name.end, name.end + rowLengthMax).indexOf("\n");
  if (length === -1) return "";
  const start = name.end + length + 1;
  return text.slice(start, start + ruleLeadMax).trimStart();
}

const ruleLead = /^[|+]?[ \t]?[-:=+\u2500-\u256c]/;

/** The line of the name may be a header: a rule is below it, or its bars touch the names. */
function mayHaveRows(text: string, name: Name): boolean {
  if (ruleLead.test(startBelow(text, name))) return true;
  const after = text.slice(name.end, name.end + 4);
  const isTouched = /^\|\w/.test(after) || /\w\|$/.test(textBefore(text, name.start, 2));
  // Jira has two bars around the cells of a header.
  return isTouched || after.includes("||");
}

/** The column below the name in a table with cells between bars. */
export function readBarTable(text: string, name: Name): Value | null {
  if (!mayHaveRows(text, name)) return null;
  const { start: lineStart, lines } = linesFrom(text, name);
  const [header, below, row] = lines;
  if (isBody(text, lineStart)) return null;
  const isJira = jiraHeader.test(header);
  const isRuled = barRule.test(below.trimEnd());
  if (isRuled ? !bar.test(row) : !isJira && !plainHeader.test(header)) return null;
  const single = (line: string): string => (isJira ? line.replaceAll("||", "|") : line);
  const column = cellsOf(`${single(text.slice(lineStart, name.start))}x`).length - 1;
  const count = cellsOf(single(header)).length;
  if (count > columnsMax) return null;
  const values: Value[] = [];
  let at = lineStart + header.length + 1 + (isRuled ? below.length + 1 : 0);
  for (let rows = 0; rows < rowsMax && at < text.length; rows += 1) {
    const [line = ""] = text.slice(at, at + rowLengthMax).split("\n", 1);
    if (!bar.test(line)) break;
    effort.steps += tableSteps + line.length;
    const value = readCell(line, at, column, count);
    if (value !== null) values.push(value);
    at += line.length + 1;
  }
  return withRows(values);
}

const dashes = /^[ \t]{0,8}[-=]{3,200}(?:[ \t]{1,8}[-=]{2,200}){0,24}$/;
/** `NAME   TOKEN   AGE`, as tools print lists. */
const capitalHeader =
  /^[A-Z][A-Z0-9_-]*(?: [A-Z0-9_-]+)*(?: {2,}[A-Z][A-Z0-9_-]*(?: [A-Z0-9_-]+)*){1,23} *$/;

/** The value below the name in a table whose columns are aligned with blanks. */
export function readColumn(text: string, name: Name): Value | null {
  if (!/^[A-Z]/.test(name.text) && !/^[-=]/.test(startBelow(text, name))) return null;
  const { start: lineStart, lines } = linesFrom(text, name);
  const [header, below, row] = lines;
  const isRuled = dashes.test(below.trimEnd());
  if (!isRuled && !capitalHeader.test(header.trimEnd())) return null;
  const filled = isRuled ? row : below;
  const isOnly = header.trim() === name.text;
  const column = isOnly ? filled.length - filled.trimStart().length : name.start - lineStart;
  if (column > 0 && filled.charAt(column - 1) !== " ") return null;
  const value = /^\S{1,200}/.exec(filled.slice(column))?.[0];
  if (value === undefined || (isOnly && filled.trim() !== value)) return null;
  const start = lineStart + header.length + 1 + (isRuled ? below.length + 1 : 0) + column;
  return { start, end: start + value.length, syntax: "line", isLast: true };
}
