import type { BlocklistException, GovernanceConfig } from "../schemas/governance.ts";
import type { CheckedFile } from "./assemble.ts";
import { checkEntityText, checkSubjectText } from "./check-access.ts";
import { checkCategory, describeUnknown, type Knowledge } from "./check-server.ts";
import type { Report } from "./report.ts";

/** What the schema cannot say about the file of the policy. */
export function checkGovernance(
  { value, report }: CheckedFile<GovernanceConfig>,
  servers: ReadonlySet<string>,
  known: Knowledge,
): void {
  for (const category of Object.keys(value.blocklist?.categories ?? {})) {
    checkCategory(["blocklist", "categories", category], category, known, report);
  }
  checkKinds(value, known, report);
  checkExceptions(value.blocklist?.exceptions ?? [], servers, known, report);
}

function checkKinds(value: GovernanceConfig, known: Knowledge, report: Report): void {
  const added = value.secrets?.kinds ?? [];
  const kinds = [...known.kinds, ...added.map(({ id }) => id)];
  for (const [index, kind] of (value.secrets?.disabled_kinds ?? []).entries()) {
    if (kinds.includes(kind)) continue;
    report.add(
      ["secrets", "disabled_kinds", index],
      describeUnknown("kind of secret", kind, kinds),
    );
  }
  for (const { index, path, message } of known.checkKinds?.(added) ?? []) {
    report.add(["secrets", "kinds", index, ...path], message);
  }
}

function checkExceptions(
  exceptions: readonly BlocklistException[],
  servers: ReadonlySet<string>,
  known: Knowledge,
  report: Report,
): void {
  const ids = new Set<string>();
  for (const [index, exception] of exceptions.entries()) {
    const at = ["blocklist", "exceptions", index];
    if (ids.has(exception.id)) report.add([...at, "id"], "is taken by an exception before it");
    ids.add(exception.id);
    checkEntityText(exception.entity, [...at, "entity"], servers, report);
    const { subject } = exception;
    if (subject !== undefined) checkSubjectText(subject, [...at, "subject"], report);
    checkMatter(exception, at, known, report);
    checkEnd(exception, at, known, report);
  }
}

type Place = readonly (string | number)[];

function checkMatter(
  { category, rule }: BlocklistException,
  at: Place,
  known: Knowledge,
  report: Report,
): void {
  if ((category === undefined) === (rule === undefined)) {
    report.add(at, "names either a category or a rule; write one of them");
  } else if (category !== undefined) {
    checkCategory([...at, "category"], category, known, report);
  } else if (rule !== undefined && !known.rules.includes(rule)) {
    report.add([...at, "rule"], describeUnknown("rule", rule, known.rules));
  }
}

function checkEnd(
  { until }: BlocklistException,
  at: Place,
  { today }: Knowledge,
  report: Report,
): void {
  const day = new Date(`${until}T00:00:00Z`);
  if (Number.isNaN(day.getTime()) || day.toISOString().slice(0, 10) !== until) {
    report.add([...at, "until"], "there is no such day");
  } else if (today !== undefined && until < today) {
    report.add([...at, "until"], "is over, so it lets nothing pass any more; remove it", "warning");
  }
}
