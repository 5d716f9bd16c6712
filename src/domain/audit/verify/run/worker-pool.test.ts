import { afterAll, beforeAll, expect, setDefaultTimeout, test } from "bun:test";
import {
  decisionEntry,
  openTestEvidence,
  outcomeEntry,
  type TestEvidence,
} from "#domain/audit/test-evidence.ts";
import { databaseSource } from "../database-source.ts";
import type { EvidenceSource } from "../source.ts";
import { verifyEvidence } from "../verify-evidence.ts";
import { WorkerPool } from "./worker-pool.ts";

/** Threads start while other tests have the cores. */
setDefaultTimeout(60_000);
const threads = 3;

let evidence: TestEvidence;
let source: EvidenceSource;
beforeAll(async () => {
  evidence = await openTestEvidence();
  const writer = await evidence.open();
  const calls = 100;
  const receipts = await Promise.all(
    Array.from({ length: calls }, () => writer.commit(decisionEntry())),
  );
  await Promise.all(receipts.map((receipt) => writer.commitOutcome(receipt, outcomeEntry())));
  await writer.stop(5_000);
  const whole = databaseSource(evidence.database.db);
  const rowsPerRange = 16;
  source = { ...whole, idAfter: (from) => whole.idAfter(from, rowsPerRange) };
});
afterAll(() => evidence[Symbol.asyncDispose]());

async function inThreads() {
  await using runner = new WorkerPool(evidence.database.db, threads);
  return await verifyEvidence(source, {}, { runner });
}

test("M09 threads find what one finds, and end with their connections", async () => {
  const report = await inThreads();
  expect(report).toMatchObject({ ok: true, rows: 200 });
  expect(report).toEqual(await verifyEvidence(source, {}));
});

test("M09 threads name the first bad row, not the one that was found first", async () => {
  const ids = await evidence.owner.sql<{ id: string }[]>`
    select e.id::text as id from audit_events as e order by e.id`;
  for (const place of [150, 90, 17]) {
    const id = ids[place]?.id ?? "";
    await evidence.tamper(`update audit_events set reason = 'other' where id = '${id}'`);
    const report = await inThreads();
    expect(report.first_bad).toMatchObject({ id, problem: "it is not the row that was sealed" });
    expect(report).toEqual(await verifyEvidence(source, {}));
  }
});

test("M09 a failing thread ends the verification with its reason", async () => {
  await using runner = new WorkerPool(evidence.database.db, threads);
  await evidence.owner.sql.unsafe(`alter table audit_seals rename to audit_seals_away`);
  await expect(verifyEvidence(source, {}, { runner })).rejects.toThrow("database");
  await evidence.owner.sql.unsafe(`alter table audit_seals_away rename to audit_seals`);
});
