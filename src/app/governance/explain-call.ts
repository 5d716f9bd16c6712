import { type Entity, entityKey } from "#domain/governance/access/entity-key.ts";
import { govern } from "#domain/governance/govern.ts";
import { describeHookTool, toolPolicy } from "#domain/governance/hook-tools.ts";
import type { PolicySnapshot } from "#domain/governance/policy/policy-snapshot.ts";
import type { GovernedCall, Verdict } from "#shared/governed-call.ts";
import type { JsonValue } from "#shared/json.ts";
import type { Principal } from "#shared/principal.ts";

export interface ExplainedCall {
  readonly principal: Principal;
  readonly entity: Entity;
  readonly input: JsonValue;
  readonly policy: PolicySnapshot;
  readonly monotonicMs: () => number;
}

/** The decision about a call that nobody makes: the same function, no charge, no row. */
export function explainCall(asked: ExplainedCall): Verdict {
  const { principal, policy, monotonicMs } = asked;
  return govern(callOf(asked), { principal }, policy, { admitted: true }, monotonicMs);
}

function callOf({ entity, input, policy }: ExplainedCall): GovernedCall {
  const hook = entity.kind === "tool" && entity.server === undefined;
  const declared = hook
    ? describeHookTool(entity.name, policy)
    : toolPolicy(policy, entity.server ?? "", entity.name);
  return {
    ...declared,
    surface: hook ? "hook" : "mcp",
    method: hook ? "PreToolUse" : "tools/call",
    target: entityKey(entity),
    entity,
    input,
    cwd: null,
  };
}
