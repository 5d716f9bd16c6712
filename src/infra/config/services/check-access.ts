import { tiers } from "#shared/principal.ts";
import type { AccessRule } from "../schemas/access-control.ts";
import { type PathPart, quote } from "../yaml/diagnostic.ts";
import { describeUnknown } from "./check-server.ts";
import type { Report } from "./report.ts";

/** What the schema cannot say about one file of rules. */
export function checkRules(
  rules: readonly AccessRule[],
  servers: ReadonlySet<string>,
  report: Report,
): void {
  for (const [index, rule] of rules.entries()) {
    checkSubject(rule, index, report);
    checkEntity(rule, index, servers, report);
    if (rule.auto_approve === true && rule.access === "deny") {
      report.add(["rules", index, "auto_approve"], "means nothing on a deny; remove it");
    }
  }
}

function checkSubject(rule: AccessRule, index: number, report: Report): void {
  checkSubjectText(rule.subject, ["rules", index, "subject"], report);
}

/** A role that there is. */
export function checkSubjectText(subject: string, at: readonly PathPart[], report: Report): void {
  const role = /^role:(.*)$/.exec(subject)?.[1];
  if (role === undefined || (tiers as readonly string[]).includes(role)) return;
  report.add(at, describeUnknown("tier", role, tiers));
}

function checkEntity(
  rule: AccessRule,
  index: number,
  servers: ReadonlySet<string>,
  report: Report,
): void {
  checkEntityText(rule.entity, ["rules", index, "entity"], servers, report);
}

/** A well-formed entity that a declared server stands behind, where it names one. */
export function checkEntityText(
  entity: string,
  at: readonly PathPart[],
  servers: ReadonlySet<string>,
  report: Report,
): void {
  const [scheme = "", rest = ""] = entity.split("://", 2);
  const segments = rest.split("/");
  if (segments.some((part, place) => isMisplacedStar(part, place === segments.length - 1))) {
    report.add(at, "may have * as its whole last segment only");
    return;
  }
  if (segments.includes("")) report.add(at, "has an empty segment");
  const server = segments[0] ?? "";
  if (scheme === "mcp" && server !== "*" && !servers.has(server)) {
    report.add(at, `names the server ${quote(server)}, which no file declares`, "warning");
  }
}

function isMisplacedStar(segment: string, last: boolean): boolean {
  return segment.includes("*") && !(last && segment === "*");
}

/** A rule that is written twice, over all files: harmless when equal, confusing when not. */
export function checkRepeats(
  rules: readonly { readonly rule: AccessRule; readonly index: number; readonly report: Report }[],
): void {
  const seen = new Map<string, (typeof rules)[number]>();
  for (const entry of rules) {
    const key = `${entry.rule.entity} ${entry.rule.subject}`;
    const first = seen.get(key);
    if (first === undefined) {
      seen.set(key, entry);
      continue;
    }
    const place = `${first.report.file}:${first.report.lineOf(["rules", first.index])}`;
    const message =
      first.rule.access === entry.rule.access
        ? `repeats the rule at ${place}`
        : `contradicts the rule at ${place}; the deny decides`;
    entry.report.add(["rules", entry.index], message, "warning");
  }
}
