import { cut } from "#shared/cut-text.ts";
import { judgeCall } from "./blocklist/judge-call.ts";
import { namePlace } from "./name-place.ts";
import { blocklistCategories } from "./blocklist/categories.ts";
import type { Objection, StageInputs } from "./stage.ts";

/** Refuses a destructive operation, judged on the parsed arguments. A guard against accidents. */
export function checkBlocklist({ call, policy }: StageInputs): Objection | null {
  const match = judgeCall(call, policy.blocklist);
  if (match === null) return null;
  const category = blocklistCategories[match.category];
  const argument = match.argument === null ? null : namePlace(match.argument);
  const where = argument === null ? "The tool" : `The argument ${argument}`;
  return {
    result: match.reaction,
    policy: `guard.blocklist.${match.category}`,
    code: `BLOCKLIST.${match.category}`,
    reason: `${where} ${cut(match.what)}, which counts as ${category.title}. ${category.remedy}`,
    detail: { argument, rule: match.rule },
  };
}
