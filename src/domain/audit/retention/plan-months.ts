import {
  addMonths,
  type Month,
  monthOf,
  monthSuffix,
} from "#infra/database/partitions/month-bounds.ts";
import type { LegalHold } from "#shared/legal-holds.ts";

/** How many whole months a row is kept at least, or `keep`: nothing is ever dropped. */
export type AuditMonths = number | "keep";

export interface PlanInput {
  readonly months: readonly Month[];
  readonly nowMs: number;
  readonly auditMonths: AuditMonths;
  readonly holds: readonly LegalHold[];
}

export interface MonthPlan {
  readonly month: Month;
  readonly drop: boolean;
  readonly why: string;
}

/** What retention does with each month, and the reason. */
export function planMonths(input: PlanInput): readonly MonthPlan[] {
  return input.months.map((month) => {
    const kept = reasonToKeep(month, input);
    if (kept !== undefined) return { month, drop: false, why: kept };
    return { month, drop: true, why: `all of it is older than ${policyWords(input.auditMonths)}` };
  });
}

export function policyWords(auditMonths: AuditMonths): string {
  if (auditMonths === "keep") return "keep";
  return auditMonths === 1 ? "1 month" : `${auditMonths} months`;
}

/** `2026-11`, as people write it. */
export function monthText(month: Month): string {
  return monthSuffix(month).replace("_", "-");
}

function reasonToKeep(month: Month, { nowMs, auditMonths, holds }: PlanInput): string | undefined {
  const current = monthText(monthOf(nowMs));
  // The month's newest row is as old as the start of the next month.
  const oldEnough = (months: number) => monthText(addMonths(month, months + 1)) <= current;
  if (!oldEnough(1)) return "this month, the one before and those to come are always kept";
  const hold = holds.find((each) => covers(each, month));
  if (hold !== undefined) return `legal hold ${hold.id}`;
  if (auditMonths === "keep") return "retention.audit_months is keep";
  if (!oldEnough(auditMonths)) return `younger than ${policyWords(auditMonths)}`;
  return undefined;
}

/** Also by one day of it: a month goes whole or stays whole. */
export function covers(hold: LegalHold, month: Month): boolean {
  const name = monthText(month);
  return (
    (hold.from === null || hold.from.slice(0, name.length) <= name) &&
    (hold.to === null || hold.to.slice(0, name.length) >= name)
  );
}
