import { cut } from "#shared/cut-text.ts";
import { type BlocklistMatch, judgeCall } from "./blocklist/judge-call.ts";
import { namePlace } from "./name-place.ts";
import { blocklistCategories } from "./blocklist/categories.ts";
import type { Objection, Passage, StageInputs } from "./stage.ts";

/** Refuses a destructive operation, judged on the parsed arguments. A guard against accidents. */
export function checkBlocklist({
  call,
  policy,
  authentication,
}: StageInputs): Objection | Passage | null {
  const { findException } = policy;
  if (findException === null) return objectTo(judgeCall(call, policy.blocklist));
  const { principal } = authentication;
  const used = new Set<string>();
  const match = judgeCall(call, policy.blocklist, (found, argument) => {
    const exception = findException({ call, principal }, found, argument);
    if (exception !== null) used.add(exception.id);
    return exception !== null;
  });
  if (match === null && used.size > 0) return { result: "pass", exceptions: [...used] };
  return objectTo(match);
}

function objectTo(match: BlocklistMatch | null): Objection | null {
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
