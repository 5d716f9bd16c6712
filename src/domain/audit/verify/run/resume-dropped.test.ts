import { afterAll, beforeAll, describe, expect, setDefaultTimeout, test } from "bun:test";
import { dropMonth } from "#domain/audit/retention/drop-month.ts";
import {
  ago,
  auditPartition,
  fillMonth,
  openTestMonths,
  type TestMonths,
} from "#domain/audit/retention/test-months.ts";
import { databaseSource } from "../database-source.ts";
import type { Progress } from "../progress.ts";
import type { EvidenceSource } from "../source.ts";
import { verifyEvidence } from "../verify-evidence.ts";

/** Dozens of verifications, while other tests have the cores. */
setDefaultTimeout(60_000);

let months: TestMonths;
let source: EvidenceSource;
beforeAll(async () => {
  months = await openTestMonths();
  for (const back of [20, 19, 18, 12]) {
    await fillMonth(months.evidence, ago(back), 5, [{ target: "secret://system/name" }]);
  }
  await drop(19);
  const whole = databaseSource(months.evidence.database.db);
  const rowsPerRange = 4;
  source = { ...whole, idAfter: (from) => whole.idAfter(from, rowsPerRange) };
});
afterAll(() => months[Symbol.asyncDispose]());

async function drop(back: number): Promise<void> {
  await dropMonth(months.deps, { partition: auditPartition(ago(back)), policy: "13 months" });
}

class Interrupted extends Error {}

/** The progress of each step of a run, up to one of them or to the end. */
async function steps(count: number): Promise<readonly Progress[]> {
  const seen: Progress[] = [];
  const onProgress = async (progress: Progress) => {
    seen.push(structuredClone(progress));
    if (seen.length === count) throw new Interrupted();
  };
  await verifyEvidence(source, {}, { onProgress }).catch((error: unknown) => {
    if (!(error instanceof Interrupted)) throw error;
  });
  return seen;
}

function resume(progress: Progress | undefined) {
  if (progress === undefined) throw new Error("there was no such step");
  return verifyEvidence(source, { earlier: { progress, at: "2026-11-21T00:00:00.000Z" } });
}

describe("M09 a verification over a dropped month", () => {
  test("goes on from any of its steps to the same counts", async () => {
    const whole = await verifyEvidence(source, {});
    const all = await steps(Infinity);
    expect(whole).toMatchObject({ ok: true, tombstones: 1, rows_dropped: 10 });
    expect(all.length).toBeGreaterThan(8);
    for (const progress of all) {
      const { rows, seals, tombstones, rows_dropped, ok } = await resume(progress);
      const { rows: wanted } = whole;
      expect({ rows, seals, tombstones, rows_dropped, ok }).toEqual({
        rows: wanted,
        seals: whole.seals,
        tombstones: 1,
        rows_dropped: 10,
        ok: true,
      });
    }
  });

  test("begins its walk again when a month was dropped since it was interrupted", async () => {
    const [done, under] = [(await steps(Infinity)).at(-1), (await steps(8)).at(-1)];
    expect(under?.round?.knowsTombstones).toBe(true);
    await drop(18);
    expect(await resume(under)).toMatchObject({ ok: true, tombstones: 2, rows_dropped: 20 });
    // What the other covers was there when it was made; that it went since is not counted again.
    expect(await resume(done)).toMatchObject({ ok: true, tombstones: 2, rows_dropped: 10 });
    expect(await verifyEvidence(source, {})).toMatchObject({ ok: true, rows_dropped: 20 });
  });
});
