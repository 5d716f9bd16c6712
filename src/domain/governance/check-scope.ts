import type { UserId } from "#shared/ids.ts";
import { type Entity, entityKey } from "./access/entity-key.ts";
import { mayReach, type Reach } from "./access/may-reach.ts";
import { scopeOf } from "./access/token-scope.ts";
import type { Objection, StageInputs } from "./stage.ts";

/** The dotted id of what decided about reach; stable for ever. */
export const reachPolicies = {
  user: "access.user-rule",
  department: "access.department-rule",
  role: "access.role-rule",
  "no-rule": "access.deny-by-default",
  "tool-disabled": "access.tool-disabled",
  "token-scope": "access.token-scope",
} as const satisfies Record<Reach["cause"], string>;

/** Refuses a caller whom no access rule lets through; deny by default. */
export function checkScope({ call, authentication, policy }: StageInputs): Objection | null {
  const reach = mayReach(authentication.principal, call.entity, policy);
  if (reach.allowed) return null;
  return objectToReach(reach, call.entity, authentication.principal.userId);
}

function objectToReach(reach: Reach, entity: Entity, userId: UserId): Objection {
  const key = entityKey(entity);
  const denial = { result: "deny", policy: reachPolicies[reach.cause] } as const;
  switch (reach.cause) {
    case "token-scope": {
      const reason = `This token does not cover ${key}. Get one with the scope ${scopeOf(entity)}.`;
      return { ...denial, code: "SCOPE.INSUFFICIENT", reason };
    }
    case "tool-disabled":
      return {
        ...denial,
        code: "SCOPE.DISABLED",
        reason: `${key} is switched off. Ask an administrator to enable it in its server's file.`,
      };
    case "no-rule":
      return {
        ...denial,
        code: "SCOPE.NO_RULE",
        reason: `No rule lets you use ${key}. Ask an administrator for access.`,
      };
    default:
      return {
        ...denial,
        code: "SCOPE.DENIED",
        reason: reach.rule?.reason ?? `A rule keeps you from ${key}. Ask an administrator.`,
        detail: { entity: reach.rule?.entity ?? key, subject: subjectOf(reach, userId) },
      };
  }
}

/** The row outlives the person: a rule about one, written by address, is told by their id. */
function subjectOf({ cause, rule }: Reach, userId: UserId): string {
  return cause === "user" ? `user:${userId}` : (rule?.subject ?? "");
}
