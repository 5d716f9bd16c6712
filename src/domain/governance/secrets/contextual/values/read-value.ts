import { tableOf } from "#domain/governance/secrets/formats/characters.ts";
import { effort } from "#domain/governance/secrets/linear/effort.ts";
import { endsLine } from "./blanks.ts";
import { valueLengthMax } from "./value-shape.ts";

/** How firmly a value stands behind its name; see `judge.ts`. */
export type Syntax = "quoted" | "line" | "bare" | "prose";

export interface Value {
  readonly start: number;
  readonly end: number;
  readonly syntax: Syntax;
  /** The value ends with its line, or what follows is no more text. */
  readonly isLast: boolean;
  /** The values of the rows below. */
  readonly more?: readonly Value[];
}

const isQuote = (character: string): boolean =>
  character === '"' || character === "'" || character === "`";

/** `"""…"""` on one line. */
function readTriple(text: string, start: number, quote: string): Value | null {
  const length = text.slice(start, start + valueLengthMax).indexOf(quote.repeat(3));
  const end = start + length;
  if (length === -1 || text.slice(start, end).includes("\n")) return null;
  return { start, end, syntax: "quoted", isLast: true };
}

/** A literal from its opening quote on; null when it does not close on its line. */
export function readQuoted(text: string, open: number): Value | null {
  const quote = text.charAt(open);
  if (!isQuote(quote)) return null;
  if (text.startsWith(quote.repeat(3), open)) return readTriple(text, open + 3, quote);
  const start = open + 1;
  // A closing quote taken for an opening one: what follows is the next member.
  if (/[,:\]}]/.test(text.charAt(start))) return null;
  if (text.charAt(start) === ")" && /[,;.?)]/.test(text.charAt(start + 1))) return null;
  const limit = Math.min(text.length, start + valueLengthMax);
  for (let at = start; at < limit; at += 1) {
    const character = text.charAt(at);
    if (character === quote) return { start, end: at, syntax: "quoted", isLast: true };
    if (character === "\\") {
      at += 1;
      if (text.charAt(at) === '"' && quote !== '"') return null;
    } else if (character === "\n" || character === "\r") return null;
    // The string that this text itself stands in ends here.
    else if (character === '"') return null;
  }
  return null;
}

const wordEndSigns = " \t\r\n\"'`\\";
const wordEnds = tableOf(wordEndSigns);
const bareEnds = tableOf(`${wordEndSigns},;&)]}<>|`);

function endOf(text: string, start: number, ends: Uint8Array): number {
  let at = start;
  const limit = Math.min(text.length, start + bareLengthMax + 1);
  while (at < limit) {
    const code = text.charCodeAt(at);
    if (code > 127 ? isWideSpaceOrStop(code) : ends[code] === 1) break;
    at += 1;
  }
  return at;
}

/** Ideographic space, comma and full stop, their full-width forms, corner brackets, quotes. */
function isWideSpaceOrStop(code: number): boolean {
  return (
    (code >= 0x3000 && code <= 0x3011) ||
    code === 0xff0c ||
    code === 0xff1b ||
    code === 0xff09 ||
    code === 0xff0e ||
    code === 0xff61 ||
    code === 0xa0 ||
    (code >= 0x2018 && code <= 0x201f) ||
    code === 0xbb ||
    code === 0x3002
  );
}

/** Longer tokens than this have a format of their own. */
const bareLengthMax = 256;
/** `pwd=pwd=…`: a value that is an assignment itself is read when its own name is. */
const nested = /^[A-Za-z_][\w-]{2,40}=(?![=\s,;&)\]}"'\\]|$)/;

const bracedValue = /\{([^{}"\n]{4,120})\}(?=;|$)/y;

/** `Pwd={…};` of ODBC: a value that holds semicolons. */
function readBraced(text: string, start: number): Value | null {
  if (text.charAt(start) !== "{" || !/[;=]/.test(text.charAt(start - 1))) return null;
  bracedValue.lastIndex = start;
  const value = bracedValue.exec(text)?.[1];
  if (value === undefined || /^\w+$/.test(value)) return null;
  return { start: start + 1, end: start + 1 + value.length, syntax: "quoted", isLast: true };
}

/** A value without quotes. */
export function readBare(text: string, start: number, isWord: boolean): Value | null {
  if (nested.test(text.slice(start, start + 48))) return null;
  const braced = readBraced(text, start);
  if (braced !== null) return braced;
  const end = endOf(text, start, isWord ? wordEnds : bareEnds);
  effort.steps += 16 + (end - start) / 2;
  if (end === start || end - start > bareLengthMax) return null;
  return { start, end, syntax: "bare", isLast: endsLine(text, end) };
}

/** `string =`, `&str =`, `Optional[str] =` between a name and its value. */
const typeThenEquals =
  /[&*]?[A-Za-z][\w.]{0,30}(?:[[<][\w |.,]{0,30}[\]>])?\??[ \t]{0,8}=[ \t]{0,8}/y;

/** Steps over a type annotation; returns where the value starts. */
export function skipType(text: string, from: number): number {
  typeThenEquals.lastIndex = from;
  const found = typeThenEquals.exec(text);
  return found === null || !isQuote(text.charAt(from + found[0].length))
    ? from
    : from + found[0].length;
}

const dumpedType = /\s{0,12}string\(\d{1,4}\) (?=")/y;

/** `=> string(9) "…"` of PHP's `var_dump`. */
export function skipDumpedType(text: string, from: number): number {
  dumpedType.lastIndex = from;
  return from + (dumpedType.exec(text)?.[0].length ?? 0);
}

/** What only changes the type of a literal. */
const conversion =
  /(?:\[\]byte|Buffer\.from|SecretStr|bytes(?:\.fromhex)?|(?:new )?String(?:::from)?|SecretString::(?:from|new)|Key::from|Some|std::string|QString|Secret|Sensitive|(?:System\.Text\.)?Encoding\.\w{3,8}\.GetBytes|Convert\.FromBase64String|(?:base64\.)?b64decode|hex\.DecodeString|bcrypt|Hash::make|make_password)\(b?/y;

const prefixLetters = tableOf("bBrRuUfFnNL@");
/** And what a conversion starts with. */
const mayLeadQuote = tableOf("bBrRuUfFnNL@[SsQKEChHm");

/** `b"…"`, `N'…'`, `@"…"`: a letter that belongs to the quote; `[]byte("…")`: a conversion. */
export function skipStringPrefix(text: string, at: number): number {
  if (at >= text.length) return at;
  const first = text.charCodeAt(at);
  if (first > 127 || mayLeadQuote[first] === 0) return at;
  if (prefixLetters[first] === 1 && isQuote(text.charAt(at + 1))) return at + 1;
  conversion.lastIndex = at;
  const found = conversion.exec(text);
  return found !== null && isQuote(text.charAt(at + found[0].length)) ? at + found[0].length : at;
}
