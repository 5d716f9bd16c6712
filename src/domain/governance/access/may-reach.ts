import type { AccessRule } from "#infra/config/schemas/access-control.ts";
import type { Principal } from "#shared/principal.ts";
import type { AccessBand, AccessIndex, RuleCell } from "./access-index.ts";
import { coveringEntities, type Entity, entityKey } from "./entity-key.ts";
import { scopeCovers } from "./token-scope.ts";

/** Whether a principal reaches an entity, and which rule said so. */
export interface Reach {
  readonly allowed: boolean;
  readonly cause: AccessBand | "no-rule" | "tool-disabled" | "token-scope";
  readonly rule: AccessRule | null;
  readonly autoApprove: boolean;
}

/** Who the rules see: the parts of a principal that they are written about. */
export type RuleReader = Pick<
  Principal,
  "userId" | "email" | "role" | "departments" | "scopes" | "credential"
>;

interface AccessPolicy {
  readonly access: AccessIndex;
}

const noRule: Reach = { allowed: false, cause: "no-rule", rule: null, autoApprove: false };
const disabled: Reach = { allowed: false, cause: "tool-disabled", rule: null, autoApprove: false };
const narrowed: Reach = { allowed: false, cause: "token-scope", rule: null, autoApprove: false };

/** Subjects and, for each, targets remembered; callers choose both, so they are bounded. */
const memoSubjectsMax = 1_024;
const memoTargetsMax = 512;

/**
 * The scope stage's core, and the very function that filters lists: what is listed is what may be
 * called. The most specific band with a matching rule decides, inside it deny beats allow, and no
 * rule means no. A token's scope only narrows.
 */
export function mayReach(principal: RuleReader, entity: Entity, policy: AccessPolicy): Reach {
  if (!scopeCovers(principal, entity)) return narrowed;
  return reachByRules(principal, entityKey(entity), policy.access);
}

/**
 * Whether a principal may open a server: it reaches the server itself, or at least one of its tools
 * by a rule of that tool's own.
 */
export function mayEnter(principal: RuleReader, server: string, policy: AccessPolicy): boolean {
  const reach = mayReach(principal, { kind: "server", name: server }, policy);
  if (reach.allowed) return true;
  if (reach.cause === "token-scope") return false;
  const prefix = `mcp://${server}/`;
  return policy.access.rules.some(
    (rule) =>
      rule.access === "allow" &&
      rule.entity.startsWith(prefix) &&
      reachByRules(principal, rule.entity, policy.access).allowed,
  );
}

function reachByRules(principal: RuleReader, key: string, index: AccessIndex): Reach {
  const subject = subjectKey(principal, index);
  let targets = index.memo.get(subject) as Map<string, Reach> | undefined;
  if (targets === undefined) {
    if (index.memo.size >= memoSubjectsMax) index.memo.clear();
    targets = new Map();
    index.memo.set(subject, targets);
  }
  const known = targets.get(key);
  if (known !== undefined) return known;
  if (targets.size >= memoTargetsMax) targets.clear();
  const reach = decideReach(principal, key, index);
  targets.set(key, reach);
  return reach;
}

/** Two principals with the same key get the same answers; users without own rules share theirs. */
function subjectKey(principal: RuleReader, index: AccessIndex): string {
  const own =
    index.bands.user.size > 0 && userNames(principal).some((n) => index.bands.user.has(n));
  if (!own && principal.departments.length === 0) return principal.role;
  return JSON.stringify([principal.role, principal.departments, own ? userNames(principal) : []]);
}

function decideReach(principal: RuleReader, key: string, index: AccessIndex): Reach {
  if (index.disabledTools.has(key)) return disabled;
  const covering = coveringEntities(key);
  return (
    decideBand("user", userNames(principal), covering, index) ??
    decideBand("department", principal.departments, covering, index) ??
    decideBand("role", [principal.role], covering, index) ??
    noRule
  );
}

function decideBand(
  band: AccessBand,
  names: readonly string[],
  covering: readonly string[],
  index: AccessIndex,
): Reach | undefined {
  let allow: AccessRule | undefined;
  for (const cell of matchingCells(band, names, covering, index)) {
    if (cell.deny !== undefined) {
      return { allowed: false, cause: band, rule: cell.deny, autoApprove: false };
    }
    if (allow === undefined || cell.allow?.auto_approve === true) allow = cell.allow;
  }
  if (allow === undefined) return undefined;
  return { allowed: true, cause: band, rule: allow, autoApprove: allow.auto_approve === true };
}

function* matchingCells(
  band: AccessBand,
  names: readonly string[],
  covering: readonly string[],
  index: AccessIndex,
): Generator<RuleCell> {
  for (const name of names) {
    const cells = index.bands[band].get(name);
    if (cells === undefined) continue;
    for (const entity of covering) {
      const cell = cells.get(entity);
      if (cell !== undefined) yield cell;
    }
  }
}

/** A `user:` rule names an id or an e-mail, whatever its case. */
export function userNames(principal: Pick<RuleReader, "userId" | "email">): readonly string[] {
  const id = principal.userId.toLowerCase();
  return principal.email === null ? [id] : [id, principal.email.toLowerCase()];
}
