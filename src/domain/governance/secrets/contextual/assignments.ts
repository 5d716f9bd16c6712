import type { Span } from "../kind.ts";
import { isCredential, isPassphrase } from "./values/judge.ts";
import { isNamedBy, type Name, nameEnd, type NameKind, readName } from "./names.ts";
import { isBlank, skipBlanks, startsLine } from "./values/blanks.ts";
import {
  readBare,
  readQuoted,
  skipStringPrefix,
  skipType,
  type Value,
} from "./values/read-value.ts";

/** After a name: what can stand between it and a value. Everything else ends the look at once. */
const followers = new Uint8Array(128);
for (const character of "=:>,( \t\"'`])\\{?!") followers[character.charCodeAt(0)] = 1;

const isQuoteCode = (code: number): boolean => code === 34 || code === 39 || code === 96;

/** `NAME=value` of a shell, a Dockerfile, systemd: capitals, or after `export`, `ENV`, `ARG`. */
const environmentName = /^[A-Z][A-Z0-9_]*$/;

function isEnvironmentLine(text: string, name: Name): boolean {
  if (environmentName.test(name.text) && name.text.length > 4) return true;
  const before = text.slice(Math.max(0, name.start - 12), name.start);
  return /(?:export|env|arg|set|setx|-e|--env|environment=["']?) $/i.test(before);
}

function isFlag(name: Name): boolean {
  return name.text.startsWith("-") || name.text.startsWith("/");
}

function bareSyntax(text: string, name: Name, value: Value, separator: string): Value | null {
  const written = text.slice(value.start, value.end);
  if (isFlag(name)) return { ...value, syntax: "line" };
  const isGlued = value.start === name.end + 1;
  if (separator === "=" && isGlued && isEnvironmentLine(text, name)) {
    return /[A-Za-z_]{2}\($/.test(written) ? null : { ...value, syntax: "line" };
  }
  // A parameter of a URL or of a connection string.
  if (/[?&;]/.test(text.charAt(name.start - 1))) return { ...value, syntax: "line" };
  // A call, an index, a tuple: code.
  if (/[([{]/.test(written) || /[([{\\]/.test(text.charAt(value.end))) return null;
  if (!value.isLast || !startsLine(text, name.start)) return value;
  const digits = written.replace(/\D/g, "").length;
  const isSpacedEquals = separator === "=" && isBlank(text.charCodeAt(value.start - 1));
  return isSpacedEquals && digits < 2 ? value : { ...value, syntax: "line" };
}

function readAfterEquals(text: string, name: Name, at: number, separator: string): Value | null {
  const start = skipStringPrefix(text, at);
  if (isQuoteCode(text.charCodeAt(start))) return readQuoted(text, start);
  const isWord = separator === "=" && at === name.end + 1 && environmentName.test(name.text);
  const value = readBare(text, at, isWord);
  return value === null ? null : bareSyntax(text, name, value, separator);
}

/** `name = value`, `name: type = value`, `name := value`, `name => value`. */
function readAssigned(text: string, name: Name, from: number, wasQuoted: boolean): Value | null {
  const separator = text.charAt(from);
  let at = from + 1;
  if (separator === ":" && text.charAt(at) === "=") at += 1;
  else if (separator === "=" && text.charAt(at) === ">") at += 1;
  else if (separator === "=" && text.charAt(at) === "=") at += text.charAt(at + 1) === "=" ? 2 : 1;
  at = skipBlanks(text, at);
  if (separator === ":") at = skipType(text, at);
  const value = readAfterEquals(text, name, at, separator);
  // A number or a word after a quoted name is a JSON number or a variable, never a literal.
  if (value === null || (wasQuoted && value.syntax !== "quoted")) return null;
  return value;
}

/** `setPassword("…")`, `password("…")`. */
function readArgument(text: string, from: number): Value | null {
  const at = skipBlanks(text, from + 1);
  return readQuoted(text, skipStringPrefix(text, at));
}

/** `<password>…</password>`. */
function readElement(text: string, name: Name, from: number): Value | null {
  const lead = text.charAt(name.start - 1);
  if (lead !== "<" && lead !== ":") return null;
  const start = from + 1;
  const end = text.indexOf("<", start);
  if (end === -1 || end - start > 400 || text.charAt(end + 1) !== "/") return null;
  const inner = text.slice(start, end);
  const trimmed = inner.trim();
  const offset = inner.indexOf(trimmed);
  const value = { start: start + offset, end: start + offset + trimmed.length };
  return { ...value, syntax: "quoted", isLast: true };
}

/** What a name in quotes leads to elsewhere: `<add key="…" value="…">`, `name: …⏎ value: …`. */
const siblingValue =
  /[ \t]{0,8}(?:\)?[ \t]{0,4}\{)?[ \t\r\n,]{1,40}["']?(?:value|default|default_value|Value|content|secret_string)["']?[ \t]{0,8}[:=][ \t]{0,8}/y;

function readSibling(text: string, name: Name, from: number): Value | null {
  const code = text.charCodeAt(from);
  if (code !== 32 && code !== 10 && code !== 13 && code !== 44 && code !== 123) return null;
  siblingValue.lastIndex = from;
  const found = siblingValue.exec(text);
  if (found === null) return null;
  const at = from + found[0].length;
  const quoted = readQuoted(text, at);
  if (quoted !== null) return quoted;
  const value = readBare(text, at, false);
  if (value === null || !value.isLast || isQuoteCode(text.charCodeAt(name.end))) return null;
  return { ...value, syntax: "line" };
}

/** `--password x`, `password x` of `.netrc` and of Redis, `PASSWORD 'x'` of SQL. */
function readSpaced(text: string, name: Name, from: number): Value | null {
  const at = skipBlanks(text, from);
  const quoted = readQuoted(text, skipStringPrefix(text, at));
  if (quoted !== null) return isFlag(name) || /^[A-Za-z]+$/.test(name.text) ? quoted : null;
  const goType = /string[ \t]{1,8}=[ \t]{1,8}/y;
  goType.lastIndex = at;
  const declared = goType.exec(text);
  if (declared !== null) return readQuoted(text, at + declared[0].length);
  const value = readBare(text, at, true);
  if (value === null) return null;
  if (isFlag(name)) return { ...value, syntax: "line" };
  const before = text.slice(Math.max(0, name.start - 160), name.start);
  if (/(?:^|\n)[ \t]*ENV[ \t]+$/.test(before)) return { ...value, syntax: "line" };
  const isNetrc = /(?:^|[\s])(?:login|account)[ \t]+\S+\s+$/.test(before);
  return isNetrc ? { ...value, syntax: "line" } : null;
}

function readValueOf(text: string, name: Name): Value | null {
  let at = name.end;
  let wasQuoted = false;
  // `password"]`, `'password')`: what closes around a name.
  for (let closers = 0; closers < 3; closers += 1) {
    const code = text.charCodeAt(at);
    if (isQuoteCode(code)) wasQuoted = true;
    else if (code !== 93 && !(code === 41 && wasQuoted)) break;
    at += 1;
  }
  const direct = text.charAt(at);
  if (direct === "(") return readArgument(text, at);
  if (direct === ">") return readElement(text, name, at);
  const next = skipBlanks(text, at);
  const character = text.charAt(next);
  if (character === ":" || character === "=") return readAssigned(text, name, next, wasQuoted);
  if (character === "：") return readAfterEquals(text, name, skipBlanks(text, next + 1), ":");
  if (character === "," && wasQuoted) {
    const value = readArgument(text, next);
    if (value !== null) return value;
  }
  if (character === "?" && text.charAt(next + 1) === ":") return null;
  const sibling = readSibling(text, name, at);
  if (sibling !== null) return sibling;
  return next > at && !wasQuoted ? readSpaced(text, name, at) : null;
}

/**
 * The credential that is assigned to the name which the keyword at `keywordStart` belongs to. Most
 * names are not followed by a value: one look at the next character ends most of the calls.
 */
export function findAssigned(
  kind: NameKind,
  text: string,
  keywordStart: number,
  keywordLength: number,
): Span | null {
  const end = nameEnd(text, keywordStart + keywordLength);
  const next = text.charCodeAt(end);
  if (next > 127 ? next !== 0xff1a : followers[next] !== 1 && next !== 10 && next !== 13)
    return null;
  const name = readName(text, keywordStart, end);
  if (!isNamedBy(kind, text, keywordStart, name)) return null;
  const value = readValueOf(text, name);
  if (value === null) return null;
  const { start, end: valueEnd, syntax } = value;
  const written = text.slice(start, valueEnd);
  const isFound =
    isCredential(kind.weight, syntax, written) ||
    (syntax === "quoted" && isPassphrase(name.text, written));
  return isFound ? { start, end: valueEnd } : null;
}
