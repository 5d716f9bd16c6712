import { variableLines } from "#domain/governance/secrets/formats/setting.ts";
import { tableOf } from "#domain/governance/secrets/formats/characters.ts";
import type { Name } from "../names.ts";
import { isBlank, skipBlanks, textBefore } from "../values/blanks.ts";
import { readBare, readQuoted, type Value } from "../values/read-value.ts";

/**
 * Layouts that put a value somewhere else than behind its name: beside it as a sibling, in the next
 * cell, or in the next line.
 */

/** What a name in quotes leads to: `<add key="…" value="…">`, `name: …`, then `value: …`. */
const siblingValue = new RegExp(
  "[ \\t]{0,8}(?:\\)?[ \\t]{0,4}\\{)?[ \\t\\r\\n,]{1,40}" +
    // `"slotSetting": false,`
    '(?:"\\w{1,24}": ?(?:true|false|null|\\d{1,9}|"[^"\\n]{0,40}"),\\s{0,40}){0,2}' +
    variableLines +
    "[\"']?(?:[vV]alue|default|default_value|secret_string)[\"']?[ \\t]{0,8}[:=][ \\t]{0,8}",
  "y",
);

/** `variable "db_password" { type = string … default = "…" }`. */
const defaultBelow = /[ \t]{0,8}\{[^{}]{0,400}?\n[ \t]{0,40}default[ \t]{0,16}=[ \t]{0,8}(?=")/y;

function readDefault(text: string, name: Name, from: number): Value | null {
  if (text.charAt(name.start - 1) !== '"') return null;
  if (!/\bvariable[ \t]{1,8}"$/.test(text.slice(Math.max(0, name.start - 20), name.start)))
    return null;
  defaultBelow.lastIndex = from;
  const found = defaultBelow.exec(text);
  return found === null ? null : readQuoted(text, from + found[0].length);
}

/** `DbPassword:` with `Type: String`, `Default: …` below it: a parameter of CloudFormation. */
const parameterBelow =
  /:[ \t]{0,4}\r?\n(?:[ \t]{2,20}(?!Default:)[A-Z]\w{2,24}:[^\n]{0,200}\n){1,8}[ \t]{2,20}Default:[ \t]{1,4}/y;
/** `"adminPassword": { "value": "…" }`: a parameter of Azure. */
const valueInside = /:[ \t]{0,4}\{\s{0,40}"value"[ \t]{0,4}:[ \t]{0,4}(?=")/y;

/** What stands below or inside of the block that a name opens. */
export function readBlock(text: string, from: number): Value | null {
  if (text.charAt(from) !== ":") return null;
  valueInside.lastIndex = from;
  const inside = valueInside.exec(text);
  if (inside !== null) return readQuoted(text, from + inside[0].length);
  parameterBelow.lastIndex = from;
  const below = parameterBelow.exec(text);
  if (below === null || !/\bType:/.test(below[0])) return null;
  const at = from + below[0].length;
  const value = readQuoted(text, at) ?? readBare(text, at, true);
  return value === null ? null : { ...value, syntax: "line" };
}

/** Blank, line feed, carriage return, comma, brace: what can stand before a sibling. */
const siblingLeads: ReadonlySet<number> = new Set([32, 10, 13, 44, 123]);

/** What stands between a name and its sibling, and how `siblingValue` may go on behind that. */
const isBetween = tableOf(" \t\r\n,){");
const betweenMax = 60;
const isSiblingStart = tableOf("\"'vVdDtTsneN");

function maySiblingFollow(text: string, from: number): boolean {
  const limit = Math.min(text.length, from + betweenMax);
  for (let at = from; at < limit; at += 1) {
    const code = text.charCodeAt(at);
    if (code > 127) return false;
    if (isBetween[code] === 0) return isSiblingStart[code] === 1;
  }
  return false;
}

export function readSibling(text: string, name: Name, from: number): Value | null {
  if (!siblingLeads.has(text.charCodeAt(from))) return null;
  siblingValue.lastIndex = from;
  const found = maySiblingFollow(text, from) ? siblingValue.exec(text) : null;
  if (found === null) return readDefault(text, name, from);
  const at = from + found[0].length;
  const quoted = readQuoted(text, at);
  if (quoted !== null) return quoted;
  const value = readBare(text, at, false);
  if (value === null || !value.isLast || /["'`]/.test(text.charAt(name.end))) return null;
  return { ...value, syntax: "line" };
}

const nextCell = /(?<![^ \t])\|[ \t]{1,20}(`?)([^\s|`"'\\]{6,200})\1[ \t]{0,80}\|/y;
/** `client_secret | …` of a record that `psql` prints in lines. */
const recordCell = /(?<=\n[\w ]{1,60})\| ()(\S{6,200})[ \t]{0,80}(?:\r?\n|$)/y;
const nextElement =
  /<\/\w{1,12}>[ \t\r\n]{0,40}<\w{1,12}(?: [^<>\n]{0,60})?>(?:<\w{1,8}>)?([^\s<>"'\\]{6,200})<\//y;
/** Elements that name a value, as against the cells of a table. */
const naming = /^<\/(?:name|key|stringProp|entry)>/;

function firstOf(patterns: readonly RegExp[], text: string, at: number): RegExpExecArray | null {
  for (const pattern of patterns) {
    pattern.lastIndex = at;
    const found = pattern.exec(text);
    if (found !== null) return found;
  }
  return null;
}

/** The cell to the right: of a Markdown table, or of an HTML one. */
export function readNextCell(text: string, from: number): Value | null {
  const patterns = text.charAt(from) === "<" ? [nextElement] : [nextCell, recordCell];
  const found = firstOf(patterns, text, from);
  const written = found?.[2] ?? found?.[1];
  if (found === null || written === undefined) return null;
  const start = from + found[0].lastIndexOf(written);
  const syntax = naming.test(found[0]) ? "line" : "bare";
  return { start, end: start + written.length, syntax, isLast: true };
}

/** `env.DB_PASSWORD ?? "…"`, `ENV["DB_PASSWORD"] || "…"`: what counts when it is unset. */
export function readFallback(text: string, from: number): Value | null {
  const operator = text.slice(from, from + 2);
  if (operator !== "??" && operator !== "||" && operator !== "or") return null;
  return readQuoted(text, skipBlanks(text, from + (text.charAt(from + 2) === "=" ? 3 : 2)));
}

/** `${DB_PASSWORD:-…}` of a shell, `${DB_PASSWORD:…}` of Spring. */
export function readSubstitute(text: string, name: Name, from: number): Value | null {
  if (textBefore(text, name.start, 2) !== "${" && !name.text.startsWith("${")) return null;
  const start = text.charAt(from + 1) === "-" ? from + 2 : from + 1;
  if (isBlank(text.charCodeAt(start))) return null;
  const value = readBare(text, start, false);
  if (value === null || text.charAt(value.end) !== "}") return null;
  return { ...value, syntax: "line" };
}
