import { basename } from "node:path";
import type { LocalDeps } from "#app/runtime/local-deps.ts";
import { parseSubject } from "#domain/governance/access/access-index.ts";
import { editAccessRules, type RuleChange } from "#infra/config/edit/edit-access-rules.ts";
import { type AccessRule, accessRuleSchema } from "#infra/config/schemas/access-control.ts";
import { AppError } from "#shared/errors.ts";
import { tiers } from "#shared/principal.ts";
import { recordAct } from "#shared/recorded-act.ts";
import { openPolicy, type PlacedRule } from "./open-policy.ts";

type Deps = Pick<LocalDeps, "profile" | "audit" | "actor" | "users">;
type RuleName = Pick<AccessRule, "entity" | "subject">;

export interface AccessChange {
  readonly changed: boolean;
  readonly file: string;
}

/** Writes a rule; one about the same entity and subject is replaced where it stands. */
export async function grantAccess(deps: Deps, rule: AccessRule): Promise<AccessChange> {
  assertEntity(rule.entity);
  const subject = await nameSubject(deps, rule.subject);
  const { rules } = openPolicy(deps.profile);
  const place = rules.find((one) => isAbout(one.rule, rule)) ?? placeFor(rules, rule.subject);
  if (place === undefined) {
    throw new AppError("NOT_FOUND", "No file of access rules has a rule to add beside.");
  }
  return change(deps, place.file, { add: rule }, "grant", {
    entity: rule.entity,
    subject,
    access: rule.access,
  });
}

/** Removes the rule about this entity and subject; NOT_FOUND when no file has one. */
export async function revokeAccess(deps: Deps, name: RuleName): Promise<AccessChange> {
  const { rules } = openPolicy(deps.profile);
  const place = rules.find((one) => isAbout(one.rule, name));
  if (place === undefined) {
    throw new AppError("NOT_FOUND", `There is no rule about ${name.entity} for ${name.subject}.`);
  }
  const { band } = parseSubject(name.subject);
  const subject = band === "user" ? "user" : name.subject;
  return change(deps, place.file, { remove: name }, "revoke", { entity: name.entity, subject });
}

async function change(
  deps: Deps,
  file: string,
  edit: RuleChange,
  verb: "grant" | "revoke",
  detail: Readonly<Record<string, string>>,
): Promise<AccessChange> {
  const act = {
    target: `config://access/${verb}`,
    policy: `config.access.${verb}`,
    reason: verb === "grant" ? "An access rule was written." : "An access rule was removed.",
    detail: { ...detail, file: basename(file) },
  };
  const changed = await recordAct(deps.audit, deps.actor, act, () =>
    Promise.resolve(editAccessRules(file, edit)),
  );
  return { changed, file };
}

function isAbout(rule: RuleName, name: RuleName): boolean {
  return rule.entity === name.entity && rule.subject === name.subject;
}

/** Beside rules about the same kind of subject, else beside the first rule of all. */
function placeFor(rules: readonly PlacedRule[], subject: string): PlacedRule | undefined {
  const { band } = parseSubject(subject);
  return rules.find((one) => parseSubject(one.rule.subject).band === band) ?? rules[0];
}

function assertEntity(entity: string): void {
  const { pattern } = accessRuleSchema.properties.entity;
  if (pattern !== undefined && !new RegExp(pattern).test(entity)) {
    throw new AppError("INVALID_INPUT", "An entity looks like mcp://workspace or hook://Bash.");
  }
}

/** What the row says of the subject: people by their id only. */
async function nameSubject(deps: Deps, subject: string): Promise<string> {
  if (!/^(?:role|department|user):.+$/.test(subject)) {
    throw new AppError("INVALID_INPUT", "A subject is role:R, department:D or user:U.");
  }
  const { band, name } = parseSubject(subject);
  if (band === "user") return `user:${(await deps.users.find(name)).id}`;
  if (band === "role" && !tiers.some((tier) => tier === name)) {
    throw new AppError("INVALID_INPUT", `There is no role ${name}.`);
  }
  return subject;
}
