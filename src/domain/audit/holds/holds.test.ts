import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { isAppError } from "#shared/errors.ts";
import { mintRowId } from "../format/row-id.ts";
import { dropMonth } from "../retention/drop-month.ts";
import {
  ago,
  auditPartition,
  fillMonth,
  openTestMonths,
  type TestMonths,
} from "../retention/test-months.ts";
import { verifyDatabase } from "../verify/verify-evidence.ts";
import { holdTarget, holdTrace } from "./hold-act.ts";
import type { Holds } from "./change-holds.ts";
import { findHoldOfUser } from "./read-holds.ts";

let months: TestMonths;
let holds: Holds;
beforeAll(async () => {
  months = await openTestMonths();
  holds = months.holds;
}, 60_000);
afterAll(() => months[Symbol.asyncDispose]());

const place = (userId: string | null = null) =>
  holds.place(months.deps.actor, { reason: "a claim", userId, from: null, to: null });

const holdOf = (own: TestMonths, userId: string) =>
  findHoldOfUser(own.evidence.database.db.sql, own.deps.holds, userId);

async function refusal(work: Promise<unknown>): Promise<string> {
  try {
    await work;
  } catch (error) {
    if (isAppError(error)) return error.code;
    throw error;
  }
  return "accepted";
}

/** Writes a row as the application's role may, made of an act's row and a change of its detail. */
async function addRow(change: string): Promise<void> {
  const id = mintRowId(Date.now());
  await months.evidence.database.db.sql.unsafe(`
    insert into audit_events
    select '${id}', uuid_extract_timestamp('${id}'), kind, user_id, session_id, task_id, trace_id,
           context_id, client_id, role, agent_id, target, verdict, policy, reason, ${change},
           cost_microdollars, seal
      from audit_events where target = '${holdTarget}' order by id desc limit 1`);
}

describe("M09 a legal hold", () => {
  test("is in force from its row on, for the person or for everybody, until it is released", async () => {
    expect(await holdOf(months, "anna")).toBeUndefined();
    const act = await place("anna");
    expect(await holdOf(months, "anna")).toMatchObject({ id: act.hold_id, userId: "anna" });
    expect(await holdOf(months, "bert")).toBeUndefined();
    const all = await place();
    expect(await holdOf(months, "bert")).toMatchObject({ id: all.hold_id });
    await holds.release(months.deps.actor, act.hold_id, "settled");
    await holds.release(months.deps.actor, all.hold_id, "settled");
    expect(await holdOf(months, "anna")).toBeUndefined();
    expect((await holds.list()).map(({ releasedAt }) => releasedAt !== null)).toEqual([true, true]);
    const rows = await months.evidence.owner.sql`
      select policy, trace_id from audit_events where target = ${holdTarget} order by id`;
    const trace_id = holdTrace(months.deps.holds.installationId);
    expect([...rows]).toEqual([
      { policy: "audit.hold.place", trace_id },
      { policy: "audit.hold.place", trace_id },
      { policy: "audit.hold.release", trace_id },
      { policy: "audit.hold.release", trace_id },
    ]);
  });

  test("is numbered without gaps by many who act at once", async () => {
    const before = (await holds.list()).length;
    const acts = await Promise.all(Array.from({ length: 6 }, () => place("crowd")));
    expect(new Set(acts.map(({ number }) => number)).size).toBe(6);
    expect((await holds.list()).length).toBe(before + 6);
    for (const act of acts) await holds.release(months.deps.actor, act.hold_id, "settled");
  });

  test("is released once, and only when there is one", async () => {
    const act = await place();
    await holds.release(months.deps.actor, act.hold_id, "settled");
    expect(await refusal(holds.release(months.deps.actor, act.hold_id, "again"))).toBe("CONFLICT");
    expect(await refusal(holds.release(months.deps.actor, "no-such", "why"))).toBe("NOT_FOUND");
  });

  test.each([
    ["", null, null],
    ["a\u0007bell", null, null],
    ["a".repeat(501), null, null],
    ["why", "2026-02-30", null],
    ["why", "yesterday", null],
    ["why", null, "2026-1-1"],
    ["why", "2026-02-02", "2026-02-01"],
  ])("is refused with the reason %p, from %p to %p", async (reason, from, to) => {
    const work = holds.place(months.deps.actor, { reason, userId: null, from, to });
    expect(await refusal(work)).toBe("INVALID_INPUT");
  });
});

describe("M09 rows of holds that were written or deleted in SQL", () => {
  test.each([
    ["a release", `detail || '{"act":"release"}'`],
    ["a hold for another person", `detail || '{"user_id":"mallory"}'`],
    ["an act with a higher number", `detail || '{"number":1000}'`],
    ["an act without a MAC", `detail - 'mac'`],
    ["a MAC that is no text", `detail || '{"mac":[]}'`],
  ])("%s changes nothing", async (_, change) => {
    const act = await place("victim");
    await addRow(change);
    expect(await holdOf(months, "victim")).toMatchObject({ id: act.hold_id });
    expect(await holdOf(months, "mallory")).toBeUndefined();
    await holds.release(months.deps.actor, act.hold_id, "settled");
  });

  test("a copy of a genuine release does not release what was placed after it", async () => {
    const first = await place("copied");
    await holds.release(months.deps.actor, first.hold_id, "settled");
    await addRow("detail");
    const second = await place("copied");
    expect(await holdOf(months, "copied")).toMatchObject({ id: second.hold_id });
    await holds.release(months.deps.actor, second.hold_id, "settled");
  });

  test("an act with the key of another installation counts for nothing", async () => {
    const keys = { ...months.deps.holds, installationId: "another" };
    const foreign = (userId: string) =>
      findHoldOfUser(months.evidence.database.db.sql, keys, userId);
    await place("shared");
    expect(await foreign("shared")).toBeUndefined();
  });

  test("a deleted act is noticed, and nothing may be erased or dropped until somebody looked", async () => {
    await using own = await openTestMonths();
    const { actor } = own.deps;
    const hold = { reason: "a claim", userId: "anna", from: null, to: null };
    const act = await own.holds.place(actor, hold);
    await own.holds.place(actor, { ...hold, userId: "bert" });
    await own.evidence.tamper(
      `delete from audit_events where detail ->> 'hold_id' = '${act.hold_id}'`,
    );
    expect(await refusal(holdOf(own, "anna"))).toBe("CHECK_FAILED");
    expect(await refusal(own.holds.list())).toBe("CHECK_FAILED");
    expect((await verifyDatabase(own.evidence.database.db)).ok).toBe(false);
  });

  test("the newest act is missed before anything is dropped", async () => {
    await using own = await openTestMonths();
    await fillMonth(own.evidence, ago(20), 1);
    const request = { partition: auditPartition(ago(20)), policy: "13 months" };
    const hold = { reason: "a claim", userId: "anna", from: null, to: null };
    const act = await own.holds.place(own.deps.actor, hold);
    await own.evidence.tamper(
      `delete from audit_events where detail ->> 'hold_id' = '${act.hold_id}'`,
    );
    expect(await refusal(dropMonth(own.deps, request))).toBe("CHECK_FAILED");
    expect((await verifyDatabase(own.evidence.database.db)).ok).toBe(false);
  });
});
