import { afterEach, beforeEach, describe, expect, test } from "bun:test";
import { openDatabase } from "#infra/database/open-database.ts";
import { openTestPrimary, type TestCluster } from "#infra/database/test-cluster.ts";
import { createTestDatabase, type TestDatabase } from "#infra/database/test-database.ts";
import { openTestProxy, type TestProxy } from "#infra/database/test-proxy.ts";
import { openTestStandby, standbyName, type TestStandby } from "#infra/database/test-standby.ts";
import { isAppError } from "#shared/errors.ts";
import type { Database } from "#infra/database/database.ts";
import { decisionEntry, outcomeEntry } from "../../test-evidence.ts";
import { type TestEvents, writerOptions } from "../../test-writer.ts";
import { verifyDatabase } from "../../verify/verify-evidence.ts";
import { type AuditWriter, openAuditWriter } from "../audit-writer.ts";
import type { AuditWriterOptions } from "../writer-options.ts";

const testMsMax = 60_000;

let primary: TestCluster;
let standby: TestStandby;
let database: TestDatabase;
let proxy: TestProxy;
let events: TestEvents;
let writers: AuditWriter[];
let pools: Database[];

beforeEach(async () => {
  primary = await openTestPrimary();
  database = await createTestDatabase({ server: primary });
  standby = await openTestStandby(primary);
  proxy = await openTestProxy(database.appUrl);
  events = { fenced: 0, lost: [], troubles: [] };
  writers = [];
  pools = [];
}, testMsMax);
afterEach(async () => {
  await Promise.all(writers.map((writer) => writer.stop(1_000)));
  await Promise.all([proxy.close(), standby.link.close(), database.closePools()]);
  await Promise.all(pools.map((pool) => pool.close(1_000)));
  await Promise.all([primary.kill(), standby.kill()]);
}, testMsMax);

async function open(change: Partial<AuditWriterOptions> = {}): Promise<AuditWriter> {
  const writer = await openAuditWriter({
    ...writerOptions(events),
    url: proxy.url,
    statementTimeoutMs: 1_000,
    heartbeatMs: 100,
    ...change,
  });
  writers.push(writer);
  return writer;
}

/** The same database on the standby, as its owner. */
function onStandby(): Database {
  const url = new URL(database.ownerUrl);
  url.port = `${standby.port}`;
  const pool = openDatabase({ ...database.db.options, url: url.href, max: 1 });
  pools.push(pool);
  return pool;
}

async function codeOf(promise: Promise<unknown>): Promise<string> {
  try {
    await promise;
    return "resolved";
  } catch (error) {
    if (isAppError(error)) return error.code;
    throw error;
  }
}

async function until(isSo: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await isSo())) await Bun.sleep(10);
}

/** The primary dies, and what its standby has becomes the database behind the same URL. */
async function failOver(): Promise<void> {
  await primary.kill();
  await standby.promote();
  proxy.retarget(standby.url);
  proxy.cut();
}

const hook = (target = "hook://Bash") => decisionEntry({ target });
const targets = async (pool: Database) =>
  (await pool.sql<{ target: string }[]>`select target from audit_events order by id`).map(
    (row) => row.target,
  );

const synchronous = async () => {
  await primary.run(`alter system set synchronous_standby_names = '${standbyName}'`);
  await primary.run("select pg_reload_conf()");
  await until(async () => {
    const rows = await primary.run("select 1 from pg_stat_replication where sync_state = 'sync'");
    return rows.length > 0;
  });
};

describe("M09 M58 a failover to a standby that lags", () => {
  test(
    "is a loss of history: nothing is allowed until the next chain's genesis states it",
    async () => {
      const writer = await open();
      await writer.commit(hook("hook://kept"));
      await standby.catchUp();
      standby.link.refuse();
      const lost = await writer.commit(hook("hook://lost"));
      const { head } = writer;
      await failOver();
      const early = codeOf(writer.commit(hook("hook://early")));
      await until(() => events.lost.length > 0);
      await early;
      await until(() => writer.trouble === undefined);
      expect(events.lost).toMatchObject([{ ...head, found: { sequence: lost.sequence - 1 } }]);
      expect(writer.warnings).toContainEqual(
        expect.stringContaining(`AUDIT_HISTORY_LOST: the database does not hold seals 1:2 to 1:2`),
      );
      const pool = onStandby();
      expect(writer.head.writer).toBe(2);
      const [genesis] = await pool.sql<{ note: object }[]>`
        select note from audit_seals where writer = 2 and sequence = 0`;
      expect(genesis?.note).toMatchObject({ lost: [{ writer: 1, sequence: 2 }], follows: 1 });
      await writer.commit(hook("hook://after"));
      expect(await targets(pool)).toEqual(["hook://kept", "hook://after"]);
      expect(await verifyDatabase(pool)).toMatchObject({ ok: true });
    },
    testMsMax,
  );

  test(
    "that never saw the writer gives its number to another, whose chain has nothing of it",
    async () => {
      await standby.catchUp();
      standby.link.refuse();
      const first = await open();
      const second = await open();
      await Promise.all([first, second].map((writer) => writer.commit(hook("hook://lost"))));
      const old = [first.head, second.head];
      await failOver();
      await until(() => events.lost.length === 2);
      await until(() => [first, second].every((writer) => writer.trouble === undefined));
      expect([first.head.writer, second.head.writer].sort()).toEqual([1, 2]);
      await Promise.all([first, second].map((writer) => writer.commit(hook("hook://after"))));
      const pool = onStandby();
      const report = await verifyDatabase(pool);
      expect(report).toMatchObject({ ok: true, rows: 2 });
      expect(events).toMatchObject({ fenced: 0 });
      const anchored = await verifyDatabase(pool, { anchors: old });
      expect(anchored.ok).toBe(false);
    },
    testMsMax,
  );

  test(
    "keeps the outcomes of acts under way, each recorded once by the next chain",
    async () => {
      const writer = await open();
      const act = await writer.commit(decisionEntry());
      await standby.catchUp();
      standby.link.refuse();
      await writer.commit(hook("hook://lost"));
      await failOver();
      const outcome = writer.commitOutcome(act, outcomeEntry());
      expect(await codeOf(outcome)).toBe("resolved");
      const pool = onStandby();
      const rows = await pool.sql`select verdict from audit_events where kind = 'outcome'`;
      expect([...rows]).toEqual([{ verdict: "ok" }]);
      expect(await verifyDatabase(pool)).toMatchObject({ ok: true, open_acts: 0 });
    },
    testMsMax,
  );

  test(
    "keeps the outcome of an act whose decision is lost, which names what is gone",
    async () => {
      const writer = await open();
      await standby.catchUp();
      standby.link.refuse();
      const act = await writer.commit(decisionEntry());
      await failOver();
      expect(await codeOf(writer.commitOutcome(act, outcomeEntry()))).toBe("resolved");
      const pool = onStandby();
      const rows = await pool.sql`select kind, detail->>'decision_id' as named from audit_events`;
      expect([...rows]).toEqual([{ kind: "outcome", named: act.id }]);
      expect(await verifyDatabase(pool)).toMatchObject({ ok: true, rows: 1 });
    },
    testMsMax,
  );

  test(
    "that is not promoted yet is refused, and written to once it is",
    async () => {
      const writer = await open({ decisionWaitMsMax: 500 });
      await writer.commit(hook("hook://kept"));
      await standby.catchUp();
      await primary.kill();
      proxy.retarget(standby.url);
      proxy.cut();
      expect(await codeOf(writer.commit(hook("hook://refused")))).toBe("AUDIT_UNAVAILABLE");
      expect(writer.trouble).toBeDefined();
      await standby.promote();
      await until(() => writer.trouble === undefined);
      await writer.commit(hook("hook://after"));
      expect(await targets(onStandby())).toContain("hook://after");
      expect(events).toMatchObject({ fenced: 0, lost: [] });
    },
    testMsMax,
  );

  test(
    "that has everything is no loss: the chain goes on",
    async () => {
      const writer = await open();
      await writer.commit(hook());
      await standby.catchUp();
      await failOver();
      await until(async () => (await codeOf(writer.commit(hook()))) === "resolved");
      expect(writer.head.writer).toBe(1);
      expect(events.lost).toEqual([]);
      expect(await verifyDatabase(onStandby())).toMatchObject({ ok: true });
    },
    testMsMax,
  );
});

describe("M09 durability on a standby", () => {
  test(
    "holds every yes until the standby has flushed, and refuses when it is gone",
    async () => {
      await synchronous();
      const writer = await open({ durability: "remote_flush", decisionWaitMsMax: 500 });
      expect(await codeOf(writer.commit(hook("hook://flushed")))).toBe("resolved");
      expect(await targets(onStandby())).toEqual(["hook://flushed"]);
      const thaw = standby.freeze();
      expect(await codeOf(writer.commit(hook("hook://held")))).toBe("AUDIT_UNAVAILABLE");
      expect(await codeOf(writer.commit(hook("hook://refused")))).toBe("AUDIT_UNAVAILABLE");
      expect(writer.trouble).toBe("The audit log does not answer.");
      thaw();
      await until(() => writer.trouble === undefined);
      expect(await codeOf(writer.commit(hook("hook://again")))).toBe("resolved");
      expect(events).toMatchObject({ fenced: 0, lost: [] });
    },
    testMsMax,
  );

  test(
    "is asked of the new primary too: refused while it has none, served once it has",
    async () => {
      await synchronous();
      const writer = await open({ durability: "remote_flush" });
      await writer.commit(hook("hook://kept"));
      await failOver();
      await until(() => writer.trouble?.includes("do not keep what it confirms") === true);
      expect(await codeOf(writer.commit(hook("hook://refused")))).toBe("AUDIT_UNAVAILABLE");
      const next = await openTestStandby(standby);
      await standby.run(`alter system set synchronous_standby_names = '${standbyName}'`);
      await standby.run("select pg_reload_conf()");
      await until(() => writer.trouble === undefined);
      await writer.commit(hook("hook://after"));
      await next.link.close();
      await next.kill();
      const found = await targets(onStandby());
      expect(found).toEqual(["hook://kept", "hook://after"]);
      expect(events.lost).toEqual([]);
    },
    testMsMax,
  );

  test(
    "leaves no crowd of waiting connections behind, however long the standby is gone",
    async () => {
      await synchronous();
      const writer = await open({ durability: "remote_flush", statementTimeoutMs: 200 });
      const thaw = standby.freeze();
      const held = codeOf(writer.commit(hook()));
      await until(() => events.troubles.length > 9);
      const [row] = await primary.run<{ count: number }>(
        "select count(*)::int as count from pg_stat_activity where application_name = 'systemprompt audit'",
      );
      expect(row?.count).toBeLessThan(6);
      thaw();
      await held;
      await until(() => writer.trouble === undefined);
    },
    testMsMax,
  );

  test(
    "does not believe a wait that an administrator cancelled: the row is read back",
    async () => {
      await synchronous();
      const writer = await open({ durability: "remote_flush", statementTimeoutMs: 30_000 });
      await writer.commit(hook());
      const thaw = standby.freeze();
      let isAnswered = false;
      const cancelled = writer.commit(hook("hook://cancelled")).then((receipt) => {
        isAnswered = true;
        return receipt;
      });
      const waits = `select pid, pg_cancel_backend(pid) from pg_stat_activity
        where application_name = 'systemprompt audit' and wait_event = 'SyncRep'`;
      await until(async () => (await primary.run(waits)).length > 0);
      await until(() => events.troubles.length > 0);
      const primaryPool = database.open(database.ownerUrl, { max: 1 });
      expect(await targets(primaryPool)).toContain("hook://cancelled");
      expect(isAnswered).toBe(false);
      thaw();
      expect(await cancelled).toMatchObject({ sequence: 2 });
      await standby.catchUp();
      expect(await targets(onStandby())).toEqual(["hook://Bash", "hook://cancelled"]);
    },
    testMsMax,
  );

  test(
    "that is only local is said to lose rows in a failover, while there is a standby",
    async () => {
      const words = "PostgreSQL has standbys and none is synchronous";
      const writer = await open();
      expect(writer.warnings).toEqual([expect.stringContaining(words)]);
      standby.link.refuse();
      await until(() => writer.warnings.length === 0);
      standby.link.heal();
      await until(() => writer.warnings.length > 0);
      await synchronous();
      await until(() => writer.warnings.length === 0);
    },
    testMsMax,
  );
});
