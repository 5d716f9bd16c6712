import type { Match } from "../categories.ts";
import type { Argv } from "../shell/unwrap-command.ts";

/** What a rule may look at beside the command itself. */
export interface RuleContext {
  /** Paths resolve against this folder; null when it is unknown. */
  readonly cwd: string | null;
  readonly report: (match: Match) => void;
}

/** Judges one program's arguments; reports what it finds. */
export type CommandRule = (argv: Argv, context: RuleContext) => void;
