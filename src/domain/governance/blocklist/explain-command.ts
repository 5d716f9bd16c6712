import type { BlocklistException } from "#infra/config/schemas/governance.ts";
import type { GovernedCall } from "#shared/governed-call.ts";
import { type BlocklistCategory, blocklistCategories } from "./categories.ts";
import type { FindException } from "./exceptions.ts";
import { judgeCall, type Reactions } from "./judge-call.ts";

export interface CommandFinding {
  readonly category: BlocklistCategory;
  readonly rule: string;
  readonly what: string;
  /** What a call with it would meet. */
  readonly reaction: "deny" | "ask" | "off";
  readonly remedy: string;
  /** What lets it pass all the same, and until when. */
  readonly exception: Pick<BlocklistException, "id" | "reason" | "until"> | null;
}

/** Under which settings a call is explained; the call brings its tool's own ones. */
export interface ExplainedSettings {
  readonly reactions: Reactions;
  readonly findException: FindException | null;
}

/**
 * Everything that the blocklist finds in a call, in the order of finding, what is off included: the
 * very judgement of a call, told to go on after each match.
 */
export function explainBlocklist(
  call: GovernedCall,
  { reactions, findException }: ExplainedSettings,
): readonly CommandFinding[] {
  const found = new Map<string, CommandFinding>();
  const inForce: Reactions = { ...reactions, ...call.blocklist };
  judgeCall({ ...call, blocklist: {} }, denyEverything(), (match, argument) => {
    const { category, rule, what, soft } = match;
    const key = `${category} ${rule} ${what}`;
    const hard = inForce[category];
    const reaction = soft === true && hard === "deny" ? "ask" : hard;
    // Found twice, as a doubt and for certain: the call meets the certain one.
    const known = found.get(key);
    if (known !== undefined && (known.reaction === reaction || reaction !== "deny")) return true;
    const excused =
      reaction === "off"
        ? null
        : (findException?.({ call, principal: null }, match, argument) ?? null);
    const exception = excused && { id: excused.id, reason: excused.reason, until: excused.until };
    const { remedy } = blocklistCategories[category];
    found.set(key, { category, rule, what, reaction, remedy, exception });
    return true;
  });
  return [...found.values()];
}

/** What is off is told too, so nothing is left out before it is seen. */
function denyEverything(): Reactions {
  const names = Object.keys(blocklistCategories);
  return Object.fromEntries(names.map((name) => [name, "deny"])) as Reactions;
}
