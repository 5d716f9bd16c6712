import { afterAll, describe, expect, test } from "bun:test";
import fc from "fast-check";
import { createTestDatabase } from "../test-database.ts";
import { ensurePartitions, listPartitions } from "./ensure-partitions.ts";
import { addMonths, monthOf, monthSuffix, uuidLowerBound } from "./month-bounds.ts";

const database = await createTestDatabase({ migrated: false });
afterAll(() => database.close());
const { db } = database;

async function createParent(table: string): Promise<void> {
  await db.sql.unsafe(`
    create table ${table} (
      id uuid not null primary key,
      at timestamptz not null check (at = uuid_extract_timestamp(id)),
      note text
    ) partition by range (id);
    create index on ${table} (at)`);
}

describe("partitions by month", () => {
  test("reach over the end of the year, two ahead, with a default", async () => {
    await createParent("events");
    const nowMs = Date.UTC(2026, 11, 31, 23, 59, 59, 999);
    const report = await ensurePartitions(db, { table: "events", nowMs });
    expect(report).toEqual({
      created: ["events_default", "events_2026_12", "events_2027_01", "events_2027_02"],
      isDefaultUsed: false,
    });
    expect(await ensurePartitions(db, { table: "events", nowMs })).toEqual({
      created: [],
      isDefaultUsed: false,
    });
  });

  test("hold exactly the ids of their month, to the millisecond", async () => {
    const start = Date.UTC(2027, 0, 1);
    for (const ms of [start - 1, start]) {
      await db.sql`
        insert into events (id, at) values (${Bun.randomUUIDv7("hex", ms)}, ${new Date(ms)})`;
    }
    const rows = await db.sql`
      select tableoid::regclass::text as partition from events order by id limit 10`;
    expect([...rows]).toEqual([{ partition: "events_2026_12" }, { partition: "events_2027_01" }]);
  });

  test("refuse TRUNCATE where the parent does, row by row or by the month", async () => {
    await createParent("guarded");
    await db.sql.unsafe(`
      create function refuse_truncate() returns trigger language plpgsql as
        $$ begin raise exception 'refused'; end $$;
      create trigger no_truncate before truncate on guarded
        for each statement execute function refuse_truncate()`);
    await ensurePartitions(db, { table: "guarded", nowMs: Date.UTC(2026, 11, 1) });
    for (const table of ["guarded", "guarded_2026_12", "guarded_2027_02"]) {
      await expect(db.sql.unsafe(`truncate ${table}`)).rejects.toMatchObject({
        cause: { message: "refused" },
      });
    }
  });

  test("carry the parent's key, checks and indexes", async () => {
    const ms = Date.UTC(2027, 0, 2);
    const id = Bun.randomUUIDv7("hex", ms);
    const wrong = db.sql`insert into events (id, at) values (${id}, ${new Date(ms + 1)})`;
    expect(await wrong.catch((error: unknown) => error)).toMatchObject({ code: "CONFLICT" });
    const indexes = await db.sql`
      select indexname from pg_indexes where tablename = 'events_2027_01' limit 10`;
    expect(indexes.length).toBe(2);
  });

  test("report rows that fell past every month", async () => {
    const ms = Date.UTC(2031, 0, 1);
    await db.sql`insert into events (id, at) values (${Bun.randomUUIDv7("hex", ms)}, ${new Date(ms)})`;
    const report = await ensurePartitions(db, { table: "events", nowMs: Date.UTC(2027, 0, 1) });
    expect(report.isDefaultUsed).toBe(true);
    expect(report.created).toEqual(["events_2027_03"]);
  });

  test("are made once by many at the same time", async () => {
    await createParent("crowd");
    const nowMs = Date.UTC(2026, 5, 1);
    const reports = await Promise.all(
      Array.from({ length: 8 }, () => ensurePartitions(db, { table: "crowd", nowMs })),
    );
    expect(reports.flatMap((report) => report.created).toSorted()).toEqual([
      ...(await listPartitions(db.sql, "crowd")),
    ]);
  });
});

describe("month bounds", () => {
  test("every id lies in the partition of its own month", () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: Date.UTC(2200, 0, 1) }), (ms) => {
        const id = Bun.randomUUIDv7("hex", ms);
        const month = monthOf(ms);
        return uuidLowerBound(month) <= id && id < uuidLowerBound(addMonths(month, 1));
      }),
    );
  });

  test("suffixes sort by time", () => {
    const months = Array.from({ length: 40 }, (_, n) => addMonths({ year: 2026, month: 11 }, n));
    const suffixes = months.map(monthSuffix);
    expect(suffixes.toSorted()).toEqual(suffixes);
    expect(suffixes.slice(0, 3)).toEqual(["2026_11", "2026_12", "2027_01"]);
  });
});
