import { afterAll, describe, expect, test } from "bun:test";
import net from "node:net";
import { AppError } from "#shared/errors.ts";
import { openDatabase } from "./open-database.ts";
import { inTx } from "./in-tx.ts";
import { createTestDatabase } from "./test-database.ts";

const database = await createTestDatabase({ migrated: false });
afterAll(() => database.close());
const { db, ownerUrl } = database;

async function failureOf(work: PromiseLike<unknown>): Promise<AppError> {
  try {
    await work;
  } catch (error) {
    if (error instanceof AppError) return error;
    throw error;
  }
  throw new Error("nothing failed");
}

describe("values", () => {
  test("int8 is a number while that is exact and a bigint beyond", async () => {
    const [row] = await db.sql`
      select 9007199254740991::int8 as safe, 9007199254740993::int8 as beyond,
             array[1, 9007199254740993]::int8[] as list, 1.10::numeric as exact`;
    expect(row).toEqual({
      safe: 9_007_199_254_740_991,
      beyond: 9_007_199_254_740_993n,
      list: [1, 9_007_199_254_740_993n],
      exact: "1.10",
    });
  });

  test("a bigint, a Date and a list go in as they come out", async () => {
    const at = new Date("2026-11-21T11:00:00.123Z");
    const [row] = await db.sql`
      select ${9_007_199_254_740_993n}::int8 as big, ${at}::timestamptz as at,
             'b' = any(${["a", "b"]}::text[]) as found`;
    expect(row).toEqual({ big: 9_007_199_254_740_993n, at, found: true });
  });
});

describe("startup parameters and notices", () => {
  test("startup parameters are in force from the first statement", async () => {
    const own = database.open(ownerUrl, {
      max: 1,
      startup: { synchronous_commit: "remote_write" },
    });
    const [row] = await own.sql`select current_setting('synchronous_commit') as level`;
    expect(row?.level).toBe("remote_write");
  });

  test("every warning reaches the callback", async () => {
    const notices: string[] = [];
    const own = database.open(ownerUrl, {
      max: 1,
      onNotice: (notice) => notices.push(`${notice.severity} ${notice.message}`),
    });
    await own.sql.unsafe("do $$ begin raise warning 'disk is wet'; end $$");
    expect(notices).toEqual(["WARNING disk is wet"]);
  });
});

describe("deadlines", () => {
  test("the server cancels an overlong statement and the pool stays usable", async () => {
    const own = database.open(ownerUrl, { max: 1, statementTimeoutMs: 100 });
    expect((await failureOf(own.sql`select pg_sleep(30)`)).code).toBe("DATABASE_UNAVAILABLE");
    expect(await own.sql`select 1 as one`).toMatchObject([{ one: 1 }]);
  });

  test.each(["cancel", "drop"] as const)(
    "a frozen connection is dropped and replaced (%s)",
    async (onDeadline) => {
      const own = database.open(ownerUrl, { max: 1, statementTimeoutMs: 100, onDeadline });
      const pid = await backendOf(own);
      process.kill(pid, "SIGSTOP");
      try {
        expect((await failureOf(own.sql`select 1`)).code).toBe("DATABASE_UNAVAILABLE");
        expect(await backendOf(own)).not.toBe(pid);
      } finally {
        process.kill(pid, "SIGCONT");
      }
    },
  );

  test("statements queued behind a frozen one go on to the next connection", async () => {
    const own = database.open(ownerUrl, { max: 1, statementTimeoutMs: 100 });
    const pid = await backendOf(own);
    process.kill(pid, "SIGSTOP");
    try {
      const results = await Promise.allSettled([1, 2, 3].map((n) => own.sql`select ${n}::int4`));
      expect(results.map((result) => result.status)).toEqual([
        "rejected",
        "fulfilled",
        "fulfilled",
      ]);
    } finally {
      process.kill(pid, "SIGCONT");
    }
  });

  test("a server that accepts and says nothing is given up on", async () => {
    const { port, close } = await listenSilently();
    const own = openDatabase({
      ...db.options,
      url: `postgres://nobody:x@127.0.0.1:${port}/x`,
      max: 2,
      connectTimeoutMs: 100,
    });
    // More attempts than connections: a failed one must give its slot back.
    for (let attempt = 0; attempt < 5; attempt += 1) {
      expect((await failureOf(own.sql`select 1`)).code).toBe("DATABASE_UNAVAILABLE");
    }
    await own.close(100);
    close();
  });

  test("a port where nobody listens fails every attempt", async () => {
    const { port, close } = await listenSilently();
    close();
    const own = openDatabase({ ...db.options, url: `postgres://a:b@127.0.0.1:${port}/x`, max: 1 });
    for (let attempt = 0; attempt < 3; attempt += 1) {
      expect((await failureOf(own.sql`select 1`)).code).toBe("DATABASE_UNAVAILABLE");
    }
    await own.close(100);
  });

  test("waiting for a free connection ends, and the waiting statement never runs", async () => {
    const holder = database.open(ownerUrl, {
      max: 1,
      connectTimeoutMs: 100,
      statementTimeoutMs: 200,
    });
    const release = Promise.withResolvers<void>();
    await holder.sql`create table waited (n integer)`;
    const holding = inTx(holder, () => release.promise).catch((error: unknown) => error);
    const failure = await failureOf(holder.sql`insert into waited values (1)`);
    expect(failure.code).toBe("DATABASE_UNAVAILABLE");
    release.resolve();
    await holding;
    expect(await holder.sql`select count(*) as n from waited`).toMatchObject([{ n: 0 }]);
  });
});

describe("errors", () => {
  test.each([
    ["select 1/0", "INVALID_INPUT"],
    ["select 'x'::uuid", "INVALID_INPUT"],
    ["select * from no_such_table", "INTERNAL"],
    ["do $$ begin raise unique_violation; end $$", "CONFLICT"],
    ["do $$ begin raise serialization_failure; end $$", "DATABASE_UNAVAILABLE"],
    ["do $$ begin raise lock_not_available; end $$", "DATABASE_UNAVAILABLE"],
    ["do $$ begin raise disk_full; end $$", "DATABASE_UNAVAILABLE"],
    ["do $$ begin raise insufficient_privilege; end $$", "FORBIDDEN"],
  ] as const)("%s is %s", async (statement, code) => {
    expect((await failureOf(db.sql.unsafe(statement))).code).toBe(code);
  });

  test("the message holds neither SQL nor values; the cause has them", async () => {
    const failure = await failureOf(db.sql`select ${"not a uuid"}::uuid`);
    expect(failure.message).not.toContain("not a uuid");
    expect(String(failure.cause)).toContain("not a uuid");
  });

  test("wrong credentials are a configuration error", async () => {
    const wrong = new URL(ownerUrl);
    wrong.password = "wrong";
    const own = database.open(wrong.href);
    expect((await failureOf(own.sql`select 1`)).code).toBe("CONFIG_INVALID");
  });
});

describe("closing", () => {
  test("ends within its deadline on a frozen connection", async () => {
    const own = openDatabase({ ...db.options, url: ownerUrl, max: 1 });
    const pid = await backendOf(own);
    process.kill(pid, "SIGSTOP");
    const hanging = own.sql`select 1`.catch((error: unknown) => error);
    await own.close(50);
    process.kill(pid, "SIGCONT");
    expect(await hanging).toMatchObject({ code: "DATABASE_UNAVAILABLE" });
    expect((await failureOf(own.sql`select 1`)).code).toBe("DATABASE_UNAVAILABLE");
  });
});

async function backendOf(own: typeof db): Promise<number> {
  const [row] = await own.sql<{ pid: number }[]>`select pg_backend_pid() as pid`;
  return row?.pid ?? Number.NaN;
}

async function listenSilently(): Promise<{ port: number; close: () => void }> {
  const server = net.createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  const port = typeof address === "object" && address !== null ? address.port : 0;
  return { port, close: () => server.close() };
}
