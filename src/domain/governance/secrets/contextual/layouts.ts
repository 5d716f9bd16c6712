import { variableLines } from "../formats/setting.ts";
import type { Name } from "./names.ts";
import { isBlank, skipBlanks } from "./values/blanks.ts";
import { readBare, readQuoted, type Value } from "./values/read-value.ts";

/**
 * Layouts that put a value somewhere else than behind its name: beside it as a sibling, in the next
 * cell, or in the next line.
 */

/** What a name in quotes leads to: `<add key="…" value="…">`, `name: …`, then `value: …`. */
const siblingValue = new RegExp(
  "[ \\t]{0,8}(?:\\)?[ \\t]{0,4}\\{)?[ \\t\\r\\n,]{1,40}" +
    variableLines +
    "[\"']?(?:[vV]alue|default|default_value|secret_string)[\"']?[ \\t]{0,8}[:=][ \\t]{0,8}",
  "y",
);

/** Blank, line feed, carriage return, comma, brace: what can stand before a sibling. */
const siblingLeads: ReadonlySet<number> = new Set([32, 10, 13, 44, 123]);

export function readSibling(text: string, name: Name, from: number): Value | null {
  if (!siblingLeads.has(text.charCodeAt(from))) return null;
  siblingValue.lastIndex = from;
  const found = siblingValue.exec(text);
  if (found === null) return null;
  const at = from + found[0].length;
  const quoted = readQuoted(text, at);
  if (quoted !== null) return quoted;
  const value = readBare(text, at, false);
  if (value === null || !value.isLast || /["'`]/.test(text.charAt(name.end))) return null;
  return { ...value, syntax: "line" };
}

const nextCell = /(?<![^ \t])\|[ \t]{1,20}(`?)([^\s|`"'\\]{6,200})\1[ \t]{0,80}\|/y;
const nextElement =
  /<\/\w{1,12}>[ \t\r\n]{0,40}<\w{1,12}(?: [^<>\n"]{0,60})?>(?:<\w{1,8}>)?([^\s<>"'\\]{6,200})<\//y;

/** The cell to the right: of a Markdown table, or of an HTML one. */
export function readNextCell(text: string, from: number): Value | null {
  const pattern = text.charAt(from) === "<" ? nextElement : nextCell;
  pattern.lastIndex = from;
  const found = pattern.exec(text);
  const written = found?.[2] ?? found?.[1];
  if (found === null || written === undefined) return null;
  const start = from + found[0].lastIndexOf(written);
  return { start, end: start + written.length, syntax: "bare", isLast: true };
}

const columnsMax = 24;
const rowLengthMax = 500;
const headerCell = /^["']?[A-Za-z][\w .-]{0,30}["']?$/;

/** The value below, where the line is the header of a table with commas. */
export function readBelow(text: string, name: Name): Value | null {
  const isCell =
    text.charAt(name.end) === "," || /,["']?$/.test(text.slice(name.start - 2, name.start));
  if (!isCell) return null;
  const before = text.slice(Math.max(0, name.start - rowLengthMax), name.start);
  const lineStart = name.start - (before.length - before.lastIndexOf("\n") - 1);
  const after = text.slice(name.end, name.end + rowLengthMax).indexOf("\n");
  const lineEnd = name.end + after;
  if (after === -1 || lineEnd - lineStart > rowLengthMax) return null;
  const header = text.slice(lineStart, lineEnd).trimEnd().split(",");
  if (header.length < 2 || header.length > columnsMax) return null;
  if (!header.every((cell) => headerCell.test(cell))) return null;
  const column = text.slice(lineStart, name.start).split(",").length - 1;
  const rest = text.slice(lineEnd + 1, lineEnd + 1 + rowLengthMax).split("\n", 1)[0] ?? "";
  const row = rest.split(",");
  if (row.length !== header.length) return null;
  let start = lineEnd + 1;
  for (const cell of row.slice(0, column)) start += cell.length + 1;
  const cell = (row[column] ?? "").trimEnd();
  const quoted = /^"([^"\\]{1,200})"$/.exec(cell);
  const end = start + cell.length;
  return quoted === null
    ? { start, end, syntax: "line", isLast: true }
    : { start: start + 1, end: end - 1, syntax: "quoted", isLast: true };
}

/** `env.DB_PASSWORD ?? "…"`, `ENV["DB_PASSWORD"] || "…"`: what counts when it is unset. */
export function readFallback(text: string, from: number): Value | null {
  const operator = text.slice(from, from + 2);
  if (operator !== "??" && operator !== "||" && operator !== "or") return null;
  return readQuoted(text, skipBlanks(text, from + 2));
}

/** `${DB_PASSWORD:-…}` of a shell, `${DB_PASSWORD:…}` of Spring. */
export function readSubstitute(text: string, name: Name, from: number): Value | null {
  if (text.slice(name.start - 2, name.start) !== "${" && !name.text.startsWith("${")) return null;
  const start = text.charAt(from + 1) === "-" ? from + 2 : from + 1;
  if (isBlank(text.charCodeAt(start))) return null;
  const value = readBare(text, start, false);
  if (value === null || text.charAt(value.end) !== "}") return null;
  return { ...value, syntax: "line" };
}
