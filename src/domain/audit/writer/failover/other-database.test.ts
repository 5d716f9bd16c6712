import { afterAll, afterEach, beforeEach, describe, expect, test } from "bun:test";
import type { Database } from "#infra/database/database.ts";
import { readInstallationId } from "#infra/database/roles/provision-roles.ts";
import { readSystemIdentifier } from "#infra/database/system-identifier.ts";
import { openTestPrimary, type TestCluster } from "#infra/database/test-cluster.ts";
import { createTestDatabase } from "#infra/database/test-database.ts";
import type { TestProxy } from "#infra/database/test-proxy.ts";
import { isAppError } from "#shared/errors.ts";
import { decisionEntry, openTestEvidence, type TestEvidence } from "../../test-evidence.ts";
import { writerOptions } from "../../test-writer.ts";
import { openAuditWriter } from "../audit-writer.ts";

const testMsMax = 60_000;
const elsewhere: TestCluster = await openTestPrimary();

let evidence: TestEvidence;
let proxy: TestProxy;
beforeEach(async () => {
  evidence = await openTestEvidence();
  proxy = await evidence.proxy();
}, testMsMax);
afterEach(() => evidence[Symbol.asyncDispose](), testMsMax);
afterAll(() => elsewhere.kill());

/**
 * A database on another cluster that takes the very same user, password and database name; as it
 * is where several were set up from one recipe. Returns a pool to look at it.
 */
async function putElsewhere(options: { readonly migrated: boolean }): Promise<Database> {
  const { pathname, username, password } = new URL(evidence.database.appUrl);
  const other = await createTestDatabase({ ...options, server: elsewhere });
  if (options.migrated) {
    const events = { fenced: 0, lost: [], troubles: [] };
    const writer = await openAuditWriter({ ...writerOptions(events), url: other.appUrl });
    await writer.commit(decisionEntry());
    await writer.stop(1_000);
    await elsewhere.run("select 1");
  }
  await other.closePools();
  const name = new URL(other.ownerUrl).pathname.slice(1);
  await elsewhere.run(
    `alter database "${name}" rename to "${pathname.slice(1)}"`,
    `drop role if exists "${username}"`,
    `create role "${username}" superuser login password '${password}'`,
  );
  return evidence.database.open(`${elsewhere.url.replace(/\/[^/]*$/, pathname)}`, { max: 1 });
}

async function identity() {
  const { sql } = evidence.database.db;
  return {
    installation: await readInstallationId(sql),
    systemIdentifier: await readSystemIdentifier(sql),
  };
}

async function messageOf(promise: Promise<unknown>): Promise<string> {
  try {
    await promise;
    return "resolved";
  } catch (error) {
    if (isAppError(error)) return `${error.code}: ${error.message}`;
    throw error;
  }
}

const state = async (pool: Database) =>
  JSON.stringify([
    ...(await pool.sql`select number, seq, lease_until, fenced_at, closed_at from audit_writers`),
    ...(await pool.sql`select count(*) from audit_seals`),
    ...(await pool.sql`select count(*) from audit_events`),
  ]);

describe("M09 M58 another database behind the writer's URL", () => {
  test.each([
    ["of another cluster", "on another PostgreSQL cluster", "whole"],
    ["of another installation", "belongs to installation", "installation"],
  ])(
    "%s is refused in so many words, nothing is written there, and the own one is served again",
    async (_name, words, pinned) => {
      const whole = await identity();
      const writer = await evidence.open({
        url: proxy.url,
        heartbeatMs: 100,
        identity: pinned === "whole" ? whole : { installation: whole.installation },
      });
      await writer.commit(decisionEntry({ target: "hook://Bash" }));
      const other = await putElsewhere({ migrated: true });
      const before = await state(other);
      proxy.retarget(elsewhere.url);
      proxy.cut();
      await evidence.until(() => writer.trouble?.includes(words) === true);
      expect(await messageOf(writer.commit(decisionEntry()))).toStartWith(
        "AUDIT_UNAVAILABLE: The database",
      );
      expect(await state(other)).toBe(before);
      proxy.retarget(evidence.database.appUrl);
      await evidence.until(() => writer.trouble === undefined);
      const again = await writer.commit(decisionEntry({ target: "hook://Bash" }));
      expect(again.sequence).toBe(2);
      expect(evidence.events).toMatchObject({ lost: [], fenced: 0 });
    },
    testMsMax,
  );

  test(
    "that is empty is refused, and stays empty",
    async () => {
      const { installation } = await identity();
      const writer = await evidence.open({
        url: proxy.url,
        heartbeatMs: 100,
        identity: { installation },
      });
      const other = await putElsewhere({ migrated: false });
      proxy.retarget(elsewhere.url);
      proxy.cut();
      await evidence.until(() => writer.trouble?.includes("to no installation") === true);
      const tables = await other.sql`
        select 1 from pg_class where relnamespace = 'public'::regnamespace`;
      expect(tables).toHaveLength(0);
      proxy.retarget(evidence.database.appUrl);
      await evidence.until(() => writer.trouble === undefined);
    },
    testMsMax,
  );
});

describe("M58 a pool that knows its database", () => {
  test("hands no statement to another one, and every one to its own", async () => {
    const own = await identity();
    const { appUrl } = evidence.database;
    const right = evidence.database.open(appUrl, { max: 4, identity: own });
    const answers = await Promise.all([1, 2, 3, 4, 5].map((n) => right.sql`select ${n}::int as n`));
    expect(answers.map(([row]) => row?.["n"])).toEqual([1, 2, 3, 4, 5]);
    const wrong = evidence.database.open(appUrl, {
      max: 1,
      identity: { ...own, systemIdentifier: "12345" },
    });
    const refused = messageOf(Promise.resolve(wrong.sql`select 1`));
    expect(await refused).toStartWith("CONFIG_INVALID: The database is on another PostgreSQL");
  });
});

describe("M09 a heartbeat without an answer", () => {
  test("is told although nobody calls, and the writer recovers by itself", async () => {
    const writer = await evidence.open({
      url: proxy.url,
      heartbeatMs: 50,
      decisionWaitMsMax: 200,
    });
    proxy.blackHole("to-client");
    await evidence.until(() => writer.trouble === "The audit log does not answer.");
    proxy.heal();
    await evidence.until(() => writer.trouble === undefined);
  });
});
