import { type BlocklistCategory, blocklistCategories, type Match } from "./categories.ts";
import { judgeShell } from "./judge-shell.ts";
import type { Reactions } from "./judge-call.ts";

export interface CommandFinding {
  readonly category: BlocklistCategory;
  readonly rule: string;
  readonly what: string;
  /** What a call with this command would meet. */
  readonly reaction: "deny" | "ask" | "off";
  readonly remedy: string;
}

/** Everything that the blocklist finds in a shell command, in the order of finding. */
export function explainCommand(
  command: string,
  reactions: Reactions,
  cwd: string | null,
): readonly CommandFinding[] {
  const found = new Map<string, Match>();
  const report = (match: Match) => {
    const key = `${match.category} ${match.rule} ${match.what}`;
    if (!found.has(key)) found.set(key, match);
  };
  judgeShell(command, { cwd, report });
  return [...found.values()].map(({ category, rule, what, soft }) => {
    const inForce = reactions[category];
    const reaction = soft === true && inForce === "deny" ? "ask" : inForce;
    return { category, rule, what, reaction, remedy: blocklistCategories[category].remedy };
  });
}
