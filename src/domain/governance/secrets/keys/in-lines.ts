import { effort } from "../linear/effort.ts";
import { isPlaceholder } from "../checks/placeholder.ts";
import type { Draw, SecretKind, Span } from "../kind.ts";
import { base64Alphabet, keyLengthMax, keyRemedy } from "./form.ts";

const border = /-----BEGIN (?:[A-Z0-9]{1,20} ){0,4}PRIVATE KEY(?: BLOCK)?-----/y;
const closingBorder = /-----END (?:[A-Z0-9]{1,20} ){0,4}PRIVATE KEY(?: BLOCK)?-----/y;
/** Line ends as such, as escapes within a string of code, and as a page shows them. */
const lineBreak = /\r?\n|\\r|\\n|<br ?\/?>/g;
/** What stands around a line: a number, a time, a file's name, quotes, a sign of a patch. */
const aroundMax = 120;
/** RFC 7468 has 64 characters in a line, OpenSSH 70, RFC 4880 up to 76. */
const runMin = 48;
/** Between two lines of a key: what is left of a line of code, and how often. */
const idleCharsMax = 12;
const idleLinesMax = 2;
const idleBeforeMax = 6;
/** Stamps and numbers count on from line to line. */
const shapeOf = (lead: string): string => lead.replace(/\d+/g, "0").trimEnd();
const linesMax = 500;
/** A header may be longer than any line of a key. */
const lineLengthMax = 4_096;
const borderSteps = 40;
const lineSteps = 100;
/** `Proc-Type: …` and the like, before the first line of the key itself. */
const headersMax = 8;

const run = /[A-Za-z0-9+/=]{48,}/;
/** Where the first line of a key stands behind its border and its headers; else nothing is read. */
const nearMax = 800;
const lastRun = /[A-Za-z0-9+/=]{2,}(?=\W{0,8}$)/;

/** The stretch of a line that belongs to a key, or null. */
function runOf(line: string): { readonly text: string; readonly end: number } | null {
  if (line.length > aroundMax + 80) return null;
  const found = run.exec(line);
  if (found === null || !/[A-Z]/.test(found[0]) || !/[a-z]/.test(found[0])) return null;
  return { text: found[0], end: found.index + found[0].length };
}

/** Where a line of a key ends that is shorter than the others, as the last one is. */
function endOfLast(line: string): number | null {
  const last = lastRun.exec(line.slice(0, aroundMax + 80));
  return last === null ? null : last.index + last[0].length;
}

/** Signs that the kinds of keys themselves read over; what only has those is theirs to find. */
function isBare(line: string, text: string): boolean {
  return line.replace(/[\s>#*|]/g, "") === text;
}

/**
 * A key whose lines each have something around them, as listings with line numbers, searches, logs,
 * patches and string literals show it. Ends with the border, or with the last line that can be one
 * of it.
 */
function findInLines(text: string, from: number): Span | null {
  if (text.startsWith("END ", from + 5)) return findTail(text, from);
  border.lastIndex = from;
  effort.steps += borderSteps;
  if (!border.test(text)) return null;
  effort.steps += nearMax / 4;
  const near = text.slice(border.lastIndex, border.lastIndex + nearMax);
  if (!run.test(near)) return null;
  const reader = new KeyReader(text, from, border.lastIndex);
  while (reader.readLine());
  return reader.isKey() ? { start: from, end: reader.end } : null;
}

/** What may stand in one line, and the break before it. */
const windowLength = aroundMax + 220;

/** Where the line starts that ends at a place, and where its break does. */
function lineBefore(text: string, end: number): { readonly start: number; readonly stop: number } {
  const from = Math.max(0, end - windowLength);
  let start = from;
  let stop = from;
  // It goes on from where a search before this one left it.
  lineBreak.lastIndex = 0;
  for (const found of text.slice(from, end).matchAll(lineBreak)) {
    stop = from + found.index;
    start = stop + found[0].length;
  }
  return { start, stop };
}

/**
 * The end of a key whose beginning was cut off, as `tail` and the second part of a file show it. It
 * goes up line by line and stops at the first that is none of a key, so that many borders cost no
 * more than their lines.
 */
function findTail(text: string, closing: number): Span | null {
  closingBorder.lastIndex = closing;
  effort.steps += borderSteps;
  if (!closingBorder.test(text)) return null;
  effort.steps += nearMax / 4;
  // Two lines, the shorter one among them.
  if (!run.test(text.slice(Math.max(0, closing - 2 * windowLength), closing))) return null;
  let body = "";
  let start = closing;
  let end = 0;
  let odd = 0;
  let next = lineBefore(text, closing).stop;
  for (let lines = 0; lines < linesMax && next > 0; lines += 1) {
    const { start: at, stop } = lineBefore(text, next);
    effort.steps += lineSteps;
    const line = text.slice(at, next).trimEnd();
    next = stop;
    if (line.includes("-----BEGIN ")) return null;
    const found = runOf(line);
    const lineEnd = found?.end ?? (end === 0 ? endOfLast(line) : null);
    if (lineEnd === null) {
      // Left over from code, or a header of a key that begins above it.
      if ((line.length > idleCharsMax && !line.includes(": ")) || odd++ >= headersMax) break;
      continue;
    }
    body += found?.text ?? "";
    start = at + (found === null ? 0 : found.end - found.text.length);
    end = Math.max(end, at + lineEnd);
  }
  return body.length < runMin || isPlaceholder(body) ? null : { start, end };
}

class KeyReader {
  end: number;
  readonly #text: string;
  readonly #limit: number;
  #at: number;
  #body = "";
  /** What stands before the border, and so alone on the empty line of an armor. */
  readonly #lead: string;
  #bare = true;
  #lines = 0;
  #headers = 0;
  #idle = 0;

  constructor(text: string, start: number, at: number) {
    const before = text.slice(Math.max(0, start - aroundMax), start);
    this.#lead = shapeOf(before.slice(before.lastIndexOf("\n") + 1));
    this.#text = text;
    this.#at = at;
    this.end = at;
    this.#limit = Math.min(text.length, at + 2 * keyLengthMax);
  }

  isKey(): boolean {
    return this.#body.length >= runMin && !this.#bare && !isPlaceholder(this.#body);
  }

  /** False when the key ends here. */
  readLine(): boolean {
    if (this.#at >= this.#limit || this.#lines++ >= linesMax) return false;
    // In a text of one line each border would look for a break up to the end of it.
    const ahead = this.#text.slice(this.#at, this.#at + lineLengthMax);
    lineBreak.lastIndex = 0;
    const stop = lineBreak.exec(ahead);
    effort.steps += lineSteps + ahead.length / 16;
    const length = Math.min(stop?.index ?? this.#limit - this.#at, aroundMax + 200);
    if (!this.#takeLine(ahead.slice(0, length)) || stop === null) return false;
    if (stop[0].startsWith("<")) this.#bare = false;
    this.#at += lineBreak.lastIndex;
    return true;
  }

  #takeLine(line: string): boolean {
    const closing = line.indexOf("-----END ");
    if (closing !== -1) {
      if (this.#body !== "") this.end = this.#at + closing;
      return false;
    }
    // What a manual or a mask leaves out.
    if (line.includes("...") || line.includes("…")) {
      this.#body = "";
      return false;
    }
    const found = runOf(line);
    if (found !== null) {
      this.#body += found.text;
      this.#bare &&= isBare(line, found.text);
      this.end = this.#at + found.end;
      this.#idle = 0;
      return true;
    }
    const isBefore = this.#body === "";
    if (line.length <= idleCharsMax || (isBefore && shapeOf(line) === this.#lead)) {
      return this.#idle++ < (isBefore ? idleBeforeMax : idleLinesMax);
    }
    if (this.#body === "") return line.includes(": ") && this.#headers++ < headersMax;
    this.end = this.#at + (endOfLast(line) ?? this.end - this.#at);
    return false;
  }
}

export const keyInLines: SecretKind = {
  id: "key.in-lines",
  title: "Private key in numbered, quoted or logged lines",
  source: "RFC 7468, section 2; read_file, grep -n, diff and log output",
  severity: "critical",
  remedy: keyRemedy,
  keywords: ["-----begin ", "-----end "],
  before: 0,
  pattern: /(?!)/y,
  find: findInLines,
  // The lines were judged without what stands around them.
  proof: () => true,
  publicLength: (secret) => (secret.startsWith("-----") ? secret.indexOf("-----", 5) + 5 : 0),
  example: (draw: Draw) =>
    [
      "-----BEGIN RSA PRIVATE KEY-----",
      ...Array.from({ length: 6 }, (_, at) => `${at + 2}→${draw.chars(base64Alphabet, 64)}`),
      "8→-----END RSA PRIVATE KEY-----",
    ].join("\n"),
};
