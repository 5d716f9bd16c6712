import { isBlank } from "../values/blanks.ts";
import { isLetter } from "../values/noun.ts";
import { readQuoted } from "../values/read-value.ts";
import type { Span } from "#domain/governance/secrets/kind.ts";

/** A value as a sentence has it: a word, in quotes, in bold letters. */

const valueMax = 200;

export interface Found extends Span {
  /** Quoted, or the end of its sentence or line. */
  readonly isSetOff: boolean;
  readonly isQuoted?: true;
}

export const openingQuotes = "\"'`\u201c\u201e\u2018\u201a\u00ab\u300c\u300e\u2039";
const closingQuotes = "\"'`\u201d\u201c\u2019\u2018\u00bb\u300d\u300f\u203a";

function isValueEnd(code: number): boolean {
  if (code <= 32 || Number.isNaN(code)) return true;
  if (code === 34 || code === 96 || code === 92 || code === 60) return true;
  return code > 127 && !isLetter(code);
}

/** A new line as gettext's messages of GnuPG have it. */
function isNewLine(text: string, at: number): boolean {
  return text.charCodeAt(at) === 37 && /^%{1,2}0A/.test(text.slice(at, at + 4));
}

const wordClosers = /[.,;:)'\]}>]/;
const boldClosers = /[.,;:)'\]}>*]/;

/** Four groups of four letters: how Google shows the password of an application. */
const appWordLength = 4;
const appPassword = /[a-z]{4}(?:[ \u00a0][a-z]{4}){3}(?![ \u00a0]?[A-Za-z])/y;

function readWordValue(text: string, from: number): Found | null {
  let end = from;
  const limit = Math.min(text.length, from + valueMax);
  while (end < limit && !isValueEnd(text.charCodeAt(end)) && !isNewLine(text, end)) end += 1;
  if (end - from === appWordLength) {
    appPassword.lastIndex = from;
    if (appPassword.test(text))
      return { start: from, end: appPassword.lastIndex, isSetOff: true, isQuoted: true };
  }
  const stop = end;
  const closers = text.charAt(from - 1) === "*" ? boldClosers : wordClosers;
  while (end > from && closers.test(text.charAt(end - 1))) end -= 1;
  const rest = /^[ \t]*(?:$|[\r\n.,;()[|"'`*\u3002\uff0c\u3001\uff09<\\]|\u3067\u3059|\u3002)/;
  const isSetOff = end < stop || rest.test(text.slice(stop, stop + 8));
  return end === from ? null : { start: from, end, isSetOff };
}

/** `"…"`, `“…”`, `„…“`, `«…»`, `「…」`, or a word. */
export function readTold(text: string, from: number): Found | null {
  const quote = openingQuotes.indexOf(text.charAt(from));
  if (quote === -1 || text.charAt(from) === "") return readWordValue(text, from);
  const plain = readQuoted(text, from);
  // `… lautet: ".$variable."`: the literal ends here, and code follows.
  if (plain !== null && /[.+&]/.test(text.charAt(skipSpaces(text, plain.start)))) return null;
  if (plain !== null) return { start: plain.start, end: plain.end, isSetOff: true, isQuoted: true };
  for (let at = from + 1; at < from + 80 && at < text.length; at += 1) {
    const character = text.charAt(at);
    if (character === "\n" || character === '"' || character === "\\") return null;
    if (at > from + 1 && closingQuotes.includes(character)) {
      // French sets blanks inside of its quotes.
      const written = text.slice(from + 1, at);
      const start = at - written.trimStart().length;
      return { start, end: start + written.trim().length, isSetOff: true, isQuoted: true };
    }
  }
  return null;
}

export function skipSpaces(text: string, from: number): number {
  let at = from;
  while (at < from + 8 && (isBlank(text.charCodeAt(at)) || text.charCodeAt(at) === 0x3000)) at += 1;
  return at;
}

const emphasis =
  /(?:\*{1,3}|<\/?(?:b|strong|code|em|i|kbd|tt|span|font|mark|u)(?: [^<>\n]{0,60})?>[ \t]{0,2}){1,2}/y;

/** Bold letters and those of code: `**…**`, `<b>…</b>`. */
export function skipEmphasis(text: string, at: number): number {
  const code = text.charCodeAt(at);
  if (code !== 42 && code !== 60) return at;
  emphasis.lastIndex = at;
  return emphasis.test(text) ? emphasis.lastIndex : at;
}
