import { judgeCall } from "./blocklist/judge-call.ts";
import { blocklistCategories } from "./blocklist/categories.ts";
import type { Objection, StageInputs } from "./stage.ts";

/** Refuses a destructive operation, judged on the parsed arguments. A guard against accidents. */
export function checkBlocklist({ call, policy }: StageInputs): Objection | null {
  const match = judgeCall(call, policy.blocklist);
  if (match === null) return null;
  const category = blocklistCategories[match.category];
  const where = match.argument === null ? "The tool" : `The argument ${match.argument}`;
  return {
    result: match.reaction,
    policy: `guard.blocklist.${match.category}`,
    code: `BLOCKLIST.${match.category}`,
    reason: `${where} ${match.what}, which counts as ${category.title}. ${category.remedy}`,
    detail: { argument: match.argument, rule: match.rule },
  };
}
