/** A text that stands in the script, however it is put together. */
export interface ReadStrings {
  readonly text: string;
  readonly end: number;
  /** Double-quoted: variables inside it expand. */
  readonly expands: boolean;
}

/** Texts joined by one expression; more is no readable code. */
const partsMax = 64;
const stringPart =
  /\s*(?:'((?:[^']|'')*)'|"((?:[^"`]|`[^]|"")*)"|\[char\]\s*(0x[0-9a-f]+|\d{1,6}))/iy;
const hereString = /@(['"])\r?\n/y;
const opening = /\s*\(?\s*(?:-join\s*\(?)?/iy;
const joining = /\s*(?:\+|,)/y;
const closingPart = /\s*\)?\s*(?:-join\s*(?:''|""))?\s*\)?/iy;
const formatting = /\s*-f\s*/iy;
const encoded =
  /\(?\s*\[(?:system\.)?text\.encoding\]::(\w+)\.getstring\(\s*\[(?:system\.)?convert\]::frombase64string\(\s*['"]([A-Za-z0-9+/=\s]*)['"]\s*\)\s*\)\s*\)?/iy;

function match(pattern: RegExp, text: string, at: number): RegExpExecArray | null {
  pattern.lastIndex = at;
  return pattern.exec(text);
}

/**
 * A string, or strings put together by `+`, `-join`, `-f`, `[char]` or base64, starting at `at`;
 * null when none starts there.
 */
export function readStrings(text: string, at: number): ReadStrings | null {
  const first = text[at];
  if (first === "@") return readHere(text, at);
  if (first === "[" || first === "(") {
    const found = match(encoded, text, at);
    if (found !== null) return { text: decode(found), end: at + found[0].length, expands: false };
  }
  if (first !== "'" && first !== '"' && first !== "(" && first !== "[" && first !== "-")
    return null;
  const single = first === "'" || first === '"';
  return readJoined(
    text,
    single ? at : at + (match(opening, text, at)?.[0].length ?? 0),
    at,
    single,
  );
}

function readHere(text: string, at: number): ReadStrings | null {
  const found = match(hereString, text, at);
  if (found === null) return null;
  const start = at + found[0].length;
  const close = text.indexOf(`\n${found[1]}@`, start - 1);
  const end = close === -1 ? text.length : close;
  return { text: text.slice(start, end), end: end + 3, expands: found[1] === '"' };
}

function decode(found: RegExpExecArray): string {
  const bytes = Buffer.from(found[2] as string, "base64");
  return bytes.toString(/unicode/i.test(found[1] as string) ? "utf16le" : "utf8");
}

function readJoined(
  text: string,
  from: number,
  start: number,
  single: boolean,
): ReadStrings | null {
  const parts: string[] = [];
  let at = from;
  let expands = false;
  for (;;) {
    const part = match(stringPart, text, at);
    if (part === null) break;
    if (part[2] !== undefined) expands = true;
    parts.push(partText(part));
    at += part[0].length;
    const join = match(single ? /\s*\+(?=\s*['"[])/y : joining, text, at);
    if (join === null || parts.length >= partsMax) break;
    at += join[0].length;
  }
  if (parts.length === 0) return null;
  const format = match(formatting, text, at);
  if (format !== null && !single) return readFormat(text, at + format[0].length, parts.join(""));
  if (!single) {
    const end = match(closingPart, text, at)?.[0].length ?? 0;
    if (end === 0 && text[start] === "(") return null;
    at += end;
  }
  return { text: parts.join(""), end: at, expands };
}

function readFormat(text: string, from: number, format: string): ReadStrings | null {
  const values = readJoined(text, from, from, true);
  const list: string[] = [];
  let at = from;
  for (let part = match(stringPart, text, at); part !== null; part = match(stringPart, text, at)) {
    list.push(partText(part));
    at += part[0].length;
    const comma = match(/\s*,/y, text, at);
    if (comma === null || list.length >= partsMax) break;
    at += comma[0].length;
  }
  if (values === null) return null;
  const filled = format.replaceAll(/\{(\d{1,2})\}/g, (_all, n: string) => list[Number(n)] ?? "");
  return {
    text: filled,
    end: at + (match(closingPart, text, at)?.[0].length ?? 0),
    expands: false,
  };
}

function partText(part: RegExpExecArray): string {
  if (part[1] !== undefined) return part[1].replaceAll("''", "'");
  if (part[2] !== undefined) return part[2].replaceAll(/`([^])/g, "$1").replaceAll('""', '"');
  const code = Number(part[3]);
  return code <= 0x10ffff ? String.fromCodePoint(code) : "";
}
