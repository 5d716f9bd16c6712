import {
  placeholder,
  plainWord,
  type ShellCommand,
  type ShellScript,
  type ShellWord,
} from "../shell/shell-command.ts";
import { shellBytesMax, shellDepthMax, shellWordsMax } from "../shell/shell-limits.ts";
import { assign, valueOf } from "../shell/expand-parameter.ts";
import { cmdletOf } from "./aliases.ts";
import { readStrings } from "./read-strings.ts";

interface PowershellReader {
  readonly text: string;
  at: number;
  readonly depth: number;
  readonly script: Draft;
  words: ShellWord[];
  pipedFrom: ShellCommand | null;
  /** `&` stood before the first word. */
  called: boolean;
  /** The first word is a string or an expression, no name. */
  startsWithText: boolean;
}

interface Draft extends ShellScript {
  readonly commands: ShellCommand[];
  problem: string | null;
}

/**
 * Reads PowerShell into its commands: pipelines, blocks, sub-expressions, method calls, strings
 * with back-tick escapes, here-strings, and assignments of plain strings (about_Parsing,
 * about_Quoting_Rules). What is computed stands as the placeholder. One pass; never throws.
 */
export function parsePowershell(text: string): ShellScript {
  const script: Draft = {
    commands: [],
    problem: text.length > shellBytesMax ? "is too long to be read" : null,
    scope: { values: null, aliases: null, expansionLeft: shellBytesMax },
  };
  if (script.problem === null) readBlock(text, script, 0);
  return script;
}

function readBlock(text: string, script: Draft, depth: number): void {
  if (depth > shellDepthMax) {
    script.problem ??= "is nested too deep";
    return;
  }
  const reader: PowershellReader = {
    text,
    at: 0,
    depth,
    script,
    words: [],
    pipedFrom: null,
    called: false,
    startsWithText: false,
  };
  while (reader.at < text.length && script.problem === null) step(reader);
  endCommand(reader, false);
}

function step(reader: PowershellReader): void {
  const char = reader.text[reader.at] as string;
  const next = reader.text[reader.at + 1];
  if (char === "#") return skipTo(reader, "\n");
  if (char === "<" && next === "#") return skipTo(reader, "#>");
  if (char === "`" && (next === "\n" || next === "\r")) reader.at += 2;
  else if (/[ \t\r,]/.test(char)) reader.at++;
  else if (char === ";" || char === "\n") endAt(reader, 1, false);
  else if (char === "|") endAt(reader, next === "|" ? 2 : 1, next !== "|");
  else if (char === "&") endAmpersand(reader, next);
  else if (char === "@" && next === "{") rememberTable(reader);
  else if (char === "(" || char === "{") readNested(reader, char);
  else if (char === ")" || char === "}") reader.at++;
  else takeWord(reader);
}

function skipTo(reader: PowershellReader, mark: string): void {
  const end = reader.text.indexOf(mark, reader.at);
  reader.at = end === -1 ? reader.text.length : end + (mark === "\n" ? 0 : mark.length);
}

function endAt(reader: PowershellReader, length: number, isPipe: boolean): void {
  reader.at += length;
  endCommand(reader, isPipe);
}

/** `&` calls what follows; `&&` and a trailing `&` end the command. */
function endAmpersand(reader: PowershellReader, next: string | undefined): void {
  reader.at += next === "&" ? 2 : 1;
  if (reader.words.length === 0) reader.called = true;
  if (reader.words.length > 0 || next === "&") endCommand(reader, false);
}

function endCommand(reader: PowershellReader, isPipe: boolean): void {
  const called = reader.called || reader.words[0]?.text === ".";
  const words = nameCommand(reader, called);
  reader.words = [];
  reader.called = false;
  if (words.length === 0) {
    if (!isPipe) reader.pipedFrom = null;
    return;
  }
  if (recordAssignment(reader, words)) return;
  const { commands } = reader.script;
  if (commands.length > shellWordsMax) reader.script.problem ??= "has too many commands";
  const { pipedFrom, depth } = reader;
  const command = { words, redirects: [], inputs: [], pipedFrom, level: depth };
  commands.push(command);
  reader.pipedFrom = isPipe ? command : null;
}

/** Resolves aliases; what is no call is an expression, whose value goes on. */
function nameCommand(reader: PowershellReader, called: boolean): readonly ShellWord[] {
  const words = reader.words[0]?.text === "." ? reader.words.slice(1) : reader.words;
  const [first, ...rest] = words;
  if (first === undefined) return words;
  const isValue = reader.startsWithText || first.text.startsWith(placeholder);
  if (!called && isValue && rest[0]?.text !== "=") return [plainWord("write-output"), ...words];
  const { aliases } = reader.script.scope;
  const meant = aliases?.get(first.text.toLowerCase()) ?? cmdletOf(first.text);
  if (/^(?:set|new)-alias$/i.test(meant)) recordAlias(reader, rest);
  return meant === first.text ? words : [{ ...first, text: meant }, ...rest];
}

function recordAlias(reader: PowershellReader, args: readonly ShellWord[]): void {
  const [name, value] = args.filter((word) => !word.text.startsWith("-")).map((word) => word.text);
  if (name === undefined || value === undefined) return;
  reader.script.scope.aliases ??= new Map();
  reader.script.scope.aliases.set(name.toLowerCase(), cmdletOf(value));
}

/** `$x = 'text'`: remembered; the words after `=` run as a command when they are no text. */
function recordAssignment(reader: PowershellReader, words: readonly ShellWord[]): boolean {
  const target = /^\u{fffc}?\$([\w:]+)$/u.exec(words[0]?.text ?? "");
  if (target === null || words[1]?.text !== "=") return false;
  const value = words[2];
  if (value === undefined) return true;
  if (words.length === 3) assign(reader.script.scope, variable(target[1] as string), value.text);
  reader.words = words.slice(2);
  endCommand(reader, false);
  return true;
}

const variable = (name: string) => name.toLowerCase();

/** `$p = @{Path = 'x'; Recurse = $true}`: what `Remove-Item @p` later takes as its parameters. */
function rememberTable(reader: PowershellReader): void {
  reader.at++;
  const end = closing(reader.text, reader.at, "{");
  const [target, equals, more] = reader.words.map((word) => word.text);
  const name = /^\$(\w+)$/.exec(target ?? "")?.[1];
  if (name === undefined || equals !== "=" || more !== undefined || end === -1) return;
  assign(reader.script.scope, `@${variable(name)}`, reader.text.slice(reader.at + 1, end));
}

function readSplatted(reader: PowershellReader, name: string): boolean {
  const table = reader.script.scope.values?.get(`@${variable(name)}`);
  if (table === undefined || table === null) return false;
  reader.script.scope.expansionLeft -= table.length;
  if (reader.script.scope.expansionLeft < 0) return false;
  const pairs = table.replaceAll(/(^|[;\n])[ \t\r]*['"]?(\w+)['"]?[ \t]*=[ \t]*/g, "$1 -$2 ");
  readArguments(reader, pairs);
  return true;
}

/** A parenthesis right after a word holds a method's arguments; elsewhere a command of its own. */
function readNested(reader: PowershellReader, open: string): void {
  const { text, at } = reader;
  const isCall = open === "(" && reader.words.length > 0 && /[\w\]]/.test(text[at - 1] ?? "");
  const strings = open === "(" && !isCall ? readStrings(text, at) : null;
  if (strings !== null) {
    reader.at = strings.end;
    if (reader.words.length === 0) reader.startsWithText = true;
    reader.words.push(plainWord(strings.text));
    return;
  }
  const end = closing(text, at, open);
  const inner = text.slice(at + 1, end === -1 ? text.length : end);
  reader.at = end === -1 ? text.length : end + 1;
  if (isCall) return readArguments(reader, inner);
  readBlock(inner, reader.script, reader.depth + 1);
  const last = reader.script.commands.at(-1);
  if (open === "(" && reader.words.length === 0) reader.pipedFrom = last ?? null;
  if (open === "(") reader.words.push(plainWord(joinedPath(last) ?? placeholder));
}

/** `(Join-Path $PSScriptRoot out)` is the path that it says. */
function joinedPath(command: ShellCommand | undefined): string | null {
  if (!/^join-path$/i.test(command?.words[0]?.text ?? "")) return null;
  const parts = command?.words.slice(1).filter(({ text }) => !/^-\w+$/.test(text)) ?? [];
  if (parts.length < 2 || parts.some(({ dynamic }) => dynamic)) return null;
  return parts.map(({ text }) => text).join("\\");
}

function readArguments(reader: PowershellReader, inner: string): void {
  const nested: PowershellReader = { ...reader, text: inner, at: 0, depth: reader.depth + 1 };
  if (nested.depth > shellDepthMax) {
    reader.script.problem ??= "is nested too deep";
    return;
  }
  while (nested.at < inner.length && reader.script.problem === null) {
    if (/[;|\n&]/.test(inner[nested.at] as string)) nested.at++;
    else step(nested);
  }
  reader.words = nested.words;
}

/** Index of the mark that closes the one at `start`, past strings; −1 if none. */
function closing(text: string, start: number, open: string): number {
  const close = open === "(" ? ")" : "}";
  let count = 0;
  let quote = "";
  for (let at = start; at < text.length; at++) {
    const char = text[at] as string;
    if (char === "`" && quote !== "'") at++;
    else if (quote !== "") quote = char === quote ? "" : quote;
    else if (char === "'" || char === '"') quote = char;
    else if (char === open) count++;
    else if (char === close && --count === 0) return at;
  }
  return -1;
}

function takeWord(reader: PowershellReader): void {
  const { text } = reader;
  if (reader.words.length === 0)
    reader.startsWithText =
      /['"@[]/.test(text[reader.at] as string) &&
      !/^\[[\w.]+\]::/.test(text.slice(reader.at, reader.at + 128));
  const strings = readStrings(text, reader.at);
  if (strings !== null) {
    reader.at = strings.end;
    reader.words.push(expandText(reader, strings.text, strings.expands));
    return;
  }
  let word = "";
  const start = reader.at;
  while (reader.at < text.length && !/[\s;|(){},"']/.test(text[reader.at] as string)) {
    if (endsTarget(reader, word)) break;
    if (text[reader.at] === "`") reader.at++;
    word += text[reader.at] ?? "";
    reader.at++;
  }
  if (reader.at === start) {
    reader.at++;
    return;
  }
  if (/^@\w+$/.test(word) && readSplatted(reader, word.slice(1))) return;
  const isQuoted = text[reader.at] === '"' || text[reader.at] === "'";
  const joins = isQuoted && !endsTarget(reader, word);
  const more = joins ? readStrings(text, reader.at) : null;
  if (more !== null) reader.at = more.end;
  const whole = (word + (more?.text ?? "")).replace(/^[\u2013\u2014\u2015]/, "-");
  reader.words.push(expandText(reader, whole, true));
}

/** `$x='text'` is three words, as `$x = 'text'` is. */
function endsTarget({ text, at, words }: PowershellReader, word: string): boolean {
  if (words.length === 0) {
    return text[at] === "=" && text[at + 1] !== "=" && /^\$[\w:]+$/.test(word);
  }
  return word === "=" && words.length === 1 && words[0]?.text.startsWith("$") === true;
}

/** `"… $(Get-Content x) …"`: what stands inside runs. */
function readSubstitutions(reader: PowershellReader, text: string): void {
  let left = substitutionsMax;
  for (let at = text.indexOf("$("); at !== -1 && left-- > 0; at = text.indexOf("$(", at + 2)) {
    const end = closing(text, at + 1, "(");
    if (end === -1) return;
    readBlock(text.slice(at + 2, end), reader.script, reader.depth + 1);
    at = end - 2;
  }
}

const substitutionsMax = 16;

const fixed: Readonly<Record<string, string>> = {
  true: "$true",
  false: "$false",
  null: "$null",
  home: "~",
  pwd: ".",
  psscriptroot: ".",
  "env:userprofile": "~",
  "env:home": "~",
  "env:systemdrive": "c:",
  "env:systemroot": "c:\\windows",
  "env:windir": "c:\\windows",
  "env:temp": "/tmp",
  "env:tmp": "/tmp",
};

/** Variables whose text the script says; an assignment's own target keeps its name. */
function expandText(reader: PowershellReader, text: string, expands: boolean): ShellWord {
  if (!expands || !text.includes("$")) return plainWord(text);
  const isTarget =
    reader.words.length === 0 && /^\s*=[^=]/.test(reader.text.slice(reader.at, reader.at + 8));
  if (isTarget) return { text: text.toLowerCase(), dynamic: false, processInput: false };
  const { scope } = reader.script;
  readSubstitutions(reader, text);
  const value = text.replaceAll(/\$\{?([A-Za-z_][\w:]*)\}?/g, (_all, name: string) => {
    const known = fixed[variable(name)] ?? valueOf(scope, variable(name)) ?? placeholder;
    scope.expansionLeft -= known.length;
    return scope.expansionLeft < 0 ? placeholder : known;
  });
  return plainWord(value.replaceAll(/\$\([^()]*\)?/g, placeholder));
}
