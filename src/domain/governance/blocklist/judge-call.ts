import { type ArgumentKind, type GovernedCall } from "#shared/governed-call.ts";
import { isJsonObject, type JsonObject, type JsonValue } from "#shared/json.ts";
import { isPath, judgeToolName, judgeToolPath, sendsFiles } from "./calls/judge-tool.ts";
import { guessReading, type Reading } from "./argument-kind.ts";
import type { BlocklistCategory, Match, Reaction } from "./categories.ts";
import { judgeSiblings } from "./judge-siblings.ts";
import { judgeArgv, judgePowershell, judgeShell } from "./judge-shell.ts";
import { looksOnly, searchesOnly, wordsOfTool } from "./names/judge-name.ts";
import { judgeRead, judgeWrite } from "./paths/judge-path.ts";
import { judgeUrl } from "./paths/judge-url.ts";
import { mayRead, newEffort, type RuleContext } from "./rules/rule-context.ts";
import { executableComments, judgeSql } from "./sql/judge-sql.ts";
import { looksLikeSql, stackedPart } from "./sql/looks-like-sql.ts";
import { sqlBytesMax } from "./sql/read-sql.ts";

/** What the blocklist found, with the reaction in force. */
export interface BlocklistMatch {
  readonly category: BlocklistCategory;
  readonly reaction: "deny" | "ask";
  readonly rule: string;
  readonly what: string;
  /** JSON pointer of the argument; null when the tool itself is meant. */
  readonly argument: string | null;
}

/** Whether a match found in this argument shall pass all the same. */
export type Excuse = (match: Match, argument: string | null) => boolean;

export type Reactions = Readonly<Record<BlocklistCategory, Reaction>>;

/**
 * Looking at a value costs one, reading it as a command or a path about as much as 25 looks. A call
 * that costs more is not passed unread: what is left of it counts as unreadable.
 */
const effortMax = 50_000;
const readingEffort = 25;
const nestingMax = 16;

interface Judge {
  readonly call: GovernedCall;
  readonly reactions: Reactions;
  readonly context: RuleContext;
  readonly readOnly: boolean;
  /** What it is asked for are words to look up, whatever they look like. */
  readonly searches: boolean;
  readonly excuse: Excuse | undefined;
  /** The arguments at the top: what belongs to the whole call, such as `recursive`. */
  readonly members: JsonObject;
  pointer: string | null;
  effortLeft: number;
  found: BlocklistMatch | null;
}

/** Judges a parsed call: its tool's name where nothing is declared, then each argument by its kind. */
export function judgeCall(
  call: GovernedCall,
  reactions: Reactions,
  excuse?: Excuse,
): BlocklistMatch | null {
  const judge: Judge = {
    call,
    reactions,
    context: { cwd: call.cwd, report: (match) => take(judge, match), effort: newEffort() },
    readOnly: call.entity.kind === "tool" && looksOnly(call.entity.name),
    excuse,
    members: isJsonObject(call.input) ? call.input : {},
    searches: call.entity.kind === "tool" && searchesOnly(call.entity.name),
    pointer: null,
    effortLeft: effortMax,
    found: null,
  };
  if (call.entity.kind === "tool" && !call.declaresPermissions) {
    const match = judgeToolName(call.entity.name, call.entity.server ?? "", call.input);
    if (match !== null) take(judge, match);
  }
  if (isJsonObject(call.input)) judgeMembers(judge, call.input, "", 0);
  return judge.found;
}

/** Keeps the first denial, else the first question. */
function take(judge: Judge, match: Match): void {
  if (judge.found?.reaction === "deny") return;
  const own = judge.call.blocklist;
  const reaction = Object.hasOwn(own, match.category)
    ? (own[match.category] as Reaction)
    : judge.reactions[match.category];
  if (reaction === "off" || judge.excuse?.(match, judge.pointer) === true) return;
  const softened = match.soft === true ? "ask" : reaction;
  if (judge.found !== null && softened === "ask") return;
  const { category, rule, what } = match;
  judge.found = { category, rule, what, reaction: softened, argument: judge.pointer };
}

/** What is declared or known by its name comes first: padding never exhausts the effort for it. */
function judgeMembers(judge: Judge, members: JsonObject, pointer: string, depth: number): void {
  if (isTooDeep(judge, pointer, depth)) return;
  judgeSiblings(judge.call, withoutTexts(judge.call, members, pointer), (name) => {
    judge.pointer = `${pointer}/${name}`;
    return judge.context;
  });
  const others: string[] = [];
  for (const name of Object.keys(members)) {
    const reading = declaredKind(judge.call, name, pointer) ?? guessReading(name);
    if (reading === "text") others.push(name);
    else if (!judgeMember(judge, members, name, pointer, depth)) return;
  }
  for (const name of others) if (!judgeMember(judge, members, name, pointer, depth)) return;
}

/** False when the effort is used up. */
function judgeMember(
  judge: Judge,
  members: JsonObject,
  name: string,
  pointer: string,
  depth: number,
): boolean {
  const value = members[name] as JsonValue;
  const declared = declaredKind(judge.call, name, pointer);
  const at = `${pointer}/${name}`;
  const reading = declared ?? guessReading(name);
  if (!spend(judge, value, reading, at)) return false;
  // Declared to be text is also what an object or a list holds.
  if (declared === "text") return true;
  judge.pointer = at;
  const argv = argvOf(name, value, members);
  if (argv !== null && reading !== "text") judgeArgv(argv, judge.context);
  else judgeValue(judge, value, reading, declared !== undefined, at, depth);
  return true;
}

function spend(judge: Judge, value: JsonValue, reading: Reading, pointer: string): boolean {
  if (judge.effortLeft < 0) return false;
  judge.effortLeft -= typeof value === "string" && reading !== "text" ? readingEffort : 1;
  if (judge.effortLeft < 0) giveUp(judge, pointer, "call.too-large", "is one of too many to read");
  return judge.effortLeft >= 0;
}

function isTooDeep(judge: Judge, pointer: string, depth: number): boolean {
  if (depth <= nestingMax) return false;
  giveUp(judge, pointer, "call.too-deep", "is nested too deeply to be read");
  return true;
}

function giveUp(judge: Judge, pointer: string, rule: string, what: string): void {
  judge.pointer = pointer;
  take(judge, { category: "opaque-command", rule, what });
}

/** Kinds are declared for the tool's arguments: at the top, or under `arguments` of a whole call. */
function declaredKind(call: GovernedCall, name: string, pointer: string): ArgumentKind | undefined {
  if (pointer !== "" && pointer !== "/arguments") return undefined;
  return Object.hasOwn(call.argumentKinds, name) ? call.argumentKinds[name] : undefined;
}

const argvNames = new Set(["command", "cmd", "program", "executable"]);

/** `{command: "rm", args: ["-rf", "/"]}` and `{command: ["rm", "-rf", "/"]}` are one command. */
function argvOf(name: string, value: JsonValue, members: JsonObject): readonly string[] | null {
  if (!argvNames.has(name.toLowerCase())) return null;
  if (isTextList(value)) return value;
  const rest = members["args"] ?? members["argv"] ?? members["arguments"];
  return typeof value === "string" && isTextList(rest)
    ? [...value.trim().split(/\s+/), ...rest]
    : null;
}

function isTextList(value: JsonValue | undefined): value is readonly string[] {
  return Array.isArray(value) && value.length > 0 && value.every((v) => typeof v === "string");
}

function judgeValue(
  judge: Judge,
  value: JsonValue,
  reading: Reading,
  declared: boolean,
  pointer: string,
  depth: number,
): void {
  if (typeof value === "string") {
    judge.pointer = pointer;
    return judgeText(judge, value, reading, declared);
  }
  if (typeof value !== "object" || value === null) return;
  if (!Array.isArray(value)) {
    if (reading.endsWith("sql")) judgeTextOf(judge, value as JsonObject, reading, pointer);
    return judgeMembers(judge, value as JsonObject, pointer, depth + 1);
  }
  if (isTooDeep(judge, pointer, depth)) return;
  for (const [index, item] of (value as readonly JsonValue[]).entries()) {
    if (!holdsCommand(item, reading)) continue;
    const at = `${pointer}/${index}`;
    if (!spend(judge, item, reading, at)) return;
    judgeValue(judge, item, reading, declared, at, depth + 1);
  }
}

/** `{statement: {text: "DROP TABLE users"}}`: drivers put a statement into an object of its own. */
function judgeTextOf(judge: Judge, holder: JsonObject, reading: Reading, pointer: string): void {
  const { text } = holder;
  if (typeof text !== "string") return;
  judge.pointer = `${pointer}/text`;
  judgeText(judge, text, reading, false);
}

/** What is declared to be text is not read, beside others neither. */
function withoutTexts(call: GovernedCall, members: JsonObject, pointer: string): JsonObject {
  const texts = Object.keys(members).filter((name) => declaredKind(call, name, pointer) === "text");
  if (texts.length === 0) return members;
  return Object.fromEntries(Object.entries(members).filter(([name]) => !texts.includes(name)));
}

/** Numbers and plain text are no command, however long the list. */
function holdsCommand(value: JsonValue, reading: Reading): boolean {
  if (typeof value === "string") return reading !== "text";
  return typeof value === "object" && value !== null;
}

function judgeText(judge: Judge, text: string, reading: Reading, declared: boolean): void {
  const { context } = judge;
  switch (reading) {
    case "shell":
      judgeShell(text, context);
      // `kill 4242` is a shell's before it is a database's.
      return declared || /^\s*kill\s/i.test(text) ? undefined : judgeLooseSql(text, context);
    case "script":
      judgeShell(text, context, false);
      return judgeLooseSql(text, context);
    case "sql":
      return judgeStatements(text, context, true);
    case "maybe-sql":
      return judge.searches ? undefined : judgeLooseSql(text, context);
    case "path":
      return judgePathArgument(judge, text);
    case "url":
      return reportFound(judgeUrl(text), context);
    case "git":
      return judgeGitText(text, context);
    case "powershell":
      return judgePowershell(text, context);
    default:
      return undefined;
  }
}

/** A text that only may be SQL is read as such when it starts like a statement. */
function judgeLooseSql(text: string, context: RuleContext): void {
  if (!looksLikeSql(text)) return;
  judgeStatements(text, context, false);
  const injected = stackedPart(text);
  if (injected !== null) judgeStatements(injected, context, false);
}

function judgeStatements(text: string, context: RuleContext, strict: boolean): void {
  // A longer text is refused unread.
  if (!mayRead(text.length > sqlBytesMax ? 0 : text.length, context)) return;
  judgeSql(executableComments(text), context.report, strict);
}

/** Tools that tell of files what a listing tells. */
const listing = /^(?:stat|info|exists|metadata|list|size|ls)$/;

function judgePathArgument(judge: Judge, path: string): void {
  if (!isPath(path)) return;
  const { context, call } = judge;
  const read = judgeRead(path, context.cwd);
  // What only asks for a file's size or name reads nothing of it.
  const isNamed =
    read?.soft === true &&
    call.entity.kind === "tool" &&
    wordsOfTool(call.entity.name).some((word) => listing.test(word));
  if (!isNamed) reportFound(read, context);
  if (judge.readOnly) return;
  const name = call.entity.kind === "tool" ? call.entity.name : "";
  reportFound(judgeToolPath(name, path, judge.members, context.cwd), context);
  if (!sendsFiles(name)) reportFound(judgeWrite(path, context.cwd), context);
}

function judgeGitText(text: string, context: RuleContext): void {
  if (/^\s*git\b/i.test(text)) return judgeShell(text, context);
  judgeArgv(["git", ...text.trim().split(/\s+/)], context);
}

function reportFound(match: Match | null, context: RuleContext): void {
  if (match !== null) context.report(match);
}
