import {
  placeholder,
  type ShellCommand,
  type ShellScript,
  type ShellWord,
} from "./shell-command.ts";
import { shellWordsMax } from "./shell-command.ts";

/** Where reading stands; commands found inside substitutions join the same list. */
export interface WordReader {
  readonly text: string;
  at: number;
  readonly depth: number;
  readonly commands: ShellCommand[];
  problem: string | null;
  /** Passed in, so that the two files need not import each other. */
  readonly parseNested: (text: string, depth: number) => ShellScript;
}

interface WordDraft {
  text: string;
  dynamic: boolean;
  processInput: boolean;
}

const breaks = " \t\r\n;|&()<>";
/** By character code, what ends a run of plain characters: a break or the start of a quotation. */
const marks = new Uint8Array(128);
for (const mark of `'"\\$\`${breaks}`) marks[mark.charCodeAt(0)] = 1;

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
    } else if (breaks.includes(char)) break;
    else readPiece(reader, draft, char);
  }
  return reader.at === start ? null : draft;
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
  while (end < text.length && marks[text.charCodeAt(end)] !== 1) end++;
  draft.text += text.slice(at, end);
  reader.at = end;
}

function readEscape(reader: WordReader, draft: WordDraft): void {
  const next = reader.text[reader.at + 1];
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
    if (char === "$") readDollar(reader, draft);
    else if (char === "`") readBackticks(reader, draft);
    else if (char === "\\" && '"\\$`\n'.includes(reader.text[reader.at + 1] ?? "")) {
      readEscape(reader, draft);
    } else {
      draft.text += char;
      reader.at++;
    }
  }
  reader.at++;
}

function readDollar(reader: WordReader, draft: WordDraft): void {
  const next = reader.text[reader.at + 1] ?? "";
  if (next === "(") {
    reader.at++;
    return substitute(reader, draft);
  }
  if (next === "'") return readAnsi(reader, draft);
  if (next === "{") return readBraces(reader, draft);
  const name = /^(?:[A-Za-z_][A-Za-z0-9_]{0,255}|[0-9@*#?$!-])/.exec(
    reader.text.slice(reader.at + 1, reader.at + 258),
  );
  if (name === null) {
    draft.text += "$";
    reader.at++;
    return;
  }
  expand(draft, name[0]);
  reader.at += 1 + name[0].length;
}

/** Home and the working folder keep their meaning for path rules; the rest is unknown. */
function expand(draft: WordDraft, name: string): void {
  if (name === "HOME") draft.text += "~";
  else if (name === "PWD") draft.text += ".";
  else {
    draft.text += placeholder;
    draft.dynamic = true;
  }
}

function readBraces(reader: WordReader, draft: WordDraft): void {
  const end = reader.text.indexOf("}", reader.at);
  if (end === -1) return fail(reader, "has an open ${");
  const inner = reader.text.slice(reader.at + 2, end);
  if (inner.includes("$(") || inner.includes("`")) nest(reader, inner.replaceAll(/^[^$`]*/g, ""));
  expand(draft, inner);
  reader.at = end + 1;
}

const ansiEscapes: Readonly<Record<string, string>> = { n: "\n", t: "\t", r: "\r" };

/** `$'…'` with its escapes decoded, so that `$'\x72m'` reads as `rm`. */
function readAnsi(reader: WordReader, draft: WordDraft): void {
  let end = reader.at + 2;
  while (end < reader.text.length && reader.text[end] !== "'") {
    end += reader.text[end] === "\\" ? 2 : 1;
  }
  if (end >= reader.text.length) return fail(reader, "has an open quote");
  const escape = /\\(?:x([0-9A-Fa-f]{1,2})|u([0-9A-Fa-f]{1,4})|([0-7]{1,3})|([^]))/g;
  draft.text += reader.text
    .slice(reader.at + 2, end)
    .replace(escape, (_all, hex?: string, unicode?: string, octal?: string, char?: string) => {
      if (hex ?? unicode)
        return String.fromCharCode(Number.parseInt((hex ?? unicode) as string, 16));
      if (octal) return String.fromCharCode(Number.parseInt(octal, 8));
      return ansiEscapes[char as string] ?? (char as string);
    });
  reader.at = end + 1;
}

function readBackticks(reader: WordReader, draft: WordDraft): void {
  let end = reader.at + 1;
  while (end < reader.text.length && reader.text[end] !== "`") {
    end += reader.text[end] === "\\" ? 2 : 1;
  }
  if (end >= reader.text.length) return fail(reader, "has an open backtick");
  nest(reader, reader.text.slice(reader.at + 1, end).replaceAll("\\`", "`"));
  draft.text += placeholder;
  draft.dynamic = true;
  reader.at = end + 1;
}

/** `(…)` after `$`, `<` or `>`, starting at the parenthesis. */
function substitute(reader: WordReader, draft: WordDraft): void {
  const end = closingParenthesis(reader.text, reader.at);
  if (end === -1) return fail(reader, "has an open parenthesis");
  const inner = reader.text.slice(reader.at + 1, end);
  if (!(inner.startsWith("(") && inner.endsWith(")"))) nest(reader, inner);
  draft.text += placeholder;
  draft.dynamic = true;
  reader.at = end + 1;
}

function nest(reader: WordReader, text: string): void {
  const script = reader.parseNested(text, reader.depth + 1);
  for (const command of script.commands) reader.commands.push(command);
  reader.problem ??= script.problem;
}

/** Index of the parenthesis that closes the one at `start`, past quotes and escapes; −1 if none. */
function closingParenthesis(text: string, start: number): number {
  let open = 0;
  let quote = "";
  for (let at = start; at < text.length; at++) {
    const char = text[at] as string;
    if (char === "\\" && quote !== "'") at++;
    else if (quote !== "") quote = char === quote ? "" : quote;
    else if (char === "'" || char === '"') quote = char;
    else if (char === "(") open++;
    else if (char === ")" && --open === 0) return at;
  }
  return -1;
}

function fail(reader: WordReader, problem: string): void {
  reader.problem ??= problem;
  reader.at = reader.text.length;
}
