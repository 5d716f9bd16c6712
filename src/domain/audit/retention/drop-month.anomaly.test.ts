import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { countStatements, failQuery } from "#infra/database/observe-statements.ts";
import { isAppError } from "#shared/errors.ts";
import { outcomeIdOf } from "../format/row-id.ts";
import { outcomeEntry } from "../test-evidence.ts";
import { dropMonth } from "./drop-month.ts";
import { ago, auditPartition, fillMonth, openTestMonths, type TestMonths } from "./test-months.ts";

let months: TestMonths;
beforeAll(async () => {
  months = await openTestMonths();
}, 60_000);
afterAll(() => months[Symbol.asyncDispose]());

const secret = { target: "secret://system/name", policy: "secrets.set" };
const request = (monthsAgo: number) => ({
  partition: auditPartition(ago(monthsAgo)),
  policy: "13 months",
});

interface Found {
  /** Rows of the month's partition; undefined when it is gone. */
  readonly rows: number | undefined;
  readonly kept: number;
  readonly stones: readonly { readonly rows: number; readonly kept: number }[];
}

async function look(monthsAgo: number): Promise<Found> {
  const { sql } = months.evidence.owner;
  const { partition } = request(monthsAgo);
  const [is] = await sql`select to_regclass(${`public.${partition}`}) as table`;
  const [count] =
    is?.["table"] === null ? [] : await sql`select count(*) as rows from ${sql(partition)}`;
  const [kept] = await sql`select count(*) as rows from audit_events_kept`;
  const stones = await sql<{ rows: number; kept: number }[]>`
    select (detail -> 'rows')::integer as rows, (detail -> 'kept')::integer as kept
      from audit_events
     where target = 'audit://retention/partition' and detail ->> 'partition' = ${partition}
     order by id`;
  return { rows: count?.["rows"], kept: kept?.["rows"], stones: [...stones] };
}

async function tryDrop(monthsAgo: number): Promise<boolean> {
  try {
    await dropMonth(months.deps, request(monthsAgo));
    return true;
  } catch (error) {
    if (isAppError(error)) return false;
    throw error;
  }
}

describe("M09 a drop that is interrupted", () => {
  test("at any statement leaves the month whole or gone, under one tombstone", async () => {
    const { owner } = months.evidence;
    await fillMonth(months.evidence, ago(3), 2, [secret]);
    const statements = await countStatements(owner, () => dropMonth(months.deps, request(3)));
    expect(statements.length).toBeGreaterThan(12);
    const keptBefore = (await look(3)).kept;
    expect(await look(3)).toMatchObject({ rows: undefined, stones: [{ rows: 5, kept: 1 }] });
    await fillMonth(months.evidence, ago(4), 2, [secret]);
    let tombstonesWithMonth = 0;
    for (let n = 1; n <= statements.length; n += 1) {
      const failing = failQuery(owner, n);
      expect({ n, done: await tryDrop(4) }).toEqual({ n, done: false });
      failing.restore();
      const found = await look(4);
      expect({ n, rows: found.rows, kept: found.kept }).toEqual({ n, rows: 5, kept: keptBefore });
      expect(found.stones.length).toBeLessThanOrEqual(1);
      tombstonesWithMonth += found.stones.length;
    }
    expect(tombstonesWithMonth).toBeGreaterThan(3);
    expect(await tryDrop(4)).toBe(true);
    expect(await look(4)).toEqual({
      rows: undefined,
      kept: keptBefore + 1,
      stones: [{ rows: 5, kept: 1 }],
    });
  });

  test("by an audit that is not available drops nothing", async () => {
    await fillMonth(months.evidence, ago(5), 1);
    const stopped = await months.evidence.open();
    await stopped.stop(1_000);
    const work = dropMonth({ ...months.deps, audit: stopped }, request(5));
    await expect(work).rejects.toMatchObject({ code: "AUDIT_UNAVAILABLE" });
    expect(await look(5)).toMatchObject({ rows: 2, stones: [] });
  });

  test("by a long statement on the whole table gives way, and calls go on", async () => {
    await fillMonth(months.evidence, ago(10), 1);
    const reader = months.owner();
    await reader.sql.unsafe("begin; lock table audit_events in access share mode");
    const dropping = dropMonth(months.deps, request(10));
    dropping.catch(() => undefined);
    await months.writer.commit(outcomeEntry({ kind: "event" }));
    await expect(dropping).rejects.toMatchObject({ code: "DATABASE_UNAVAILABLE" });
    await months.writer.commit(outcomeEntry({ kind: "event" }));
    await reader.sql.unsafe("commit");
    expect((await look(10)).rows).toBe(2);
    expect(await tryDrop(10)).toBe(true);
    expect(await look(10)).toMatchObject({ rows: undefined, stones: [{ rows: 2, kept: 0 }] });
  });

  test("and after which a row came late gets a second tombstone for that row alone", async () => {
    const { evidence, deps } = months;
    await fillMonth(evidence, ago(6), 1, [{ target: "mcp://workspace/read_file" }]);
    const statements = await countStatements(evidence.owner, () =>
      dropMonth(deps, { ...request(6), partition: auditPartition(ago(24)) }),
    );
    const failing = failQuery(evidence.owner, statements.length);
    expect(await tryDrop(6)).toBe(false);
    failing.restore();
    expect((await look(6)).stones).toEqual([{ rows: 3, kept: 0 }]);
    await addOutcome(6);
    expect(await tryDrop(6)).toBe(true);
    expect(await look(6)).toMatchObject({
      rows: undefined,
      stones: [
        { rows: 3, kept: 0 },
        { rows: 1, kept: 0 },
      ],
    });
  });

  test("and after which a row vanished is not finished", async () => {
    const { evidence } = months;
    await fillMonth(evidence, ago(7), 1);
    const statements = await countStatements(evidence.owner, () =>
      dropMonth(months.deps, { ...request(7), partition: auditPartition(ago(23)) }),
    );
    const failing = failQuery(evidence.owner, statements.length);
    expect(await tryDrop(7)).toBe(false);
    failing.restore();
    const { partition } = request(7);
    await evidence.tamper(`delete from ${partition}`);
    expect(await tryDrop(7)).toBe(false);
    expect(await look(7)).toMatchObject({ rows: 0, stones: [{ rows: 2, kept: 0 }] });
  });

  /** The outcome of an act that was open for months. */
  async function addOutcome(monthsAgo: number): Promise<void> {
    const { evidence } = months;
    const [row] = await evidence.owner.sql<{ id: string }[]>`
      select id::text from ${evidence.owner.sql(request(monthsAgo).partition)}
       where kind = 'event' limit 1`;
    const late = { ...row, writer: "", sequence: 0, epoch: 0 } as never;
    expect(outcomeIdOf(row?.id ?? "")).toBeString();
    await months.writer.commitOutcome(late, outcomeEntry());
  }
});

describe("M58 two replicas that apply retention at once", () => {
  test("drop a month once, and the slower one says so or finds it gone", async () => {
    await fillMonth(months.evidence, ago(8), 20);
    const rival = { ...months.deps, owner: months.owner() };
    const ends = await Promise.allSettled([
      dropMonth(months.deps, request(8)),
      dropMonth(rival, request(8)),
    ]);
    const dropped = ends.filter((end) => end.status === "fulfilled" && end.value !== undefined);
    expect(dropped).toHaveLength(1);
    const other = ends.find((end) => end !== dropped[0]);
    if (other?.status === "rejected") expect(other.reason).toMatchObject({ code: "CONFLICT" });
    expect((await look(8)).stones).toEqual([{ rows: 40, kept: 0 }]);
  });

  test("lose no row that is written meanwhile", async () => {
    await fillMonth(months.evidence, ago(9), 50);
    let isDropped = false;
    let written = 0;
    const { evidence, writer } = months;
    const [before] = await evidence.owner.sql`select count(*) as rows from audit_events`;
    const writing = (async () => {
      while (!isDropped) {
        await writer.commit(outcomeEntry({ kind: "event" }));
        written += 1;
      }
    })();
    await dropMonth(months.deps, request(9));
    isDropped = true;
    await writing;
    const [after] = await evidence.owner.sql`select count(*) as rows from audit_events`;
    expect(after?.["rows"]).toBe(before?.["rows"] - 100 + 1 + written);
  });
});
