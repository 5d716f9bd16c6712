import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { localActor } from "#shared/recorded-act.ts";
import { Holds } from "../holds/change-holds.ts";
import { dropMonth } from "./drop-month.ts";
import {
  ago,
  auditPartition,
  fillMonth,
  openTestMonths,
  openWriterAt,
  type TestMonths,
} from "./test-months.ts";

const policy = "13 months";
const held = ago(18);
let months: TestMonths;

/** A hold that was placed so long ago that its own month has gone. */
beforeAll(async () => {
  months = await openTestMonths();
  const { evidence, deps } = months;
  await fillMonth(evidence, held, 2);
  await fillMonth(evidence, ago(19), 2);
  const { year, month } = ago(20);
  const placedMs = Date.UTC(year, month - 1, 15);
  const audit = await openWriterAt(evidence, placedMs);
  const nowMs = () => placedMs;
  const holds = new Holds({ ...deps.holds, database: evidence.database.db, audit, nowMs });
  const day = `${held.year}-${String(held.month).padStart(2, "0")}-05`;
  const hold = { reason: "court", userId: null, from: day, to: day };
  await holds.place(localActor("tester"), hold);
  await audit.stop(5_000);
  await dropMonth(deps, { partition: auditPartition(ago(20)), policy });
}, 60_000);
afterAll(() => months[Symbol.asyncDispose]());

describe("M09 a legal hold whose own month has gone", () => {
  const drop = () => dropMonth(months.deps, { partition: auditPartition(held), policy });

  test("is in force", async () => {
    await expect(drop()).rejects.toThrow("under the legal hold");
  });

  test("lets other months go", async () => {
    const other = { partition: auditPartition(ago(19)), policy };
    expect(await dropMonth(months.deps, other)).toMatchObject({ rows: 4, kept: 0 });
  });

  test("lets nothing go when its row was deleted in SQL", async () => {
    await months.evidence.tamper("delete from audit_events_kept");
    await expect(drop()).rejects.toMatchObject({
      code: "CHECK_FAILED",
      message: expect.stringContaining("rows that outlive it are missing"),
    });
  });
});
