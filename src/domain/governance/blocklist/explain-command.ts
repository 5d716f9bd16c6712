import type { BlocklistException } from "#infra/config/schemas/governance.ts";
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
  /** What lets it pass all the same, and until when. */
  readonly exception: Pick<BlocklistException, "id" | "reason" | "until"> | null;
}

/** Under which settings a command is explained. */
export interface CommandSettings {
  readonly reactions: Reactions;
  /** Paths resolve against this folder; null when it is unknown. */
  readonly cwd: string | null;
  readonly findException?: (match: Match) => BlocklistException | null;
}

/** Everything that the blocklist finds in a shell command, in the order of finding. */
export function explainCommand(
  command: string,
  { reactions, cwd, findException }: CommandSettings,
): readonly CommandFinding[] {
  const found = new Map<string, Match>();
  const report = (match: Match) => {
    const key = `${match.category} ${match.rule} ${match.what}`;
    if (!found.has(key)) found.set(key, match);
  };
  judgeShell(command, { cwd, report });
  return [...found.values()].map((match) => {
    const { category, rule, what, soft } = match;
    const inForce = reactions[category];
    const reaction = soft === true && inForce === "deny" ? "ask" : inForce;
    const excused = reaction === "off" ? null : (findException?.(match) ?? null);
    const exception = excused && { id: excused.id, reason: excused.reason, until: excused.until };
    const { remedy } = blocklistCategories[category];
    return { category, rule, what, reaction, remedy, exception };
  });
}
