import { afterAll, beforeAll, expect, test } from "bun:test";
import { dropMonth } from "#domain/audit/retention/drop-month.ts";
import {
  ago,
  auditPartition,
  openTestMonths,
  openWriterAt,
  type TestMonths,
} from "#domain/audit/retention/test-months.ts";
import { decisionEntry, outcomeEntry } from "#domain/audit/test-evidence.ts";
import { length } from "./length.ts";

const calls = length(100_000, 5_000);
const callsAtOnce = 200;

let months: TestMonths;
beforeAll(async () => {
  months = await openTestMonths();
}, 60_000);
afterAll(() => months[Symbol.asyncDispose]());

/** Sealed calls with a detail of the usual size. */
async function fill(): Promise<void> {
  const { year, month } = ago(20);
  const writer = await openWriterAt(months.evidence, Date.UTC(year, month - 1, 2));
  const detail = { policy: "f".repeat(64), stages: "0123456789".repeat(50) };
  const one = async () => {
    const receipt = await writer.commit(decisionEntry({ detail }));
    await writer.commitOutcome(receipt, outcomeEntry());
  };
  const lane = async () => {
    for (let call = 0; call < calls / callsAtOnce; call += 1) await one();
  };
  await Promise.all(Array.from({ length: callsAtOnce }, lane));
  await writer.stop(20_000);
}

async function countRows(): Promise<number> {
  const [row] = await months.evidence.owner.sql<{ rows: number }[]>`
    select (select count(*) from audit_events) + (select count(*) from audit_events_kept) as rows`;
  return row?.rows ?? 0;
}

async function bytesOf(table: string): Promise<number> {
  const [row] = await months.evidence.owner.sql<{ bytes: number }[]>`
    select pg_total_relation_size(${`public.${table}`}::regclass) as bytes`;
  return row?.bytes ?? 0;
}

test("M09 M58 a month of many rows goes while calls are recorded, and none of theirs is lost", async () => {
  const sealBytes = await bytesOf("audit_seals");
  await fill();
  const partition = auditPartition(ago(20));
  const bytes = await bytesOf(partition);
  const sealed = (await bytesOf("audit_seals")) - sealBytes;
  const before = await countRows();
  let isDone = false;
  let written = 0;
  let longestMs = 0;
  const lane = async () => {
    while (!isDone) {
      const started = performance.now();
      await months.writer.commit(decisionEntry({ verdict: "deny" }));
      longestMs = Math.max(longestMs, performance.now() - started);
      written += 1;
    }
  };
  const lanes = Promise.all(Array.from({ length: 2 }, lane));
  const started = performance.now();
  const dropped = await dropMonth(months.deps, { partition, policy: "13 months" });
  const tookMs = performance.now() - started;
  isDone = true;
  await lanes;
  const rows = calls * 2;
  expect(dropped).toMatchObject({ rows, kept: 0 });
  expect(await countRows()).toBe(before - rows + 1 + written);
  expect(await bytesOf("audit_events_kept")).toBeLessThan(100_000);
  const figures = {
    rows,
    bytes_per_row: Math.round(bytes / rows),
    seal_bytes_per_row: Math.round(sealed / rows),
    drop_ms: Math.round(tookMs),
    written_meanwhile: written,
    longest_commit_ms: Math.round(longestMs),
  };
  console.log(JSON.stringify(figures));
}, 600_000);
