import { membersOf } from "#domain/governance/secrets/formats/characters.ts";
import type { Name } from "../names.ts";
import { textBefore } from "../values/blanks.ts";
import type { Value } from "../values/read-value.ts";
import { isBar, isLastCell, readBarTable, tableLimits } from "./drawn-table.ts";

/** Tables name a value in the line above it: columns of a file, of Markdown. */

const { columnsMax, rowLengthMax } = tableLimits;
const headerCell = /^["']?[A-Za-z][\w .-]{0,30}["']?$/;

const isOfHeader = membersOf("A-Za-z0-9_ .,\"'-");

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

/** The value below, where the line is the header of a table with commas. */
function readCommaTable(text: string, name: Name): Value | null {
  const isCell = text.charAt(name.end) === "," || /,["']?$/.test(textBefore(text, name.start, 2));
  if (!isCell || !mayBeHeader(text, name.start)) return null;
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

/** The value that stands below a name in a table. */
export function readBelow(text: string, name: Name, next: number): Value | null {
  const follower = text.charAt(next);
  if (isBar(follower) || isLastCell(text, name)) return readBarTable(text, name);
  return follower === ")" ? null : readCommaTable(text, name);
}
