import { afterAll, beforeEach, describe, expect, test } from "bun:test";
import { inTx } from "./in-tx.ts";
import { countStatements, failQuery } from "./observe-statements.ts";
import { createTestDatabase } from "./test-database.ts";

const database = await createTestDatabase({ migrated: false });
afterAll(() => database.close());
const { db } = database;
await db.sql`create table things (n integer primary key)`;
beforeEach(async () => {
  await db.sql`truncate things`;
});

const countThings = async () => (await db.sql`select n from things limit 100`).length;

describe("a transaction", () => {
  test("commits when the work resolves and gives its value", async () => {
    const value = await inTx(db, async (tx) => {
      await tx`insert into things values (1)`;
      return "done";
    });
    expect(value).toBe("done");
    expect(await countThings()).toBe(1);
  });

  test("rolls back when the work throws and passes the error on", async () => {
    const failing = inTx(db, async (tx) => {
      await tx`insert into things values (1)`;
      throw new RangeError("changed my mind");
    });
    expect(failing).rejects.toThrow(RangeError);
    await failing.catch(() => undefined);
    expect(await countThings()).toBe(0);
  });

  test("rolls back when the work swallows a failed statement", async () => {
    const failing = inTx(db, async (tx) => {
      await tx`insert into things values (1)`;
      await tx`insert into things values (1)`.catch(() => undefined);
    });
    expect(failing).rejects.toMatchObject({ code: "CONFLICT" });
    await failing.catch(() => undefined);
    expect(await countThings()).toBe(0);
  });

  test("refuses writing in a read-only one", async () => {
    const failing = inTx(db, (tx) => tx`insert into things values (1)`, { mode: "read only" });
    expect(failing).rejects.toMatchObject({ code: "FORBIDDEN" });
    await failing.catch(() => undefined);
  });
});

describe("a transaction whose connection ends", () => {
  test("rejects while it is idle, refuses later statements, and the pool recovers", async () => {
    const later = Promise.withResolvers<unknown>();
    const ended = Promise.withResolvers<void>();
    const failing = inTx(db, async (tx) => {
      const [row] = await tx<{ pid: number }[]>`
        insert into things values (1) returning pg_backend_pid() as pid`;
      await db.sql`select pg_terminate_backend(${row?.pid ?? 0})`;
      await ended.promise;
      later.resolve(await tx`insert into things values (2)`.catch((error: unknown) => error));
    });
    expect(await failing.catch((error: unknown) => error)).toMatchObject({
      code: "DATABASE_UNAVAILABLE",
    });
    ended.resolve();
    expect(await later.promise).toMatchObject({ code: "DATABASE_UNAVAILABLE" });
    expect(await countThings()).toBe(0);
  });

  test("rejects in the middle of a statement, also when the work goes on regardless", async () => {
    const failing = inTx(db, async (tx) => {
      const [row] = await tx<{ pid: number }[]>`select pg_backend_pid() as pid`;
      const sleeping = tx`select pg_sleep(30)`.catch(() => undefined);
      await db.sql`select pg_terminate_backend(${row?.pid ?? 0})`;
      await sleeping;
      await tx`insert into things values (1)`.catch(() => undefined);
      await tx`insert into things values (2)`.catch(() => undefined);
    });
    expect(await failing.catch((error: unknown) => error)).toMatchObject({
      code: "DATABASE_UNAVAILABLE",
    });
    expect(await countThings()).toBe(0);
  });

  test("waits for a connection no longer than a statement does, and then never runs", async () => {
    const limits = { max: 1, connectTimeoutMs: 100, statementTimeoutMs: 200 };
    const own = database.open(db.options.url, limits);
    const release = Promise.withResolvers<void>();
    const began: number[] = [];
    const all = [1, 2, 3, 4].map((n) =>
      inTx(own, async () => {
        began.push(n);
        await release.promise;
      }).catch((error: unknown) => error),
    );
    // Each that began is ended by the server while it does nothing, so the next one has its turn.
    expect(await all[3]).toMatchObject({ code: "DATABASE_UNAVAILABLE" });
    release.resolve();
    await Promise.all(all);
    await own.sql`select 1`;
    expect(began).not.toContain(4);
  });

  test("rejects when the server freezes", async () => {
    const own = database.open(db.options.url, { max: 1, statementTimeoutMs: 100 });
    let pid = 0;
    const failing = inTx(own, async (tx) => {
      const [row] = await tx<{ pid: number }[]>`
        insert into things values (1) returning pg_backend_pid() as pid`;
      pid = row?.pid ?? 0;
      process.kill(pid, "SIGSTOP");
      await tx`insert into things values (2)`;
    });
    const error = await failing.catch((reason: unknown) => reason);
    process.kill(pid, "SIGCONT");
    expect(error).toMatchObject({ code: "DATABASE_UNAVAILABLE" });
    await own.sql`select 1`;
    expect(await countThings()).toBe(0);
  });
});

describe("a transaction that fails at any statement", () => {
  const work = () =>
    inTx(db, async (tx) => {
      await tx`insert into things values (1)`;
      await tx`insert into things values (2)`;
    });

  test("leaves no half state, whichever it was", async () => {
    const statements = await countStatements(db, work);
    expect(statements).toEqual([
      "begin",
      "insert into things values (1)",
      "insert into things values (2)",
      "commit",
    ]);
    await db.sql`truncate things`;
    for (let n = 1; n <= statements.length; n += 1) {
      const { restore } = failQuery(db, n);
      expect(await work().catch((error: unknown) => error)).toMatchObject({
        code: "DATABASE_UNAVAILABLE",
      });
      restore();
      expect(await countThings()).toBe(0);
    }
    await work();
    expect(await countThings()).toBe(2);
  });
});
