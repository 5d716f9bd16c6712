import { effort } from "#domain/governance/secrets/linear/effort.ts";
import { lineStartNear } from "../near.ts";
import { type View, ViewBuilder } from "../view.ts";

/** Characters in a row; shorter credentials are rare. */
const cellsMin = 16;
const lineLengthMax = 40;
const lineSteps = 20;

/** `1. g`, `[0] = 'g'`, `char 3: g`, `| 4 | g | 0x67 |`: a number, and the character at its place. */
const numbered =
  /^[ \t>|*#/-]{0,8}(?:[A-Za-z]{1,10}[ \t]?#?)?[[("']?\d{1,3}(?:["'\])]?[ \t]?(?:[.:=|-]|=>|->)|[\])]|[ \t])[ \t]{0,4}["'`]?(\S)["'`]?[ \t]?[,;|]?(?:[ \t]*[|(][^|\n]*[|)])?[ \t]*$/d;
/** `g -> 103`, `'g' (0x67)`, `g = 147`: a character, and its code. */
const coded =
  /^[ \t>|*#/-]{0,8}["'`]?(\S)["'`]?[ \t]{0,4}(?:=>?|->|→|:|\||\(|\t)[ \t]{0,4}(?:0x)?[0-9a-fA-F]{2,3}\)?[ \t|,]*$/d;
/** A list is longer, so one line in so many is looked at. */
const probeEvery = 8;

/** Where the one character stands that a line of such a list tells; -1 for any other line. */
function cellIn(text: string, at: number, end: number): number {
  if (end - at > lineLengthMax || end - at < 3) return -1;
  effort.steps += lineSteps;
  const line = text.slice(at, end);
  const found = numbered.exec(line) ?? coded.exec(line);
  const place = found?.indices?.[1]?.[0];
  return place === undefined ? -1 : at + place;
}

function lineEnd(text: string, at: number): number {
  const found = text.indexOf("\n", at);
  return found === -1 ? text.length : found;
}

/** Where the list starts that the line at `from` is in. */
function listStart(text: string, from: number): number {
  let at = from;
  while (at > 0) {
    const before = lineStartNear(text, at - 1, lineLengthMax + 1);
    if (cellIn(text, before, at - 1) === -1) break;
    at = before;
  }
  return at;
}

/** The cells of the lines from `from` on, and where the list ends. */
function readCells(text: string, from: number): readonly [readonly number[], number] {
  const cells: number[] = [];
  let at = from;
  while (at < text.length) {
    const end = lineEnd(text, at);
    const cell = cellIn(text, at, end);
    if (cell === -1) break;
    cells.push(cell);
    at = end + 1;
  }
  return [cells, at];
}

/** The first and the last line may share theirs with what the list is a value of. */
const shareMax = 32;

/** The cell in the end of the line before the list: `"detail": "1: g`; -1 for none. */
function cellBehindHead(text: string, start: number): number {
  const line = text.slice(Math.max(0, start - 1 - shareMax), Math.max(0, start - 1));
  const quote = Math.max(...Array.from("\"'`>", (sign) => line.lastIndexOf(sign)));
  if (quote === -1 || line.lastIndexOf("\n") > quote) return -1;
  return cellIn(text, start - 1 - line.length + quote + 1, start - 1);
}

/** The cell in the beginning of the line behind the list: `40: g"}`; -1 for none. */
function cellBeforeTail(text: string, end: number): number {
  const quote = /^[^\n"'`<]{3,}(?=["'`<])/.exec(text.slice(end, end + shareMax));
  return quote === null ? -1 : cellIn(text, end, end + quote[0].length);
}

/** Characters that are listed one to a line, each with its place or its code; null without any. */
export function readColumns(text: string): View | null {
  const builder = new ViewBuilder(text);
  let line = 0;
  for (let at = 0; at < text.length; line += 1) {
    const end = lineEnd(text, at);
    if (line % probeEvery !== 0 || cellIn(text, at, end) === -1) {
      at = end + 1;
      continue;
    }
    const start = listStart(text, at);
    const [inner, next] = readCells(text, start);
    at = Math.max(next, end + 1);
    const around = [cellBehindHead(text, start), ...inner, cellBeforeTail(text, next)];
    const cells = around.filter((cell) => cell !== -1);
    if (cells.length < cellsMin) continue;
    if (builder.length > 0) builder.replace(start, start, "\n\n");
    for (const cell of cells) builder.keep(cell, cell + 1);
  }
  return builder.length === 0 ? null : builder.finish();
}
