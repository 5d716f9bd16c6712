import type { Match } from "../categories.ts";
import { resolvePath } from "../paths/resolve-path.ts";
import type { ShellCommand, ShellScope, ShellWord } from "../shell/shell-command.ts";
import type { Argv } from "../shell/unwrap-command.ts";

/** What a rule may look at beside the command itself. */
export interface RuleContext {
  /** Paths resolve against this folder; null when it is unknown. */
  readonly cwd: string | null;
  readonly report: (match: Match) => void;
  readonly effort: Effort;
}

/** What is left to spend on one call; shared by all that is read of it. */
export interface Effort {
  charactersLeft: number;
}

/**
 * Characters of scripts and programs that one call may have read, those that they start included: a
 * script of the longest kind three times over, some 150 ms on a slow core. Scripts that start
 * themselves would go on for ever.
 */
const charactersMax = 196_608;
/** A program that is started costs at least as much as reading so many characters. */
const startCharacters = 64;

export function newEffort(): Effort {
  return { charactersLeft: charactersMax };
}

/** False when the call has had enough read of it, which is reported. */
export function mayRead(length: number, context: RuleContext): boolean {
  context.effort.charactersLeft -= length + startCharacters;
  if (context.effort.charactersLeft >= 0) return true;
  reportOpaque(context, "opaque.too-much", "holds or starts more than can be read");
  return false;
}

/** How rules judge what a program would run in its turn. */
export interface Languages {
  /** A script; distrusted when it cannot be read. */
  readonly shell: (script: ShellWord, context: RunContext) => void;
  /** A program with its words; `fed` says that its arguments come from another one. */
  readonly program: (
    words: readonly ShellWord[],
    context: RunContext,
    fed: ShellCommand | null,
  ) => void;
  readonly powershell: (text: string, context: RunContext) => void;
  readonly sql: (text: string, context: RunContext) => void;
}

/** The same while a script is judged: `cd` moves it, and programs start others. */
export interface RunContext extends RuleContext {
  cwd: string;
  /** The folder that the call works in, wherever the script has gone since. */
  readonly workspace: string;
  /** Texts that the script wrote to files, by resolved path; null when fetched or computed. */
  readonly files: Map<string, string | null>;
  readonly languages: Languages;
  readonly scope: ShellScope | null;
  readonly depth: number;
  /** The command judged before this one: a substitution comes before what it stands in. */
  previous: ShellCommand | null;
}

/** Judges one program's arguments; reports what it finds. */
export type CommandRule = (argv: Argv, context: RunContext, command: ShellCommand) => void;

export function reportOpaque(context: RuleContext, rule: string, what: string): void {
  context.report({ category: "opaque-command", rule, what });
}

/** What the script wrote to a file before: a text, null when nobody can tell, else undefined. */
export function writtenTo(path: string, context: RunContext): string | null | undefined {
  if (context.files.size === 0) return undefined;
  return context.files.get(resolvePath(path, context.cwd));
}

/** One rule for several programs, named in one text. */
export function forPrograms(names: string, rule: CommandRule): Record<string, CommandRule> {
  return Object.fromEntries(names.split(" ").map((name) => [name, rule]));
}
