import { assign } from "./expand-parameter.ts";
import { readAliases, recordAssignments } from "./record-scope.ts";
import {
  fieldBreak,
  type ShellCommand,
  type ShellRedirect,
  type ShellScope,
  type ShellScript,
  type ShellWord,
} from "./shell-command.ts";
import { expansionMax, shellBytesMax, shellDepthMax } from "./shell-limits.ts";
import { readWord, type WordReader } from "./read-word.ts";
import { splitWord } from "./split-word.ts";

interface Draft {
  words: ShellWord[];
  redirects: ShellRedirect[];
  inputs: ShellWord[];
}

interface PendingDocument {
  readonly end: string;
  readonly stripTabs: boolean;
  readonly literal: boolean;
  readonly into: ShellWord[];
}

interface ParseState extends WordReader {
  draft: Draft;
  pipedFrom: ShellCommand | null;
  documents: PendingDocument[];
  level: number;
  /** A `case` stands before; without one, `;;` is no border of a pattern. */
  hasCase: boolean;
  /** The last command of the group that just ended. */
  groupEnd: ShellCommand | null;
  /** `a=(…)`: the list that is being read. */
  list: { readonly name: string; readonly words: string[] } | null;
}

const closers = new Set(["}", "done", "fi", "esac"]);
const reserved = new Set("if then else elif fi do done while until { } ! esac coproc".split(" "));
const reservedCharsMax = 8;
/** Levels of subshells in one text; deeper ones share the last. */
const subshellsMax = 256;
const operators = ["<<<", "&>>", "<<-", ">>", "<<", "&>", ">&", "<&", ">|", "<>", "<", ">"];

/**
 * Reads a POSIX shell script (with the common bash additions) into its simple commands: lists,
 * pipes, groups, control structures, substitutions, here-documents (POSIX.1-2024, XCU chapter 2).
 * One pass; never throws.
 */
export function parseShell(
  text: string,
  depth = 0,
  scope: ShellScope = { values: null, aliases: null, expansionLeft: expansionMax },
): ShellScript {
  if (text.length > shellBytesMax) return unread(scope, "is too long to be read");
  if (depth > shellDepthMax) return unread(scope, "is nested too deep");
  const state: ParseState = {
    text,
    at: 0,
    depth,
    commands: [],
    problem: null,
    scope,
    breaks: false,
    braces: false,
    parseNested: parseShell,
    draft: { words: [], redirects: [], inputs: [] },
    pipedFrom: null,
    documents: [],
    level: depth * subshellsMax,
    hasCase: false,
    groupEnd: null,
    list: null,
  };
  while (state.at < text.length && state.problem === null) step(state);
  endCommand(state, false);
  return { commands: state.commands, problem: state.problem, scope };
}

function unread(scope: ShellScope, problem: string): ShellScript {
  return { commands: [], problem, scope };
}

/** By character code: 1 for what starts a word and nothing else. */
const startsWord = new Uint8Array(128).fill(1);
for (const mark of " \t\r\n\\#;|&()<>0123456789") startsWord[mark.charCodeAt(0)] = 0;

function step(state: ParseState): void {
  if (startsWord[state.text.charCodeAt(state.at)] === 1) return takeWord(state);
  const char = state.text[state.at] as string;
  if (char === " " || char === "\t" || char === "\r") state.at++;
  else if (char === "\\" && state.text[state.at + 1] === "\n") state.at += 2;
  else if (char === "\n") endLine(state);
  else if (char === "#") skipComment(state);
  else if (readRedirect(state)) return;
  else if (";|&()".includes(char)) readControl(state, char);
  else takeWord(state);
}

function skipComment(state: ParseState): void {
  const end = state.text.indexOf("\n", state.at);
  state.at = end === -1 ? state.text.length : end;
}

function readControl(state: ParseState, char: string): void {
  const doubled = state.text[state.at + 1] === char;
  const isPipe = char === "|" && !doubled;
  if (isPipe && state.text[state.at + 1] === "&") state.at++;
  state.at += doubled && char !== "(" && char !== ")" ? 2 : 1;
  if (char === "(" && state.text[state.at] === ")") nameFunction(state);
  const list = char === "(" ? listName(state) : undefined;
  endCommand(state, isPipe);
  if (list !== undefined) state.list = { name: list, words: [] };
  if (char === ")" && state.list !== null) {
    assign(state.scope, state.list.name, state.list.words.join(fieldBreak));
    state.list = null;
  }
  if (char === ";" && doubled && state.hasCase) skipPattern(state);
  if (char === "(") state.level++;
  else if (char === ")" && state.level % subshellsMax > 0) {
    state.level--;
    state.groupEnd = state.commands.at(-1) ?? null;
  } else if (char !== "|") state.groupEnd = null;
}

const casePattern =
  /&?(?:[ \t\r\n]|#[^\n]{0,200}\n)*(?![ \t\r\n])\(?(?!esac\b)(?:[^()`;&<>\n#\\]|\\.){1,400}\)/y;

/** `*k*)` behind `case … in` or `;;` is compared, not run. What could run in it is read as ever. */
function skipPattern(state: ParseState): void {
  casePattern.lastIndex = state.at;
  const found = casePattern.exec(state.text);
  if (found !== null) state.at += found[0].length;
}

function takeWord(state: ParseState): void {
  state.breaks = false;
  state.braces = false;
  const word = readWord(state);
  if (word === null) return;
  if (state.breaks || state.braces) {
    for (const part of splitWord(word, state.braces)) takeSplit(state, part);
    return;
  }
  takeSplit(state, word);
}

function takeSplit(state: ParseState, word: ShellWord): void {
  const plain = !word.dynamic && state.draft.words.length === 0;
  if (!plain || word.text.length > reservedCharsMax) {
    state.draft.words.push(word);
    return;
  }
  if (word.text === "case") state.hasCase = true;
  if (closers.has(word.text)) state.groupEnd = state.commands.at(-1) ?? null;
  if (word.text === "function") return skipName(state);
  if (!reserved.has(word.text)) state.draft.words.push(word);
}

/** `name=(`: the words up to the parenthesis are a list's, though they are judged like a command's. */
function listName({ text, at, draft }: ParseState): string | undefined {
  if (text[at - 2] !== "=" || draft.words.length !== 1) return undefined;
  return /^([A-Za-z_]\w*)=$/.exec(draft.words[0]?.text ?? "")?.[1];
}

/** `name()` defines a function: remembered, so that one that calls itself twice is seen. */
function nameFunction(state: ParseState): void {
  const [name, more] = state.draft.words;
  if (name === undefined || more !== undefined) return;
  assign(state.scope, `${name.text}()`, "");
  state.draft.words.pop();
}

/** `function name {`: the name is no program. */
function skipName(state: ParseState): void {
  while (state.text[state.at] === " " || state.text[state.at] === "\t") state.at++;
  readWord(state);
}

function endCommand(state: ParseState, isPipe: boolean): void {
  const { words, redirects, inputs } = state.draft;
  if (words.length + redirects.length + inputs.length === 0) {
    // What a group prints goes on: `(cat a; cat b) | sh`.
    state.pipedFrom = isPipe ? (state.pipedFrom ?? state.groupEnd) : null;
    return;
  }
  const command: ShellCommand = {
    words: state.scope.aliases === null ? words : readAliases(state.scope.aliases, words),
    redirects,
    inputs,
    pipedFrom: state.pipedFrom,
    level: state.level,
  };
  recordAssignments(state.scope, command.words);
  for (const { text } of command.words) state.list?.words.push(text);
  state.commands.push(command);
  state.pipedFrom = isPipe ? command : null;
  state.draft = { words: [], redirects: [], inputs: [] };
}

/** `2>file`, `<<EOF`, `<<<text`; false when the text here is no redirection. */
function readRedirect(state: ParseState): boolean {
  const at = redirectStart(state.text, state.at);
  if (at === -1) return false;
  const operator = operators.find((candidate) => state.text.startsWith(candidate, at));
  if (operator === undefined) return false;
  if ((operator === "<" || operator === ">") && state.text[at + 1] === "(") return false;
  state.at = at + operator.length;
  while (state.text[state.at] === " " || state.text[state.at] === "\t") state.at++;
  const start = state.at;
  const read = readWord(state);
  const target = read && { ...read, text: read.text.replaceAll(fieldBreak, " ") };
  if (target === null) {
    if (/<[A-Za-z][\w .:-]{0,40}>\s*$/.test(state.text.slice(Math.max(0, at - 44)))) return true;
    state.problem ??= "has a redirection without a target";
    return true;
  }
  if (operator === "<<<") state.draft.inputs.push(target);
  else if (operator === "<<" || operator === "<<-") {
    const literal = /['"\\]/.test(state.text.slice(start, state.at));
    const stripTabs = operator === "<<-";
    state.documents.push({ end: target.text, stripTabs, literal, into: state.draft.inputs });
  } else state.draft.redirects.push({ operator, target });
  return true;
}

/** Where `<`, `>` or `&>` stands, after the digits of a descriptor; −1 when none does. */
function redirectStart(text: string, from: number): number {
  let at = from;
  while (isDigit(text.charCodeAt(at))) at++;
  const code = text.charCodeAt(at);
  const isStart =
    code === 0x3c || code === 0x3e || (code === 0x26 && text.charCodeAt(at + 1) === 0x3e);
  return isStart ? at : -1;
}

function isDigit(code: number): boolean {
  return code >= 0x30 && code <= 0x39;
}

/** A line's end closes the command and starts the here-documents that the line announced. */
function endLine(state: ParseState): void {
  state.at++;
  const documents = state.documents;
  state.documents = [];
  for (const document of documents) readDocument(state, document);
  const { words } = state.draft;
  const opensCase = words[0]?.text === "case" && words.at(-1)?.text === "in";
  endCommand(state, false);
  if (opensCase) skipPattern(state);
}

function readDocument(state: ParseState, document: PendingDocument): void {
  const lines: string[] = [];
  while (state.at < state.text.length) {
    const newline = state.text.indexOf("\n", state.at);
    const end = newline === -1 ? state.text.length : newline;
    const raw = state.text.slice(state.at, end);
    state.at = end + 1;
    const line = document.stripTabs ? raw.replace(/^\t+/, "") : raw;
    if (line === document.end) break;
    lines.push(line);
  }
  const body = lines.join("\n");
  const dynamic = !document.literal && /[$`]/.test(body);
  document.into.push({ text: body, dynamic, processInput: false });
  if (dynamic) collectSubstitutions(state, body);
}

/** Substitutions inside an unquoted here-document run like any other. */
function collectSubstitutions(state: ParseState, body: string): void {
  const nested: WordReader = { ...state, text: `"${body.replaceAll('"', "")}"`, at: 0 };
  readWord(nested);
  state.problem ??= nested.problem;
}
