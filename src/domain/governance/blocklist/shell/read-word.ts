import { closingMark } from "./closing-mark.ts";
import { expandParameter, fieldsOf, isComputed, valueOf } from "./expand-parameter.ts";
import { printedBy, unescapeText } from "./print-text.ts";
import {
  fieldBreak,
  placeholder,
  type ShellCommand,
  type ShellScope,
  type ShellScript,
  type ShellWord,
} from "./shell-command.ts";
import { shellWordsMax } from "./shell-limits.ts";

/** Where reading stands; commands found inside substitutions join the same list. */
export interface WordReader {
  readonly text: string;
  at: number;
  readonly depth: number;
  readonly commands: ShellCommand[];
  problem: string | null;
  readonly scope: ShellScope;
  /** The last word holds field breaks or unquoted braces. */
  breaks: boolean;
  braces: boolean;
  /** Passed in, so that the two files need not import each other. */
  readonly parseNested: (text: string, depth: number, scope: ShellScope) => ShellScript;
}

interface WordDraft {
  text: string;
  dynamic: boolean;
  processInput: boolean;
}

const wordBreaks = " \t\r\n;|&()<>";
/** By character code, what ends a run of plain characters: a break or the start of a quotation. */
const marks = new Uint8Array(128);
for (const mark of `'"\\$\`${wordBreaks}`) marks[mark.charCodeAt(0)] = 1;

const openBrace = 0x7b;

/** Reads one word with its quotes removed; null when none starts here. */
export function readWord(reader: WordReader): ShellWord | null {
  const start = reader.at;
  if (reader.commands.length > shellWordsMax) reader.problem ??= "has too many commands";
  const draft: WordDraft = { text: "", dynamic: false, processInput: false };
  while (reader.at < reader.text.length && reader.problem === null) {
    const char = reader.text[reader.at] as string;
    const next = reader.text[reader.at + 1];
    if ((char === "<" || char === ">") && next === "(") {
      draft.processInput = true;
      reader.at++;
      substitute(reader, draft);
    } else if (wordBreaks.includes(char)) break;
    else readPiece(reader, draft, char);
  }
  if (reader.at === start) return null;
  return draft.dynamic ? { ...draft, raw: reader.text.slice(start, reader.at) } : draft;
}

function readPiece(reader: WordReader, draft: WordDraft, char: string): void {
  switch (char) {
    case "'":
      return readSingle(reader, draft);
    case '"':
      return readDouble(reader, draft);
    case "\\":
      return readEscape(reader, draft);
    case "$":
      return readDollar(reader, draft);
    case "`":
      return readBackticks(reader, draft);
    default:
      return readPlain(reader, draft);
  }
}

/** Takes everything up to the next character with a meaning in one slice. */
function readPlain(reader: WordReader, draft: WordDraft): void {
  const { text, at } = reader;
  let end = at + 1;
  if (text.charCodeAt(at) === openBrace) reader.braces = true;
  for (; end < text.length; end++) {
    const code = text.charCodeAt(end);
    if (marks[code] === 1) break;
    if (code === openBrace) reader.braces = true;
  }
  draft.text += text.slice(at, end);
  reader.at = end;
}

/** `C:\Users` and `%TEMP%\x`, as cmd.exe parts them; no POSIX shell has such words. */
const drive = /^(?:[A-Za-z]:|%\w{1,32}%)(?:\\|$)/;

function readEscape(reader: WordReader, draft: WordDraft): void {
  const next = reader.text[reader.at + 1];
  if (next !== undefined && /[\w.*?%]/.test(next) && drive.test(draft.text)) draft.text += "\\";
  if (next !== undefined && next !== "\n") draft.text += next;
  reader.at += 2;
}

function readSingle(reader: WordReader, draft: WordDraft): void {
  const end = reader.text.indexOf("'", reader.at + 1);
  if (end === -1) return fail(reader, "has an open quote");
  draft.text += reader.text.slice(reader.at + 1, end);
  reader.at = end + 1;
}

function readDouble(reader: WordReader, draft: WordDraft): void {
  reader.at++;
  while (reader.problem === null) {
    const char = reader.text[reader.at];
    if (char === undefined) return fail(reader, "has an open quote");
    if (char === '"') break;
    if (char === "$" && reader.text[reader.at + 1] === "'") readLiteral(reader, draft, char);
    else if (char === "$") readDollar(reader, draft, true);
    else if (char === "`") readBackticks(reader, draft, true);
    else if (char === "\\" && '"\\$`\n'.includes(reader.text[reader.at + 1] ?? "")) {
      readEscape(reader, draft);
    } else readLiteral(reader, draft, char);
  }
  reader.at++;
}

function readLiteral(reader: WordReader, draft: WordDraft, char: string): void {
  draft.text += char;
  reader.at++;
}

function readDollar(reader: WordReader, draft: WordDraft, quoted = false): void {
  const next = reader.text[reader.at + 1] ?? "";
  if (next === "(") {
    reader.at++;
    return substitute(reader, draft, quoted);
  }
  if (next === "'") return readAnsi(reader, draft);
  if (next === '"') {
    reader.at++;
    return;
  }
  if (next === "{") return readBraces(reader, draft, quoted);
  const name = /^(?:[A-Za-z_][A-Za-z0-9_]{0,255}|[0-9@*#?$!-])/.exec(
    reader.text.slice(reader.at + 1, reader.at + 258),
  );
  if (name === null) {
    draft.text += "$";
    reader.at++;
    return;
  }
  take(reader, draft, valueOf(reader.scope, name[0]), quoted);
  reader.at += 1 + name[0].length;
}

/** What an expansion gives, as far as it can be known here. */
function take(reader: WordReader, draft: WordDraft, value: string | null, quoted: boolean): void {
  reader.scope.expansionLeft -= value?.length ?? 0;
  if (value === null || reader.scope.expansionLeft < 0) {
    draft.text += placeholder;
    draft.dynamic = true;
    return;
  }
  const separators = quoted ? undefined : reader.scope.values?.get("IFS");
  const split = separators?.length === 1 ? value.replaceAll(separators, " ") : value;
  const fields = fieldsOf(split, quoted);
  draft.text += fields;
  if (fields.includes(fieldBreak)) reader.breaks = true;
  if (isComputed(fields)) draft.dynamic = true;
}

function readBraces(reader: WordReader, draft: WordDraft, quoted: boolean): void {
  const end = closingMark(reader.text, reader.at + 1, "{", "}");
  if (end === -1) return fail(reader, "has an open ${");
  const inner = reader.text.slice(reader.at + 2, end);
  if (inner.includes("$(") || inner.includes("`")) nest(reader, inner.replaceAll(/^[^$`]*/g, ""));
  take(reader, draft, expandParameter(reader.scope, inner), quoted);
  reader.at = end + 1;
}

/** `$'…'` with its escapes decoded, so that `$'\x72m'` reads as `rm`. */
function readAnsi(reader: WordReader, draft: WordDraft): void {
  let end = reader.at + 2;
  while (end < reader.text.length && reader.text[end] !== "'") {
    end += reader.text[end] === "\\" ? 2 : 1;
  }
  if (end >= reader.text.length) return fail(reader, "has an open quote");
  draft.text += unescapeText(reader.text.slice(reader.at + 2, end));
  reader.at = end + 1;
}

function readBackticks(reader: WordReader, draft: WordDraft, quoted = false): void {
  let end = reader.at + 1;
  while (end < reader.text.length && reader.text[end] !== "`") {
    end += reader.text[end] === "\\" ? 2 : 1;
  }
  if (end >= reader.text.length) return fail(reader, "has an open backtick");
  const inner = reader.text.slice(reader.at + 1, end).replaceAll("\\`", "`");
  take(reader, draft, nest(reader, inner), quoted);
  reader.at = end + 1;
}

/** `(…)` after `$`, `<` or `>`, starting at the parenthesis. */
function substitute(reader: WordReader, draft: WordDraft, quoted = false): void {
  const end = closingMark(reader.text, reader.at, "(", ")");
  if (end === -1) return fail(reader, "has an open parenthesis");
  const inner = reader.text.slice(reader.at + 1, end);
  const isSum = inner.startsWith("(") && inner.endsWith(")");
  const printed = isSum ? null : nest(reader, inner);
  take(reader, draft, draft.processInput ? null : printed, quoted);
  reader.at = end + 1;
}

/** Reads a substitution's commands; what it prints, when the script itself says that. */
function nest(reader: WordReader, text: string): string | null {
  const script = reader.parseNested(text, reader.depth + 1, reader.scope);
  for (const command of script.commands) reader.commands.push(command);
  reader.problem ??= script.problem;
  const last = script.commands.at(-1);
  if (last === undefined) return null;
  const own = script.commands.filter((command) => command.level === last.level);
  let piped: ShellCommand | null = last;
  let count = 0;
  for (; piped !== null; piped = piped.pipedFrom) count++;
  return count === own.length ? (printedBy(last)?.replace(/(?<!\n)\n+$/, "") ?? null) : null;
}

function fail(reader: WordReader, problem: string): void {
  reader.problem ??= problem;
  reader.at = reader.text.length;
}
