import type { BlocklistCategory, Match } from "../categories.ts";
import { operandLine, wholeLine } from "../shell/command-line.ts";
import { placeholder } from "../shell/shell-command.ts";
import type { Argv } from "../shell/unwrap-command.ts";

/** One row: programs, what their words must say, what that means. */
export interface CommandRow {
  /** Programs, parted by blanks. */
  readonly on: string;
  /** On the words that are no options, in lower case, parted by single blanks. */
  readonly verb: RegExp;
  /** On all arguments, in lower case. */
  readonly all?: RegExp;
  readonly not?: RegExp;
  readonly rule: string;
  readonly what: string;
  /** Asks where the category would deny. */
  readonly ask?: true;
  /** A word like --dry-run does not help. */
  readonly always?: true;
}

type More = Pick<CommandRow, "all" | "not" | "always">;

/** A row that denies by its category's default. */
export function deny(
  on: string,
  verb: RegExp,
  rule: string,
  what: string,
  more?: More,
): CommandRow {
  return { on, verb, rule, what, ...more };
}

/** A row that asks where the category would deny. */
export function ask(on: string, verb: RegExp, rule: string, what: string, more?: More): CommandRow {
  return { on, verb, rule, what, ask: true, ...more };
}

export interface CompiledRow {
  readonly row: CommandRow;
  readonly match: Match;
}

export interface RowTable {
  readonly category: BlocklistCategory;
  readonly rows: readonly CommandRow[];
}

/** A program's rows; `any` matches when one of their verbs does, so that most lines cost one look. */
export interface ProgramRows {
  readonly rows: readonly CompiledRow[];
  readonly any: RegExp;
}

/** Rows of all tables by program. */
export function compileRows(tables: readonly RowTable[]): Map<string, ProgramRows> {
  const byProgram = new Map<string, CompiledRow[]>();
  for (const { category, rows } of tables) {
    for (const row of rows) {
      const { rule, what } = row;
      const match = { category, rule, what, ...(row.ask === true ? { soft: true } : {}) };
      for (const program of row.on.split(" ")) {
        const own = byProgram.get(program) ?? [];
        own.push({ row, match });
        byProgram.set(program, own);
      }
    }
  }
  return new Map(Array.from(byProgram, ([name, rows]) => [name, { rows, any: anyVerb(rows) }]));
}

function anyVerb(rows: readonly CompiledRow[]): RegExp {
  return new RegExp(rows.map(({ row }) => `(?:${row.verb.source})`).join("|"));
}

const harmless =
  /(?:^|\s)(?:--?help|--?dry-?run(?:=(?:client|server|true))?|--what-?if|-whatif|--noop|--no-op|--diff-only)(?=\s|$)/;

/** An emulator on this machine. */
const localEndpoint =
  /^(?!.*--endpoint-url.*--endpoint-url).*--endpoint-url[= ]https?:\/\/(?:localhost|127\.0\.0\.1|localstack)(?:[:/]\S*)?(?:\s|$)/;

export function judgeRows(
  { rows, any }: ProgramRows,
  argv: Argv,
  report: (match: Match) => void,
): void {
  // `… | xargs docker rm` is `docker rm $(…)`.
  const operands = operandLine(argv.args) + (argv.fedArguments ? ` ${placeholder}` : "");
  if (!any.test(operands)) return;
  const all = wholeLine(argv.args);
  if (argv.name === "aws" && localEndpoint.test(all)) return;
  const onlyLooks = harmless.test(all) || all.endsWith(" help");
  for (const { row, match } of rows) {
    if (onlyLooks && row.always !== true) continue;
    if (holds(row, operands, all)) report(match);
  }
}

function holds({ verb, all, not }: CommandRow, operands: string, line: string): boolean {
  if (!verb.test(operands)) return false;
  if (all !== undefined && !all.test(line)) return false;
  return not === undefined || !not.test(line);
}
