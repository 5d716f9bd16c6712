import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { addMonths, monthOf } from "#infra/database/partitions/month-bounds.ts";
import type { LegalHold } from "#shared/legal-holds.ts";
import { covers, monthText, planMonths } from "./plan-months.ts";

const nowMs = Date.UTC(2026, 10, 21);
const now = monthOf(nowMs);
const hold = (from: string | null, to: string | null): LegalHold => ({
  id: "hold-1",
  userId: null,
  from,
  to,
  reason: "a claim",
  placedBy: "local:tester",
  placedAt: "2026-11-01T00:00:00.000Z",
});

describe("M09 the plan of retention", () => {
  test("drops what is wholly older than the months configured, to the turn of the month", () => {
    const months = [-15, -14, -13, -12, -1, 0, 1, 2].map((step) => addMonths(now, step));
    const plan = planMonths({ months, nowMs, auditMonths: 13, holds: [] });
    expect(plan.map(({ month, drop, why }) => [monthText(month), drop, why])).toEqual([
      ["2025-08", true, "all of it is older than 13 months"],
      ["2025-09", true, "all of it is older than 13 months"],
      ["2025-10", false, "younger than 13 months"],
      ["2025-11", false, "younger than 13 months"],
      ["2026-10", false, "this month, the one before and those to come are always kept"],
      ["2026-11", false, "this month, the one before and those to come are always kept"],
      ["2026-12", false, "this month, the one before and those to come are always kept"],
      ["2027-01", false, "this month, the one before and those to come are always kept"],
    ]);
  });

  test("drops nothing that holds a row younger than configured, whatever the day", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: Date.UTC(2026, 0, 1), max: Date.UTC(2040, 0, 1) }),
        fc.integer({ min: 1, max: 120 }),
        fc.integer({ min: -200, max: 3 }),
        (atMs, auditMonths, step) => {
          const month = addMonths(monthOf(atMs), step);
          const [planned] = planMonths({ months: [month], nowMs: atMs, auditMonths, holds: [] });
          const next = addMonths(month, 1);
          const newest = new Date(Date.UTC(next.year, next.month - 1, 1) - 1);
          newest.setUTCDate(1);
          newest.setUTCMonth(newest.getUTCMonth() + auditMonths);
          return !planned?.drop || (newest.getTime() <= atMs && step <= -2);
        },
      ),
    );
  });

  test("drops nothing under keep, nor a month that a hold touches by a day", () => {
    const months = [addMonths(now, -30), addMonths(now, -20)];
    const kept = planMonths({ months, nowMs, auditMonths: "keep", holds: [] });
    expect(kept.map(({ drop }) => drop)).toEqual([false, false]);
    const holds = [hold("2025-03-31", "2025-03-31")];
    const held = planMonths({ months, nowMs, auditMonths: 13, holds });
    expect(held.map(({ drop, why }) => [drop, why])).toEqual([
      [true, "all of it is older than 13 months"],
      [false, "legal hold hold-1"],
    ]);
  });

  test.each([
    [null, null, true],
    ["2025-03-31", null, true],
    ["2025-04-01", null, false],
    [null, "2025-03-01", true],
    [null, "2025-02-28", false],
    ["2024-01-01", "2026-01-01", true],
  ] as const)("a hold from %p to %p covers March 2025: %p", (from, to, covered) => {
    expect(covers(hold(from, to), { year: 2025, month: 3 })).toBe(covered);
  });
});
