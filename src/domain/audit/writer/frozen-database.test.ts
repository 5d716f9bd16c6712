import { afterEach, beforeEach, describe, expect, test } from "bun:test";
import { decisionEntry, openTestEvidence, type TestEvidence } from "../test-evidence.ts";
import type { AuditWriter } from "./audit-writer.ts";
import { afterRenewal } from "./lease-standing.ts";
import { sweepDeadWriters } from "./sweep-dead-writers.ts";

const leaseMs = 1_000;
const heartbeatMs = 50;

let evidence: TestEvidence;
beforeEach(async () => {
  evidence = await openTestEvidence();
});
afterEach(() => evidence[Symbol.asyncDispose]());

/** Lets the database's clock run until this much has passed. */
const passes = (milliseconds: number) =>
  evidence.owner.sql`select pg_sleep(${milliseconds / 1_000}::float8)`;

async function backends(): Promise<readonly { pid: number; isWriter: boolean }[]> {
  return evidence.owner.sql<{ pid: number; isWriter: boolean }[]>`
    select pid, application_name = 'systemprompt audit' as "isWriter" from pg_stat_activity
     where datname = current_database() and pid <> pg_backend_pid()`;
}

const sweep = (writer: AuditWriter) => sweepDeadWriters(evidence.database.db, writer, writer.lease);

async function isSteady(writer: AuditWriter): Promise<void> {
  const { steadySinceMs } = writer.lease;
  while (writer.lease.renewedAtMs < steadySinceMs + leaseMs) await passes(heartbeatMs);
}

describe("M09 M58 a pause of PostgreSQL longer than a lease", () => {
  test("lets no replica fence another, whichever statement runs first", async () => {
    const writers = [
      await evidence.open({ leaseMs, heartbeatMs }),
      await evidence.open({ leaseMs, heartbeatMs }),
    ] as const;
    await Promise.all(writers.map(isSteady));
    await sweep(writers[0]);
    const frozen = await backends();
    expect(frozen.filter(({ isWriter }) => isWriter)).toHaveLength(2);
    for (const { pid } of frozen) process.kill(pid, "SIGSTOP");
    const before = sweep(writers[0]);
    try {
      await passes(2 * leaseMs);
      for (const { pid, isWriter } of frozen) if (!isWriter) process.kill(pid, "SIGCONT");
      expect((await before).fenced).toEqual([]);
      expect((await sweep(writers[1])).fenced).toEqual([]);
    } finally {
      for (const { pid } of frozen) process.kill(pid, "SIGCONT");
    }
    await Promise.all(writers.map((writer) => writer.commit(decisionEntry())));
    expect((await sweep(writers[0])).fenced).toEqual([]);
    expect(evidence.events.fenced).toBe(0);
  });

  test("still leaves a dead replica to be fenced within two leases of a steady one", async () => {
    const proxy = await evidence.proxy();
    const dead = await evidence.open({ url: proxy.url, leaseMs, heartbeatMs });
    const living = await evidence.open({ leaseMs, heartbeatMs });
    proxy.refuse();
    expect((await sweep(living)).fenced).toEqual([]);
    await isSteady(living);
    await passes(leaseMs);
    expect((await sweep(living)).fenced).toEqual([dead.head.writer]);
    proxy.heal();
  });
});

describe("M09 a lease's standing", () => {
  const first = afterRenewal(undefined, 1, leaseMs, 10_000);

  test.each([
    ["goes on after a renewal in time", 10_400, 10_000],
    ["begins anew after a gap", 10_600, 10_600],
    ["begins anew when the database's clock goes back", 9_000, 9_000],
  ])("%s", (_title, nowMs, steadySinceMs) => {
    expect(afterRenewal(first, 1, leaseMs, nowMs)).toMatchObject({
      steadySinceMs,
      renewedAtMs: nowMs,
    });
  });
});
