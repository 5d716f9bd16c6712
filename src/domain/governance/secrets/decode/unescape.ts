import { tableOf } from "../formats/characters.ts";
import { effort } from "../linear/effort.ts";
import { foldablePattern, foldPoint, foldUnit, mayFold } from "./fold.ts";
import { type Span, type View, ViewBuilder } from "./view.ts";

/** A text with its escapes resolved. */
export interface Unescaped extends View {
  /** How many escapes stood for a letter or digit: nothing honest needs many of those. */
  readonly hidden: number;
  /** False when only the text around escapes is given. */
  readonly isWhole: boolean;
}

/**
 * The references of HTML for the characters that credentials and code have besides letters. The
 * ones of everyday pages, such as `&nbsp;`, hide nothing; `&amp;` may stand before a reference.
 */
const namedReferences: Readonly<Record<string, string>> = {
  lowbar: "_", UnderBar: "_", hyphen: "-", dash: "-", period: ".", colon: ":", sol: "/",
  plus: "+", equals: "=", commat: "@", quot: '"', apos: "'", num: "#", dollar: "$", percnt: "%",
  excl: "!", ast: "*", lpar: "(", rpar: ")", lsqb: "[", rsqb: "]", lcub: "{", rcub: "}",
  comma: ",", semi: ";", quest: "?", bsol: "\\", vert: "|", Tab: "\t",
  NewLine: "\n", shy: "", ZeroWidthSpace: "", zwnj: "", zwj: "",
}; // prettier-ignore

/** Escapes of CSS end with a blank or before what is no digit; octal ones have three digits. */
const cssEscape =
  "\\\\(?:0000[2-7][0-9a-fA-F] ?|(?:0{2,4})?(?:[2-7][0-9a-fA-F]|0?[aAdD9])(?:[ \\t]|(?=[^0-9a-fA-F\\s])))";
/** The names of Unicode, as Python takes them. */
const namedCharacters: Readonly<Record<string, string>> = {
  "LOW LINE": "_", "HYPHEN-MINUS": "-", "FULL STOP": ".", COLON: ":", SOLIDUS: "/",
  "EQUALS SIGN": "=", "PLUS SIGN": "+", "COMMERCIAL AT": "@", "QUOTATION MARK": '"',
  APOSTROPHE: "'", SPACE: " ", "DIGIT ZERO": "0", "DIGIT ONE": "1", "DIGIT TWO": "2",
  "DIGIT THREE": "3", "DIGIT FOUR": "4", "DIGIT FIVE": "5", "DIGIT SIX": "6", "DIGIT SEVEN": "7",
  "DIGIT EIGHT": "8", "DIGIT NINE": "9",
}; // prettier-ignore
/** Lua and Erlang take decimal numbers; with one of two digits, or an 8 or 9, none is octal. */
const decimalEscapes =
  "(?=(?:\\\\[0-9]{3}){0,24}\\\\(?:[0-9]{2}(?![0-9])|[0-9]{0,2}[89]))" +
  "(?:\\\\(?:3[2-9]|[4-9][0-9]|1[01][0-9]|12[0-6])(?![0-9])){8,200}";
/** Of these the whole tells which it is; colours of terminals (ECMA-48, SGR) are left out. */
const rarePatterns: readonly string[] = [
  `(?:${cssEscape}){4,64}`,
  "\\\\N\\{[A-Z0-9 -]{4,40}\\}",
  "\\x1b\\[[0-9;?]{0,24}[A-Za-z]",
  "%3[AaDd]\\+",
  "(?:\\\\0[0-3][0-7]{2}){4,64}",
  "(?:\\\\'[0-9a-fA-F]{2}){4,64}",
  decimalEscapes,
];

/** What one of the rare escapes stands for; undefined for any other. */
function resolveRare(escape: string): string | null | undefined {
  if (escape.startsWith("\x1b")) return "";
  if (escape.startsWith("\\N{")) {
    const letter = /^LATIN (SMALL|CAPITAL) LETTER ([A-Z])$/.exec(escape.slice(3, -1));
    if (letter === null) return namedCharacters[escape.slice(3, -1)] ?? null;
    return letter[1] === "SMALL" ? letter[2]?.toLowerCase() : letter[2];
  }
  // `printf %b` takes a zero before three octal digits, RTF a quote before two of hex.
  if (/^(?:\\0[0-3][0-7]{2}){4}/.test(escape)) return fromParts(escape, "\\0", 8);
  if (escape.startsWith("\\'") && escape.length > 2) return fromParts(escape, "\\'", 16);
  if (/^\\(?:[3-9][0-9]|1[0-2][0-9])\\(?:[3-9][0-9]|1[0-2][0-9])\\/.test(escape)) {
    return fromParts(escape, "\\", 10);
  }
  if (/^%3.\+$/.test(escape)) return `${fromPercent(escape.slice(0, 3))} `;
  if (!/^\\(?:0{2,4})?[0-9a-fA-F]{1,2}(?:[ \t]|\\)/.test(escape)) return undefined;
  return fromParts(escape, "\\", 16);
}

function fromParts(escape: string, mark: string, radix: number): string {
  return escape
    .split(mark)
    .slice(1)
    .map((digits) => fromPoint(digits.trim(), radix))
    .join("");
}

/**
 * One alternative for each notation. Backslashes and `%25` may be doubled, as they are when JSON
 * holds JSON or a URL holds a URL, so nesting of the same notation is undone at once.
 */
const escapePattern = new RegExp(
  [
    ...rarePatterns,
    "\\\\{1,16}(?:u\\{([0-9a-fA-F]{1,6})\\}|(?:u|U[0-9a-fA-F]{4})([0-9a-fA-F]{4})|" +
      "x([0-9a-fA-F]{2})(?![0-9a-fA-F]{8})|([0-3][0-7]{2})|([nrtbf])|(\\r?\\n[ \\t]{0,32})|([\"'/`$&_:=@-]))",
    "((?:%(?:25){0,8}[0-9a-fA-F]{2}){1,64})",
    "&#[xX]([0-9a-fA-F]{1,6});?",
    "&#([0-9]{1,7});?",
    `&(amp;(?=#|[a-zA-Z]{3,9};)|(?:${Object.keys(namedReferences).join("|")});)`,
    "%u([0-9a-fA-F]{4})",
    foldablePattern,
  ].join("|"),
  "yu",
);

const controls: Readonly<Record<string, string>> = { n: "\n", r: "\r", t: "\t", b: " ", f: " " };

function fromPoint(digits: string, radix: number): string {
  const point = Number.parseInt(digits, radix);
  return point > 0 && point <= 0x10ffff ? String.fromCodePoint(point) : " ";
}

function fromPercent(run: string): string {
  const bytes = run
    .split("%")
    .slice(1)
    .map((digits) => Number.parseInt(digits.slice(-2), 16));
  return Buffer.from(bytes).toString("utf8");
}

function foldAll(text: string): string {
  if (text.length === 1) return foldPoint(text.charCodeAt(0)) ?? text;
  let folded = "";
  for (const character of text) folded += foldPoint(character.codePointAt(0) ?? 0) ?? character;
  return folded;
}

/** A backslash and a line break inside a JSON string, once or twice: `\\\\\\n`. */
function isContinuation(escape: string): boolean {
  return escape.endsWith("n") && (escape.length === 4 || escape.length === 7);
}

/** What an escape stands for; null when the character is to stay as it is. */
function resolve(match: RegExpExecArray): string | null {
  const rare = resolveRare(match[0]);
  if (rare !== undefined) return rare;
  const [whole, braced, short, byte, octal, control, lineBreak, plain, ...others] = match;
  if (braced !== undefined) return foldAll(fromPoint(braced, 16));
  if (short !== undefined) return foldAll(fromPoint(short, 16));
  if (byte !== undefined) return fromPoint(byte, 16);
  if (octal !== undefined) return fromPoint(octal, 8);
  if (control !== undefined) return isContinuation(whole) ? "" : (controls[control] ?? null);
  // A backslash before a line break continues the line.
  if (lineBreak !== undefined) return "";
  if (plain !== undefined) return plain;
  return resolveReference(whole, others);
}

function resolveReference(whole: string, groups: readonly (string | undefined)[]): string | null {
  const [percent, hexRef, decimal, reference, wide] = groups;
  if (percent !== undefined) return foldAll(fromPercent(percent));
  if (hexRef !== undefined) return foldAll(fromPoint(hexRef, 16));
  if (decimal !== undefined) return foldAll(fromPoint(decimal, 10));
  if (reference === "amp;") return "&";
  if (reference !== undefined) return namedReferences[reference.slice(0, -1)] ?? null;
  if (wide !== undefined) return foldAll(fromPoint(wide, 16));
  return foldAll(whole);
}

const ampersand = 38;
const percent = 37;
const blank = 32;
const escapeSigns = "\\%&\x1b";
const startsEscape = tableOf(escapeSigns);

/** `&&`, `a & b` and `5 %` start nothing. */
function isMark(source: string, at: number): boolean {
  const code = source.charCodeAt(at);
  if (code !== ampersand && code !== percent) return true;
  const next = source.charCodeAt(at + 1);
  return !(next <= blank || next === code);
}

/** Where an escape may start: a pattern tried at every place of the text cost 12 µs a KB. */
function nextOfAny(source: string, from: number): number {
  for (let at = from; at < source.length; at += 1) {
    const code = source.charCodeAt(at);
    if ((code > 127 ? mayFold(source, at) : startsEscape[code] === 1) && isMark(source, at)) {
      return at;
    }
  }
  return -1;
}

/** The same in a text of ASCII: `places` holds where each of the four signs stands next. */
function nextOfSigns(source: string, from: number, places: Int32Array): number {
  for (let start = from; ;) {
    let at = source.length;
    for (let sign = 0; sign < escapeSigns.length; sign += 1) {
      let place = places[sign] as number;
      if (place < start) {
        place = source.indexOf(escapeSigns.charAt(sign), start);
        if (place === -1) place = source.length;
        places[sign] = place;
      }
      if (place < at) at = place;
    }
    if (at === source.length) return -1;
    if (isMark(source, at)) return at;
    start = at + 1;
  }
}

/** `\'67\'68`: bytes in RTF. */
function isRtf(source: string, at: number): boolean {
  return source.charCodeAt(at + 1) === 39 && source.startsWith("\\'", at + 4);
}

const backslash = 92;
/** By code: the escapes that JSON and source text are full of, known without the pattern. */
const usualEscapes: readonly (string | undefined)[] = ((): readonly (string | undefined)[] => {
  const byCode = Array.from<string | undefined>({ length: 128 });
  byCode["n".charCodeAt(0)] = "\n";
  for (const plain of "\"'") byCode[plain.charCodeAt(0)] = plain;
  return byCode;
})();

const escapeSteps = 40;
/** A backslash before a digit is one of four notations; a letter of another script many. */
const rareSteps = 105;
/** One that is known without the pattern. */
const usualSteps = 8;

interface Escape {
  readonly at: number;
  readonly end: number;
  readonly plain: string;
}

const isDigit = (code: number): boolean => code >= 48 && code < 58;
const lowerU = 117;
const lowerX = 120;

const hexValues = new Uint8Array(128).fill(255);
[..."0123456789abcdef"].forEach((digit, value) => {
  hexValues[digit.charCodeAt(0)] = value;
  hexValues[digit.toUpperCase().charCodeAt(0)] = value;
});

/** What so many digits of hex stand for; -1 where there are fewer. */
function hexAt(source: string, from: number, count: number): number {
  if (from + count > source.length) return -1;
  let value = 0;
  for (let at = from; at < from + count; at += 1) {
    const code = source.charCodeAt(at);
    const digit = code < 128 ? (hexValues[code] as number) : 255;
    if (digit === 255) return -1;
    value = value * 16 + digit;
  }
  return value;
}

/** `\u0067` and `\x67`, which texts of other scripts are full of: known without the pattern. */
function readHexEscape(source: string, at: number): Escape | null {
  if (source.charCodeAt(at) !== backslash) return null;
  const form = source.charCodeAt(at + 1);
  const count = form === lowerU ? 4 : form === lowerX ? 2 : 0;
  const point = count === 0 ? -1 : hexAt(source, at + 2, count);
  if (point === -1) return null;
  const end = at + 2 + count;
  if (form === lowerX && hexAt(source, end, 8) !== -1) return null;
  const plain = point > 0 ? String.fromCharCode(point) : " ";
  return { at, end, plain: form === lowerU ? foldAll(plain) : plain };
}

const plusSign = 43;

/** `%67` alone: in a row they are bytes of longer characters, and `%25` stands for a percent. */
function readPercent(source: string, at: number): Escape | null {
  if (source.charCodeAt(at) !== percent) return null;
  const byte = hexAt(source, at + 1, 2);
  const next = source.charCodeAt(at + 3);
  if (byte === -1 || byte === percent || next === percent || next === plusSign) return null;
  const plain = byte < 128 ? String.fromCharCode(byte) : "\ufffd";
  return { at, end: at + 3, plain };
}

/** How far from an escape the text that it may belong to is read again. */
const reachBefore = 192;
const reachAfter = 448;
/**
 * Escapes that leave less than this share of a text aside are read with all of it: what lies around
 * the others is searched twice.
 */
const asideMin = 0.6;

const foldedRunMax = 64;

/** Characters of the first plane that stand for others wherever they are. */
function foldRunAt(source: string, at: number): Escape | null {
  let plain = "";
  let end = at;
  while (end < source.length && end - at < foldedRunMax) {
    const unit = foldUnit(source.charCodeAt(end));
    if (unit === null) break;
    plain += unit;
    end += 1;
  }
  effort.steps += (end - at) * 5;
  return end === at ? null : { at, end, plain };
}

/** The stretches around escapes; stretches that touch are one. */
function stretchesAround(escapes: readonly Escape[], length: number): readonly Span[] {
  const stretches: [number, number][] = [];
  for (const { at, end } of escapes) {
    const from = Math.max(0, at - reachBefore);
    const to = Math.min(length, end + reachAfter);
    const last = stretches.at(-1);
    if (last !== undefined && from <= last[1]) last[1] = to;
    else stretches.push([from, to]);
  }
  const read = stretches.reduce((sum, [from, to]) => sum + to - from, 0);
  return read > length * (1 - asideMin) ? [[0, length]] : stretches;
}

function viewOf(source: string, escapes: readonly Escape[], stretches: readonly Span[]): View {
  const builder = new ViewBuilder(source);
  let next = 0;
  for (const [from, to] of stretches) {
    if (builder.length > 0) builder.replace(from, from, "\n\n");
    let kept = from;
    for (; next < escapes.length; next += 1) {
      const escape = escapes[next];
      if (escape === undefined || escape.at >= to) break;
      builder.keep(kept, escape.at);
      builder.replace(escape.at, escape.end, escape.plain);
      kept = escape.end;
    }
    builder.keep(kept, to);
  }
  return builder.finish();
}

/**
 * Resolves escapes, drops the invisible, folds look-alikes; null when nothing changed. Where there
 * are few, only the text around them is given.
 */
export function unescape(source: string, hasForeign = true): Unescaped | null {
  const escapes: Escape[] = [];
  let hidden = 0;
  const places = hasForeign ? null : new Int32Array(escapeSigns.length).fill(-1);
  const nextMark = (from: number): number =>
    places === null ? nextOfAny(source, from) : nextOfSigns(source, from, places);
  for (let at = nextMark(0); at !== -1; at = nextMark(at)) {
    if (effort.steps > effort.stepsMax) break;
    const usual =
      source.charCodeAt(at) === backslash && !isRtf(source, at)
        ? usualEscapes[source.charCodeAt(at + 1)]
        : "";
    if (usual !== undefined && usual !== "") {
      effort.steps += usualSteps;
      escapes.push({ at, end: at + 2, plain: usual });
      at += 2;
      continue;
    }
    const folded = foldRunAt(source, at);
    if (folded !== null) {
      escapes.push(folded);
      at = folded.end;
      continue;
    }
    const written = readHexEscape(source, at) ?? readPercent(source, at);
    if (written !== null) {
      effort.steps += usualSteps * 3;
      escapes.push(written);
      if (/[A-Za-z0-9]/.test(written.plain)) hidden += 1;
      at = written.end;
      continue;
    }
    const isRare = source.charCodeAt(at) > 127 || isDigit(source.charCodeAt(at + 1));
    effort.steps += isRare ? rareSteps : escapeSteps;
    escapePattern.lastIndex = at;
    const match = escapePattern.exec(source);
    const plain = match === null ? null : resolve(match);
    if (match === null || plain === null) {
      at += 1;
      continue;
    }
    const end = at + match[0].length;
    effort.steps += match[0].length * 3;
    escapes.push({ at, end, plain });
    if (match[0].charCodeAt(0) < 128 && /[A-Za-z0-9]/.test(plain) && match[5] === undefined) {
      hidden += 1;
    }
    at = end;
  }
  if (escapes.length === 0) return null;
  const stretches = stretchesAround(escapes, source.length);
  const [first] = stretches;
  const isWhole = first !== undefined && first[1] - first[0] === source.length;
  return { ...viewOf(source, escapes, stretches), hidden, isWhole };
}
