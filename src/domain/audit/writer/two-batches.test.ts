import { afterEach, beforeEach, describe, expect, test } from "bun:test";
import { systemClock } from "#shared/clock.ts";
import { isAppError } from "#shared/errors.ts";
import type { Receipt } from "#shared/audit-log.ts";
import { decisionEntry, openTestEvidence, type TestEvidence, turns } from "../test-evidence.ts";
import { verifyDatabase } from "../verify/verify-evidence.ts";
import type { AuditWriter } from "./audit-writer.ts";
import { secondBatchRowsMin } from "./flight.ts";

let evidence: TestEvidence;
beforeEach(async () => {
  evidence = await openTestEvidence();
});
afterEach(() => evidence[Symbol.asyncDispose]());

const secondRows = 2 * secondBatchRowsMin;
type End = Receipt | string;

async function endOf(promise: Promise<Receipt>): Promise<End> {
  try {
    return await promise;
  } catch (error) {
    if (isAppError(error)) return error.code;
    throw error;
  }
}

/** One row, and many more once its batch is on its way; both are under way at the same time. */
async function commitTwice(writer: AuditWriter, target = "hook://first") {
  const first = endOf(writer.commit(decisionEntry({ target })));
  await turns(3);
  const second = Array.from({ length: secondRows }, () =>
    endOf(writer.commit(decisionEntry({ target: "hook://second" }))),
  );
  await turns(3);
  return { first, second: Promise.all(second) };
}

async function countOf(target: string): Promise<number> {
  const [row] = await evidence.owner.sql<{ count: number }[]>`
    select count(*) from audit_events where target = ${target}`;
  return row?.count ?? 0;
}

const sequences = (ends: readonly End[]) =>
  new Set(ends.map((end) => (typeof end === "string" ? end : end.sequence)));
const holds = async () => (await verifyDatabase(evidence.database.db)).statement;

async function expectEachOnce(): Promise<void> {
  expect(await countOf("hook://first")).toBe(1);
  expect(await countOf("hook://second")).toBe(secondRows);
  expect(await holds()).toContain("Internally consistent");
}

describe("M09 two batches under way", () => {
  test("are both stored before the first is answered, and found when the answers are lost", async () => {
    const proxy = await evidence.proxy();
    const writer = await evidence.open({ url: proxy.url });
    await writer.commit(decisionEntry());
    proxy.swallowAnswers();
    const { first, second } = await commitTwice(writer);
    await evidence.until(async () => (await countOf("hook://second")) > 0);
    proxy.heal();
    expect(await first).toMatchObject({ sequence: 2 });
    expect(sequences(await second)).toEqual(new Set([3]));
    await expectEachOnce();
  });

  test("are sent again in their order when neither arrived", async () => {
    const proxy = await evidence.proxy();
    const writer = await evidence.open({ url: proxy.url });
    await writer.commit(decisionEntry());
    proxy.freeze();
    const { first, second } = await commitTwice(writer);
    proxy.heal();
    expect(await first).toMatchObject({ sequence: 2 });
    expect(sequences(await second)).toEqual(new Set([3]));
    await expectEachOnce();
  });

  test("lose only what is rejected: the second is cut anew when the first cannot be", async () => {
    const writer = await evidence.open();
    await writer.commit(decisionEntry());
    await evidence.owner.sql.unsafe(`
      create function reject_poison() returns trigger language plpgsql as $$
      begin
        if new.target <> 'hook://poison' then return new; end if;
        perform pg_sleep(0.2);
        raise exception 'rejected' using errcode = 'invalid_text_representation';
      end $$;
      create trigger reject_poison before insert on audit_events
        for each row execute function reject_poison()`);
    const { first, second } = await commitTwice(writer, "hook://poison");
    expect(await first).toBe("AUDIT_UNAVAILABLE");
    for (const end of await second) expect(end).toMatchObject({ id: expect.any(String) });
    expect(await countOf("hook://poison")).toBe(0);
    expect(await countOf("hook://second")).toBe(secondRows);
    await writer.stop(5_000);
    expect(await countOf("audit://rejected-row")).toBe(1);
    expect(await holds()).toContain("Internally consistent");
  });

  test("are both refused when the writer was fenced, which is told once", async () => {
    const proxy = await evidence.proxy();
    const writer = await evidence.open({ url: proxy.url });
    await writer.commit(decisionEntry());
    proxy.freeze();
    const { first, second } = await commitTwice(writer);
    await evidence.owner.sql`update audit_writers set fenced_at = now() where number = 1`;
    proxy.heal();
    expect(sequences([await first, ...(await second)])).toEqual(new Set(["AUDIT_UNAVAILABLE"]));
    expect(evidence.events.fenced).toBe(1);
    expect(await countOf("hook://second")).toBe(0);
  });

  test("are both refused when the history is lost, and one new chain follows", async () => {
    const proxy = await evidence.proxy();
    const writer = await evidence.open({ url: proxy.url });
    await writer.commit(decisionEntry());
    proxy.freeze();
    const { first, second } = await commitTwice(writer);
    await evidence.tamper("update audit_writers set seq = 7 where number = 1");
    proxy.heal();
    expect(sequences([await first, ...(await second)])).toEqual(new Set(["AUDIT_UNAVAILABLE"]));
    await evidence.until(() => writer.trouble === undefined);
    expect(evidence.events.lost).toHaveLength(1);
    expect(writer.head.writer).toBe(2);
    expect(await writer.commit(decisionEntry())).toMatchObject({ sequence: 1 });
  });

  test("end at a stop's deadline when PostgreSQL does not answer, and leave no promise open", async () => {
    const proxy = await evidence.proxy();
    const writer = await evidence.open({ url: proxy.url });
    await writer.commit(decisionEntry());
    proxy.freeze();
    const { first, second } = await commitTwice(writer);
    await writer.stop(50);
    expect(sequences([await first, ...(await second)])).toEqual(new Set(["AUDIT_UNAVAILABLE"]));
  });
});

describe("M09 a heartbeat that falls due while a batch is under way", () => {
  test("is no loss and no fence, at whichever look at the clock it does", async () => {
    const heartbeatMs = 600_000;
    const looksMax = 24;
    let looks = 0;
    let aheadMs = 0;
    const monotonicMs = () => {
      looks -= 1;
      if (looks === 0) aheadMs += heartbeatMs;
      return systemClock.monotonicMs() + aheadMs;
    };
    const clock = { ...systemClock, monotonicMs };
    const writer = await evidence.open({ heartbeatMs, leaseMs: 4 * heartbeatMs, clock });
    for (let look = 1; look <= looksMax; look += 1) {
      looks = look;
      const ends: Promise<End>[] = [];
      for (let row = 0; row < 4; row += 1) {
        ends.push(endOf(writer.commit(decisionEntry())));
        await turns(1);
      }
      await Promise.all(ends);
    }
    expect(evidence.events).toMatchObject({ fenced: 0, lost: [] });
    expect(writer.head.writer).toBe(1);
  });
});
