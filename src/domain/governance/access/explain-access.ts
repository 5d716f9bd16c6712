import type { AccessRule } from "#infra/config/schemas/access-control.ts";
import { type AccessBand, accessBands, type AccessIndex, parseSubject } from "./access-index.ts";
import { coveringEntities, type Entity, entityKey } from "./entity-key.ts";
import { mayReach, type Reach, type RuleReader, userNames } from "./may-reach.ts";

/** One rule that covers the entity, and what became of it. */
export interface ConsideredRule {
  readonly rule: AccessRule;
  readonly band: AccessBand;
  readonly fate: "decides" | "agrees" | "overruled" | "outranked" | "other-subject";
}

export interface AccessExplanation {
  readonly entity: string;
  readonly reach: Reach;
  readonly decidingBand: AccessBand | null;
  readonly considered: readonly ConsideredRule[];
}

/** Every rule about an entity with its band and fate, in order of the bands. */
export function explainAccess(
  principal: RuleReader,
  entity: Entity,
  policy: { readonly access: AccessIndex },
): AccessExplanation {
  const key = entityKey(entity);
  const covering = new Set(coveringEntities(key));
  const reach = mayReach(principal, entity, policy);
  const rules = policy.access.rules.filter((rule) => covering.has(rule.entity));
  const bandOf = (rule: AccessRule) => parseSubject(rule.subject).band;
  const decidingBand =
    accessBands.find((band) => rules.some((r) => bandOf(r) === band && concerns(r, principal))) ??
    null;
  const considered = rules
    .map((rule) => ({
      rule,
      band: bandOf(rule),
      fate: fateOf(rule, decidingBand, reach, principal),
    }))
    .sort((a, b) => accessBands.indexOf(a.band) - accessBands.indexOf(b.band));
  return { entity: key, reach, decidingBand, considered };
}

function concerns(rule: AccessRule, principal: RuleReader): boolean {
  const { band, name } = parseSubject(rule.subject);
  if (band === "user") return userNames(principal).includes(name);
  if (band === "department") return principal.departments.includes(name);
  return principal.role === name;
}

function fateOf(
  rule: AccessRule,
  decidingBand: AccessBand | null,
  reach: Reach,
  principal: RuleReader,
): ConsideredRule["fate"] {
  if (!concerns(rule, principal)) return "other-subject";
  if (parseSubject(rule.subject).band !== decidingBand) return "outranked";
  if (rule === reach.rule) return "decides";
  if (reach.rule === null) return "overruled";
  return rule.access === reach.rule.access ? "agrees" : "overruled";
}
