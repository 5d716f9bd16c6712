import type { AccessRule } from "#infra/config/schemas/access-control.ts";

export const accessBands = ["user", "department", "role"] as const;
export type AccessBand = (typeof accessBands)[number];

/** The rules about one subject and one entity text. */
export interface RuleCell {
  readonly allow: AccessRule | undefined;
  readonly deny: AccessRule | undefined;
}

type Cells = ReadonlyMap<string, RuleCell>;

/** Rules by band, subject, then entity text: a question is a few map reads. */
export interface AccessIndex {
  readonly bands: Readonly<Record<AccessBand, ReadonlyMap<string, Cells>>>;
  /** Tools switched off in their server's file: nobody reaches them. */
  readonly disabledTools: ReadonlySet<string>;
  readonly rules: readonly AccessRule[];
  /** Answers already given, by subject and target; the only mutable part, and bounded. */
  readonly memo: Map<string, Map<string, unknown>>;
}

export interface RuleSubject {
  readonly band: AccessBand;
  readonly name: string;
}

export function parseSubject(subject: string): RuleSubject {
  const colon = subject.indexOf(":");
  const band = subject.slice(0, colon);
  const name = subject.slice(colon + 1);
  if (band === "user") return { band, name: name.toLowerCase() };
  return { band: band === "department" ? "department" : "role", name };
}

export function indexAccessRules(
  rules: readonly AccessRule[],
  disabledTools: ReadonlySet<string> = new Set(),
): AccessIndex {
  const bands = {
    user: new Map<string, Map<string, RuleCell>>(),
    department: new Map<string, Map<string, RuleCell>>(),
    role: new Map<string, Map<string, RuleCell>>(),
  };
  for (const rule of rules) {
    const { band, name } = parseSubject(rule.subject);
    const cells = bands[band].get(name) ?? new Map<string, RuleCell>();
    bands[band].set(name, cells);
    cells.set(rule.entity, joinRule(cells.get(rule.entity), rule));
  }
  return { bands, disabledTools, rules, memo: new Map() };
}

/** Keeps one rule for each answer; among equal allows the one that approves by itself wins. */
function joinRule(cell: RuleCell | undefined, rule: AccessRule): RuleCell {
  if (rule.access === "deny") return { allow: cell?.allow, deny: cell?.deny ?? rule };
  const allow = cell?.allow?.auto_approve === true ? cell.allow : rule;
  return { allow, deny: cell?.deny };
}
