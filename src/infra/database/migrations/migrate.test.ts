import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { type Migration, migrations as core } from "#sql/migrations.ts";
import { createTestDatabase, type TestDatabase } from "../test-database.ts";
import { bringUpToDate } from "./bring-up-to-date.ts";
import { listMigrations } from "./list-migrations.ts";
import { migrate } from "./migrate.ts";

const open: TestDatabase[] = [];
afterAll(async () => {
  for (const database of open) await database.close();
});

async function emptyDatabase(): Promise<TestDatabase> {
  const database = await createTestDatabase({ migrated: false });
  open.push(database);
  return database;
}

const first: Migration = {
  number: 1,
  name: "first",
  sql: "create table things (n integer); insert into things values (1);",
  breaking: true,
};
const second: Migration = {
  number: 2,
  name: "second",
  sql: "alter table things add column m integer; insert into things values (2, 2);",
  breaking: true,
};

describe("migrations", () => {
  test("apply in order, once, with several statements a file", async () => {
    const { db } = await emptyDatabase();
    expect(await migrate(db, { migrations: [first] })).toEqual([first]);
    expect(await migrate(db, { migrations: [first, second] })).toEqual([second]);
    expect(await migrate(db, { migrations: [first, second] })).toEqual([]);
    const rows = await db.sql`select n, m from things order by n`;
    expect([...rows]).toEqual([
      { n: 1, m: null },
      { n: 2, m: 2 },
    ]);
  });

  test("of an extension are counted apart from the core's", async () => {
    const { db } = await emptyDatabase();
    await migrate(db, { migrations: [{ ...first, sql: "create table a ()" }] });
    await migrate(db, { source: "notes", migrations: [{ ...first, sql: "create table b ()" }] });
    const states = await listMigrations(db.sql, "notes", [first, second]);
    expect(states.map(({ number, state }) => [number, state])).toEqual([
      [1, "changed"],
      [2, "pending"],
    ]);
  });

  test("leave nothing of a file that fails, and carry on after it is mended", async () => {
    const { db } = await emptyDatabase();
    const broken = { ...second, sql: "alter table things add column m integer; select 1/0;" };
    const failure = await migrate(db, { migrations: [first, broken] }).catch((e: unknown) => e);
    expect(failure).toMatchObject({ code: "INVALID_INPUT" });
    expect(await migrate(db, { migrations: [first, second] })).toEqual([second]);
  });

  test("refuse a file that changed after it was applied", async () => {
    const { db } = await emptyDatabase();
    await migrate(db, { migrations: [first] });
    const changed = { ...first, sql: `${first.sql} -- changed` };
    const failure = await migrate(db, { migrations: [changed] }).catch((e: unknown) => e);
    expect(failure).toMatchObject({ code: "CONFIG_INVALID" });
    expect(String(failure)).toContain("core/1 (first) differs");
  });

  test("refuse a newer schema only when it breaks this executable", async () => {
    const { db } = await emptyDatabase();
    await migrate(db, { migrations: [first, { ...second, breaking: false }] });
    expect(await migrate(db, { migrations: [first] })).toEqual([]);
    const { db: other } = await emptyDatabase();
    await migrate(other, { migrations: [first, second] });
    const failure = await migrate(other, { migrations: [first] }).catch((e: unknown) => e);
    expect(failure).toMatchObject({ code: "CONFIG_INVALID" });
    expect(String(failure)).toContain("newer than this executable");
  });

  test("refuse a list with a hole", async () => {
    const { db } = await emptyDatabase();
    const failure = await migrate(db, { migrations: [second] }).catch((e: unknown) => e);
    expect(failure).toMatchObject({ code: "INTERNAL" });
  });

  test("give up on a table that somebody holds instead of queueing before its users", async () => {
    const { db, ownerUrl, open: openPool } = await emptyDatabase();
    await migrate(db, { migrations: [first] });
    const holder = openPool(ownerUrl, { max: 1 });
    await holder.sql`begin`;
    await holder.sql`lock table things in access share mode`;
    const failure = await migrate(db, { migrations: [first, second] }).catch((e: unknown) => e);
    await holder.sql`rollback`;
    expect(failure).toMatchObject({ code: "DATABASE_UNAVAILABLE" });
    expect(await migrate(db, { migrations: [first, second] })).toEqual([second]);
  }, 20_000);
});

describe("twenty starters at once", () => {
  let database: TestDatabase;
  beforeAll(async () => {
    database = await emptyDatabase();
  });

  test("all succeed, and one of them did the work", async () => {
    const starters = Array.from({ length: 20 }, () => migrate(database.db));
    const applied = await Promise.all(starters);
    expect(applied.filter((list) => list.length > 0)).toEqual([[...core]]);
    const states = await listMigrations(database.db.sql);
    expect(new Set(states.map((row) => row.state))).toEqual(new Set(["applied"]));
  }, 60_000);

  test("may also bring grants and partitions up to date together", async () => {
    const nowMs = Date.UTC(2026, 10, 30);
    const reports = await Promise.all(
      Array.from({ length: 5 }, () => bringUpToDate(database.db, nowMs)),
    );
    const made = reports.flatMap((report) => report.partitionsMade);
    expect(new Set(made).size).toBe(made.length);
  });
});
