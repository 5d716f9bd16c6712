import { effort } from "../linear/effort.ts";
import { tableOf } from "../formats/characters.ts";
import type { Span } from "../kind.ts";
import {
  readBlock,
  readFallback,
  readNextCell,
  readSibling,
  readSubstitute,
} from "./layouts/beside.ts";
import { bareSyntax, environmentName, isFlag } from "./layouts/bare-syntax.ts";
import { readByteList } from "./layouts/byte-list.ts";
import { isOfConnection } from "./layouts/connection.ts";
import { isBar, readColumn } from "./layouts/drawn-table.ts";
import { isSettingLine, readVariableLine } from "./layouts/setting-line.ts";
import { readStatement } from "./layouts/statement.ts";
import { readBelow } from "./layouts/table.ts";
import { isSearchKey } from "./values/search-key.ts";
import { readAppPassword } from "./values/app-password.ts";
import { findOfVariable, isVariable } from "./talk/variables.ts";
import { refersBehind } from "./values/refers-behind.ts";
import { isUuidCredential } from "./values/uuid-key.ts";
import { isCredential, isOptionPhrase, isPassphrase, isPhrase } from "./values/judge.ts";
import { valueLengthMin } from "./values/value-shape.ts";
import {
  lastWordOf,
  type Name,
  nameEnd,
  type NameKind,
  nameKinds,
  readNameOf,
  weightOf,
} from "./names.ts";
import { readElement } from "./layouts/element.ts";
import { skipBlanks, startsLine, textBefore } from "./values/blanks.ts";
import {
  readBare,
  readQuoted,
  skipDumpedType,
  skipStringPrefix,
  skipType,
  type Value,
} from "./values/read-value.ts";

const nameSteps = 190;

/** After a name: what can stand between it and a value. Everything else ends the look at once. */
const followers = tableOf("=:>,;( \t\"'`])\\{}?|<*[");

const isQuoteCode = (code: number): boolean => code === 34 || code === 39 || code === 96;

function readAfterEquals(text: string, name: Name, at: number, separator: string): Value | null {
  const start = skipStringPrefix(text, at);
  if (isQuoteCode(text.charCodeAt(start))) return readQuoted(text, start);
  const spaced = readAppPassword(text, at);
  if (spaced !== null) return spaced;
  // `5pw= IHBvc2Vz`: the end of one word of base-64 and the next.
  if (separator === "=" && at === name.end + 2 && /^pw.?$/i.test(name.tail)) return null;
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
  // `**Password:** …` of Markdown.
  if (text.charAt(at) === "*" && text.charAt(at + 1) === "*") at += 2;
  at = skipBlanks(text, at);
  if (separator === ":") at = skipType(text, at);
  else if (wasQuoted) at = skipDumpedType(text, at);
  const value = readAfterEquals(text, name, at, separator);
  // A number or a word after a quoted name is a JSON number or a variable, never a literal.
  if (value === null || (wasQuoted && value.syntax !== "quoted")) return null;
  // `a.token === b`; `ID8/Pw== c2VjdG9y` of a list in base-64.
  const isCompared = separator === "=" && text.charAt(from + 1) === "=";
  return isCompared && value.syntax !== "quoted" ? null : value;
}

/** Their argument is the name or the number of what they look for. */
const looksUp = new Set([
  "get",
  "delete",
  "rotate",
  "revoke",
  "find",
  "remove",
  "fetch",
  "list",
  "reset",
]);

/** Calls have a literal as their first argument, or are of no interest. */
function mayBeArgument(text: string, open: number): boolean {
  return isQuoteCode(text.charCodeAt(skipStringPrefix(text, skipBlanks(text, open + 1))));
}

/** `setPassword("…")`, `password("…")`. */
function readArgument(text: string, from: number): Value | null {
  const at = skipBlanks(text, from + 1);
  return readQuoted(text, skipStringPrefix(text, at));
}

/** The line before says whose password follows: `.netrc`, `msmtprc`, a router's `line vty`. */
const linesBefore =
  /(?:^|\s)(?:login|account)[ \t]+[^\s(]+\s+$|(?:^|\n)[ \t]*user(?:name)?[ \t]+\S+[ \t]*\r?\n[ \t]*$|\bline (?:vty|con|aux)[^\n]{0,20}\n[ \t]*$|(?:^|\n)[ \t]*set[ \t]+$/i;

/** One of these stands in front of every name that a blank parts from its value. */
const leadsToWord = /set|env|user|login|line|account|wifi/i;

const goType = /(?:As[ \t]{1,4})?string[ \t]{1,8}=[ \t]{1,8}/iy;

/** `--password x`, `password x` of `.netrc` and of Redis, `PASSWORD 'x'` of SQL. */
function readSpaced(text: string, name: Name, from: number): Value | null {
  const at = skipBlanks(text, from);
  const quoted = readQuoted(text, skipStringPrefix(text, at));
  if (quoted !== null) {
    const isStatement = /(?:password|passwd|passphrase|psk)$/i.test(name.text);
    const isMacro = /#[ \t]*define[ \t]+$/.test(textBefore(text, name.start, 16));
    return isFlag(name) || isMacro || (isStatement && text.charAt(at) !== "`") ? quoted : null;
  }
  goType.lastIndex = at;
  const declared = goType.exec(text);
  if (declared !== null) return readQuoted(text, at + declared[0].length);
  const value = readBare(text, at, true);
  if (value === null || value.end - value.start < valueLengthMin) return null;
  // The next option stands behind one without a value.
  if (isFlag(name)) return /[-[<{|]/.test(text.charAt(at)) ? null : { ...value, syntax: "line" };
  effort.steps += nameSteps;
  if (isSettingLine(text, name, value)) return { ...value, syntax: "line" };
  const before = textBefore(text, name.start, 160);
  if (!leadsToWord.test(before)) return null;
  if (/(?:^|\n)[ \t]*ENV[ \t]+$/.test(before)) return { ...value, syntax: "line" };
  if (/(?:setx|config set|\bset -[a-zA-Z]{1,4})[ \t]{1,8}\S{0,80}$/i.test(before))
    return { ...value, syntax: "line" };
  if (/\bwifi[ \t]{1,4}(?:connect|hotspot)\b/.test(before)) return { ...value, syntax: "line" };
  return linesBefore.test(before) ? { ...value, syntax: "line" } : null;
}

/** `define('DB_PASSWORD', '…')`: the second argument is what the first one names. */
const isDefined =
  /(?:\b(?:define|setenv|putenv|Sys\.setenv|set_var)|\.(?:put|setProperty|setAttribute|setItem|set))[ \t]{0,4}\([ \t]{0,4}["']$|\bset[ (]:$/i;

/** `password"]`, `'password')`, `**password**`: where what closes around a name ends. */
function skipClosers(
  text: string,
  from: number,
): { readonly at: number; readonly quoted: boolean } {
  let at = from;
  let quoted = false;
  for (let closers = 0; closers < 3; closers += 1) {
    const code = text.charCodeAt(at);
    if (isQuoteCode(code)) quoted = true;
    else if (code !== 93 && code !== 42 && !(code === 41 && quoted)) break;
    at += 1;
  }
  return { at, quoted };
}

const settingVerb = /\b(?:set|put|add|config)[ \t][^\n]{0,80}["'][\w:.]{0,40}$/i;

/** `dotnet user-secrets set "Smtp:Password" "…"`. */
function readPaired(text: string, name: Name, at: number): Value | null {
  const value = readQuoted(text, at);
  if (value === null || !settingVerb.test(textBefore(text, name.start, 90))) return null;
  return value;
}

/** `{password, <<"…">>}` of Erlang. */
const binary = /,[ \t\r\n]{0,40}<<(?=")/y;

function readListed(text: string, name: Name, comma: number, wasQuoted: boolean): Value | null {
  binary.lastIndex = comma;
  const opened = binary.exec(text);
  if (opened !== null) return readQuoted(text, comma + opened[0].length);
  const isCopied =
    text.charAt(name.start - 1) === "(" &&
    /\bstrn?cpy\($/.test(text.slice(Math.max(0, name.start - 8), name.start));
  if (isCopied) return readArgument(text, comma);
  // `set :password, "…"`: a symbol of Ruby.
  const isSymbol = text.charAt(name.start - 1) === ":";
  const value = wasQuoted || isSymbol ? readArgument(text, comma) : null;
  const below = value === null || wasQuoted ? readBelow(text, name, comma) : null;
  if (value === null || below !== null) return below;
  const isNamed = isFlag(name) || isDefined.test(textBefore(text, name.start, 24));
  if (isNamed) return value;
  // A list of names.
  if (/(?:pass(?:word|wd)?|token|secret|key|psk)$/i.test(text.slice(value.start, value.end)))
    return null;
  // An argument may be anything: `get("password", "field_2")`.
  return { ...value, syntax: "bare" };
}

/** `pass[]`, `password[64]`: an array of characters in C. */
const brackets = /\[(?:\w{0,24}|'\w{1,40}'|"\w{1,40}")\](?=[ \t]{0,8}=)/y;

function skipBrackets(text: string, from: number): number {
  // `$cfg{db_pass} = …` of Perl.
  if (text.charAt(from) === "}" && /^[ \t]{0,8}=[^=~>]/.test(text.slice(from + 1, from + 12)))
    return from + 1;
  if (text.charAt(from) !== "[") return from;
  brackets.lastIndex = from;
  return from + (brackets.exec(text)?.[0].length ?? 0);
}

function readValueOf(text: string, name: Name): Value | null {
  const closed = skipClosers(text, skipBrackets(text, name.end));
  const at = skipBrackets(text, closed.at);
  const { quoted } = closed;
  const element = readElement(text, name, at);
  if (element !== null) return element;
  const next = skipBlanks(text, at);
  const inserted = readStatement(text, name);
  if (inserted !== null) return inserted;
  const sibling = readSibling(text, name, at);
  if (sibling !== null) return sibling;
  switch (text.charAt(next)) {
    case "(":
      // `t.pass("…")` of a test says what passed.
      if (next !== at || name.tail === "pass" || looksUp.has(lastWordOf(name))) return null;
      return readArgument(text, at);
    case "<":
      return text.charAt(next + 1) === "-"
        ? readQuoted(text, skipStringPrefix(text, skipBlanks(text, next + 2)))
        : readNextCell(text, next);
    case "|":
      return readBelow(text, name, next) ?? readNextCell(text, next) ?? readFallback(text, next);
    case "-":
      return text.charAt(next + 1) === ">" && quoted ? readArgument(text, next + 1) : null;
    case "?":
      return text.charAt(next + 1) === "="
        ? readAssigned(text, name, next + 1, quoted)
        : readFallback(text, next);
    case "：":
      return readAfterEquals(text, name, skipBlanks(text, next + 1), ":");
    case "=":
    case ":":
      return (
        readSubstitute(text, name, next) ??
        readAssigned(text, name, next, quoted) ??
        readBlock(text, next)
      );
    case ",":
      return readListed(text, name, next, quoted);
    case ";":
      return readBelow(text, name, next);
    case ")":
    case "\r":
    case "\n":
      return readBelow(text, name, next) ?? (quoted ? null : readColumn(text, name));
    case "}":
      return readVariableLine(text, name, next);
    default:
      if (next === at) return null;
      if (quoted) return readFallback(text, next) ?? readPaired(text, name, next);
      return (
        readSpaced(text, name, at) ??
        (isBar(text.charAt(next)) || text.charAt(at) === "\t"
          ? readBelow(text, name, next)
          : null) ??
        (next > at + 1 ? readColumn(text, name) : null)
      );
  }
}

/** `…/badge.svg?token=…`: what a picture in a README shows is public, and its token says no more. */
function isBadge(text: string, name: Name): boolean {
  const lead = text.charAt(name.start - 1);
  if (lead !== "?" && lead !== "&") return false;
  return /\.svg\?[\w=&.%-]*$/.test(text.slice(Math.max(0, name.start - 80), name.start));
}

/** `"AWS::ApiGateway::ApiKey": "…"`: the type of a resource, not its value. */
function isTypeName(text: string, name: Name): boolean {
  if (!isQuoteCode(text.charCodeAt(name.end))) return false;
  return text.startsWith("::", name.start - 2) || name.text.includes("::");
}

/** `MAIL_PASSWORD="…"` with words inside: labels stand in other files. */
function isEnvironmentPhrase(text: string, name: Name, written: string): boolean {
  return (
    environmentName.test(name.text) &&
    text.charAt(name.end) === "=" &&
    startsLine(text, name.start) &&
    isPhrase(written)
  );
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
  // `id;password;role`: in code a line or a blank stands behind it.
  if (next === 59 && !/[A-Za-z"]/.test(text.charAt(end + 1))) return null;
  if (next === 58 && refersBehind(text, end + 1)) return null;
  if (next === 40 && !mayBeArgument(text, end)) return null;
  effort.steps += nameSteps;
  const name = readNameOf(kind, text, keywordStart, end);
  if (name === null) return null;
  if (isBadge(text, name) || isTypeName(text, name) || isSearchKey(text, name.start)) return null;
  const list =
    kind.isKey === true ? readByteList(text, skipBlanks(text, skipBrackets(text, end))) : null;
  if (list !== null) return list;
  const found = findValue(kind, text, name);
  if (found !== null) return found;
  const isTold = next === 32 && kind.weight > 1 && isVariable(name.text) && !isOther(kind, name);
  return isTold ? findOfVariable(text, end, weightOf(kind, name, "")) : null;
}

/** `forgotPassword`, `nextToken`; asked late, as most names have no value. */
function isOther(kind: NameKind, name: Name): boolean {
  return kind.notAfter.has(lastWordOf(name)) && !isAdmitting(name);
}

/** The keys of Azure AI Search change what is in the index; others only look something up. */
const isAdmitting = ({ text }: Name): boolean => /azure.{0,12}search/i.test(text);

function findValue(kind: NameKind, text: string, name: Name): Span | null {
  const value = readValueOf(text, name);
  if (value === null || isOther(kind, name)) return null;
  if (value.more === undefined) return judgeValue(kind, text, name, value);
  const rows = [value, ...value.more].map((row) => judgeValue(kind, text, name, row));
  const [found, ...more] = rows.filter((row) => row !== null);
  return found === undefined ? null : { ...found, more };
}

function judgeValue(kind: NameKind, text: string, name: Name, value: Value): Span | null {
  const { end: valueEnd, syntax } = value;
  if (kind.needsQuotes === true && name.headLength === 0 && syntax !== "quoted") return null;
  // Spring's mark of a password that is not hashed.
  const start = text.startsWith("{noop}", value.start) ? value.start + 6 : value.start;
  const written = text.slice(start, valueEnd).replace(/^\\"|\\"$/g, "");
  // `'p256ecdsa=' + key`: the rest is added.
  if (/[:=]$/.test(written) && /^["'`][ \t]{0,4}\+/.test(text.slice(valueEnd, valueEnd + 6)))
    return null;
  // `disableSshPwd=disableSshPwd`: an argument of its own name.
  if (written === name.text || kind.body?.test(written) === false) return null;
  const isFound =
    isCredential(weightOf(kind, name, written), syntax, written) ||
    isUuidCredential(kind, name, syntax, written) ||
    (kind === nameKinds.password && isOfConnection(text, { start, end: valueEnd }, syntax)) ||
    (syntax !== "bare" && isPassphrase(name.text, written)) ||
    (syntax === "quoted" && isEnvironmentPhrase(text, name, written)) ||
    (syntax === "quoted" && isFlag(name) && kind.weight > 3 && isOptionPhrase(written));
  return isFound ? { start, end: valueEnd } : null;
}
