import { afterEach, beforeEach, describe, expect, test } from "bun:test";
import { isAppError } from "#shared/errors.ts";
import {
  decisionEntry,
  openTestEvidence,
  outcomeEntry,
  type TestEvidence,
} from "../../test-evidence.ts";
import { verifyDatabase } from "../../verify/verify-evidence.ts";
import type { AuditWriter } from "../audit-writer.ts";
import { sweepDeadWriters } from "../sweep-dead-writers.ts";

/** The first test of a process starts its PostgreSQL. */
const startMsMax = 30_000;

let evidence: TestEvidence;
beforeEach(async () => {
  evidence = await openTestEvidence();
}, startMsMax);
afterEach(() => evidence[Symbol.asyncDispose](), startMsMax);

const hook = () => decisionEntry({ target: "hook://Bash" });
const act = () => decisionEntry({ target: "mcp://workspace/open" });

async function codeOf(promise: Promise<unknown>): Promise<string> {
  try {
    await promise;
    return "resolved";
  } catch (error) {
    if (isAppError(error)) return error.code;
    throw error;
  }
}

const expire = () =>
  evidence.tamper(
    "update audit_writers set lease_until = now() - interval '1 second' where closed_at is null or open_from is not null",
  );
/** As if the process had held its lease for long. */
const sweep = (by: AuditWriter) =>
  sweepDeadWriters(evidence.database.db, by, { ...by.lease, steadySinceMs: 0 });

const outcomes = () => evidence.owner.sql<{ verdict: string; decision: string }[]>`
  select verdict, detail->>'decision_id' as decision from audit_events
   where kind = 'outcome' order by id`;
const holds = async () => (await verifyDatabase(evidence.database.db)).statement;

/** Goes over to a new number while an act is open. */
async function rollOver(writer: AuditWriter) {
  const open = await writer.commit(act());
  while (writer.head.writer === 1) await writer.commit(hook());
  return open;
}

describe("M09 an act that is open under an earlier number of its process", () => {
  test("is interrupted by the sweep when the process died after the number was used up", async () => {
    const proxy = await evidence.proxy();
    const dead = await evidence.open({ url: proxy.url, sequencesPerWriterMax: 2 });
    const open = await rollOver(dead);
    proxy.refuse();
    const other = await evidence.open();
    await expire();
    expect(await sweep(other)).toEqual({ fenced: [dead.head.writer], interrupted: 1 });
    expect(await outcomes()).toMatchObject([{ verdict: "interrupted", decision: open.id }]);
    expect(await holds()).toContain("Internally consistent");
    proxy.heal();
  });

  test("is not interrupted while its process lives, and has its outcome from it", async () => {
    const writer = await evidence.open({ sequencesPerWriterMax: 2 });
    const open = await rollOver(writer);
    const other = await evidence.open();
    await evidence.tamper(
      "update audit_writers set lease_until = now() - interval '1 second' where number = 1",
    );
    expect(await sweep(other)).toEqual({ fenced: [], interrupted: 0 });
    await writer.commitOutcome(open, outcomeEntry());
    expect(await outcomes()).toMatchObject([{ verdict: "ok", decision: open.id }]);
  });

  test("is interrupted when the process died between its closing seal and the next", async () => {
    const proxy = await evidence.proxy();
    const dead = await evidence.open({ url: proxy.url, sequencesPerWriterMax: 2 });
    const other = await evidence.open();
    await evidence.owner.sql.unsafe(`
      create function refuse_writer() returns trigger language plpgsql as $$
      begin raise exception 'no more writers'; end $$;
      create trigger refuse_writer before insert on audit_writers
        for each row execute function refuse_writer()`);
    await dead.commit(act());
    await dead.commit(hook());
    await evidence.until(() => evidence.events.troubles.length > 0);
    await expire();
    expect(await sweep(other)).toEqual({ fenced: [1], interrupted: 1 });
    await evidence.owner.sql`drop trigger refuse_writer on audit_writers`;
    await evidence.until(() => evidence.events.fenced === 1);
    expect(await codeOf(dead.commit(hook()))).toBe("AUDIT_UNAVAILABLE");
    expect(await holds()).toContain("Internally consistent");
  });

  test("is interrupted when the process died after a loss of history", async () => {
    const proxy = await evidence.proxy();
    const dead = await evidence.open({ url: proxy.url });
    const other = await evidence.open();
    const open = await dead.commit(act());
    await evidence.tamper("update audit_writers set seq = 7 where number = 1");
    await codeOf(dead.commit(hook()));
    await evidence.until(() => dead.head.writer === 3);
    expect(await sweep(other)).toEqual({ fenced: [], interrupted: 0 });
    proxy.refuse();
    await expire();
    expect(await sweep(other)).toEqual({ fenced: [3], interrupted: 1 });
    expect(await outcomes()).toMatchObject([{ verdict: "interrupted", decision: open.id }]);
  });

  test("is found when the clock of its writer went back before it was opened", async () => {
    const proxy = await evidence.proxy();
    let backMs = 0;
    const clock = {
      nowMs: () => Date.now() - backMs,
      monotonicMs: () => performance.now(),
    };
    const dead = await evidence.open({ url: proxy.url, clock });
    const other = await evidence.open();
    const first = await dead.commit(act());
    backMs = 60_000;
    const second = await dead.commit(act());
    expect(second.id < first.id).toBe(true);
    await dead.commit(hook());
    proxy.refuse();
    await expire();
    expect((await sweep(other)).interrupted).toBe(2);
    proxy.heal();
  });
});

describe("M09 the next number of a process", () => {
  test("is registered once, also when the answer to its registration is lost", async () => {
    const proxy = await evidence.proxy();
    const writer = await evidence.open({ url: proxy.url, sequencesPerWriterMax: 2 });
    proxy.cutAnswers({ tag: /^COMMIT$/, every: 1, times: 2 });
    await rollOver(writer);
    expect(proxy.cuts).toBe(2);
    const writers = await evidence.owner.sql<{ number: number }[]>`
      select number from audit_writers order by number`;
    expect(writers.map(({ number }) => number)).toEqual([1, 2]);
    expect(await writer.commit(hook())).toMatchObject({ sequence: expect.any(Number) });
    expect(evidence.events).toMatchObject({ fenced: 0, lost: [] });
    expect(await holds()).toContain("Internally consistent");
  });
});
