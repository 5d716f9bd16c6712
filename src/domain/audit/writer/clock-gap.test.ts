import { afterEach, beforeEach, describe, expect, test } from "bun:test";
import {
  decisionEntry,
  openTestEvidence,
  outcomeEntry,
  type TestEvidence,
} from "../test-evidence.ts";

const dayMs = 86_400_000;

let evidence: TestEvidence;
beforeEach(async () => {
  evidence = await openTestEvidence();
});
afterEach(() => evidence[Symbol.asyncDispose]());

/** A host whose clock can be set. */
function settableClock(aheadMs: number) {
  const clock = {
    aheadMs,
    nowMs: () => Date.now() + clock.aheadMs,
    monotonicMs: () => performance.now(),
  };
  return clock;
}

async function countOf(table: "audit_events" | "audit_writers"): Promise<number> {
  const [row] = await evidence.owner.sql<{ count: number }[]>`
    select count(*)::integer as count from ${evidence.owner.sql(table)}`;
  return row?.count ?? -1;
}

describe("M09 a clock that is not the database's", () => {
  test.each([
    ["ahead", 2 * dayMs],
    ["behind", -2 * dayMs],
  ])("registers no writer when it is two days %s", async (_, aheadMs) => {
    const opening = evidence.open({ clock: settableClock(aheadMs) });
    await expect(opening).rejects.toThrow("differ by 48 hours");
    expect(await countOf("audit_writers")).toBe(0);
  });

  test("of an hour's difference is no reason to stop", async () => {
    const writer = await evidence.open({ clock: settableClock(-3_600_000) });
    await writer.commit(decisionEntry());
    expect(writer.trouble).toBeUndefined();
  });

  test("dates no decision from the moment it is set, and outcomes still come in", async () => {
    const clock = settableClock(0);
    const writer = await evidence.open({ clock });
    const act = await writer.commit(decisionEntry());
    clock.aheadMs = -40 * dayMs;
    await expect(writer.commit(decisionEntry())).rejects.toMatchObject({
      code: "AUDIT_UNAVAILABLE",
    });
    expect(writer.trouble).toContain("differ by 960 hours");
    await writer.commitOutcome(act, outcomeEntry());
    expect(await countOf("audit_events")).toBe(2);
    clock.aheadMs = 0;
    await writer.commit(decisionEntry());
    expect(await countOf("audit_events")).toBe(3);
  });
});
