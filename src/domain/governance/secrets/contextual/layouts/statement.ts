import { base62Alphabet, tableOf } from "#domain/governance/secrets/formats/characters.ts";
import { effort } from "#domain/governance/secrets/linear/effort.ts";
import type { Name } from "../names.ts";
import { textBefore } from "../values/blanks.ts";
import { readQuoted, type Value } from "../values/read-value.ts";

/** Statements of SQL name their columns first and give the values behind. */

const statementReach = 500;
const statementSteps = 40;

const insertedValues = /[\w`"[\], \t\r\n]{0,200}\)[ \t\r\n]{0,8}values[ \t\r\n]{0,8}\(/iy;
const literalOrWord =
  /[ \t\r\n]{0,8}(?:N?('(?:[^'\\\n]|''){0,200}'|"[^"\\\n]{0,200}")|[^,()'"\n]{1,80}(?:\([^()\n]{0,80}\))?)[ \t\r\n]{0,8}([,)])/y;

/** `INSERT INTO users (name, password) VALUES ('…', '…')`. */
function readInserted(text: string, name: Name): Value | null {
  insertedValues.lastIndex = name.end;
  if (insertedValues.exec(text) === null) return null;
  const before = textBefore(text, name.start, statementReach);
  const open = before.lastIndexOf("(");
  if (open === -1 || !/\binsert\b[^()]{0,160}$/i.test(before.slice(0, open))) return null;
  let at = insertedValues.lastIndex;
  for (let column = before.slice(open).split(",").length - 1; column >= 0; column -= 1) {
    literalOrWord.lastIndex = at;
    const found = literalOrWord.exec(text);
    if (found === null) return null;
    if (column === 0)
      return found[1] === undefined ? null : readQuoted(text, text.indexOf(found[1], at));
    at = literalOrWord.lastIndex;
  }
  return null;
}

const copied = /[\w"`, \t]{0,300}\)[ \t]{1,4}from[ \t]{1,4}stdin[^\n]{0,60}\n/iy;
const cells = /[^\n]{1,2000}/y;

/** `COPY users (name, password) FROM stdin;`, then a line of cells with tabs between them. */
function readCopied(text: string, name: Name): Value | null {
  copied.lastIndex = name.end;
  if (copied.exec(text) === null) return null;
  const before = textBefore(text, name.start, statementReach);
  const open = before.lastIndexOf("(");
  if (open === -1 || !/\bcopy[ \t][^()\n]{1,160}$/i.test(before.slice(0, open))) return null;
  cells.lastIndex = copied.lastIndex;
  const row = (cells.exec(text)?.[0] ?? "").split("\t");
  const column = before.slice(open).split(",").length - 1;
  const cell = row[column];
  if (cell === undefined) return null;
  let start = copied.lastIndex;
  for (const other of row.slice(0, column)) start += other.length + 1;
  return { start, end: start + cell.length, syntax: "line", isLast: true };
}

const columnEnd = /["`\]]?[ \t]{0,4}[,)]/y;

/** What names of columns are written with; behind the bracket, `VALUES` or `FROM` follows. */
const isOfColumns = tableOf(`${base62Alphabet}_\`"[], \t\r\n`);
const columnsReach = 301;
const isSpace = tableOf(" \t\r\n");
const spacesMax = 8;

/** Nearly all brackets close calls, and what follows them is no word of SQL. */
function mayBeStatement(text: string, from: number): boolean {
  const limit = Math.min(text.length, from + columnsReach);
  let at = from;
  for (; at < limit; at += 1) {
    const code = text.charCodeAt(at);
    if (code > 127 || isOfColumns[code] === 0) break;
  }
  if (text.charAt(at) !== ")") return false;
  at += 1;
  const last = Math.min(text.length, at + spacesMax);
  while (at < last && text.charCodeAt(at) < 33 && isSpace[text.charCodeAt(at)] === 1) at += 1;
  const next = text.charCodeAt(at) | 32;
  return next === 118 || next === 102;
}

/** The value of the column that the name is, quoted or not. */
export function readStatement(text: string, name: Name): Value | null {
  columnEnd.lastIndex = name.end;
  if (!columnEnd.test(text)) return null;
  effort.steps += statementSteps;
  if (!mayBeStatement(text, name.end)) return null;
  return readInserted(text, name) ?? readCopied(text, name);
}
