import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import type { Database } from "#infra/database/database.ts";
import { inTx } from "#infra/database/in-tx.ts";
import { openListener } from "#infra/database/open-listener.ts";
import { createTestDatabase, type TestDatabase } from "#infra/database/test-database.ts";
import { writeDefaultServices } from "../default-services.ts";
import { loadServices } from "../load-services.ts";
import { diffServices } from "../services/diff-services.ts";
import { hashConfig } from "../services/hash-config.ts";
import { keyBytes, SecretKey } from "#infra/security/secret-key.ts";
import { systemRandom } from "#shared/random.ts";
import { testFolder } from "../test-folder.ts";
import { insertSnapshot, type NewSnapshot, snapshotChannel, snapshotsAfter } from "./queries.ts";
import { isGenuine } from "./snapshot-mac.ts";

let database: TestDatabase;

beforeAll(async () => {
  database = await createTestDatabase();
});

afterAll(async () => {
  await database.close();
});

function snapshot(limit: number): NewSnapshot {
  using folder = testFolder();
  writeDefaultServices(folder.path);
  const text = `rate_limits:\n  per_session_per_minute: ${limit}\n  user_ceiling: 2.5\n`;
  const { config, hash } = loadServices(folder.path, {
    extensions: [{ id: "workspace", tools: { workspace: {} } }],
    categories: [],
    rules: [],
    kinds: [],
    files: new Map([["governance/config.yaml", text]]),
  });
  if (config === null) throw new Error("the configuration is not valid");
  return { hash, actor: "local:test", summary: diffServices(null, config), body: config };
}

const key = new SecretKey("snapshots", systemRandom(keyBytes));
const insert = (db: Database, row: NewSnapshot) => inTx(db, (tx) => insertSnapshot(tx, row, key));

async function newestSnapshot() {
  const [newest] = await snapshotsAfter(database.db.sql, 0, 1);
  if (newest === undefined) throw new Error("no snapshot");
  return newest;
}

/** As SQL of the application's role can: every column that it may fill. */
async function forge(change: { readonly hash?: string; readonly limit?: number; mac?: string }) {
  const { hash, body, mac } = await newestSnapshot();
  const edited = change.limit === undefined ? body : snapshot(change.limit).body;
  await database.db.sql`
    insert into config_snapshots (hash, actor, summary, body, mac)
    values (${change.hash ?? hash}, 'server:1', '{}', ${JSON.stringify(edited)}::text::jsonb,
            ${change.mac ?? mac})`;
  return newestSnapshot();
}

describe("M58 snapshots of the configuration", () => {
  test("come back as they were, with the same hash", async () => {
    const stored = snapshot(101);
    const { version } = await insert(database.db, stored);
    const newest = await newestSnapshot();
    expect(newest).toMatchObject({ version, hash: stored.hash, actor: "local:test" });
    expect(newest?.body).toEqual(stored.body);
    expect(hashConfig(newest?.body)).toBe(stored.hash);
  });

  test("are stored once when many replicas read the same change", async () => {
    const stored = snapshot(102);
    const heads = await Promise.all(Array.from({ length: 8 }, () => insert(database.db, stored)));
    expect(new Set(heads.map(({ version }) => version)).size).toBe(1);
  });

  test("are stored again when an older state returns", async () => {
    const first = await insert(database.db, snapshot(103));
    const second = await insert(database.db, snapshot(104));
    const third = await insert(database.db, snapshot(103));
    expect(second.version).toBeGreaterThan(first.version);
    expect(third.version).toBeGreaterThan(second.version);
  });

  test("tell every replica", async () => {
    const heard = Promise.withResolvers<string>();
    const listener = openListener({
      url: database.appUrl,
      channels: [snapshotChannel],
      applicationName: "snapshots test",
      connectTimeoutMs: 5_000,
      onNotify: heard.resolve,
      onReconnect: () => undefined,
    });
    await listener.ready;
    const { version } = await insert(database.db, snapshot(105));
    expect(await heard.promise).toBe(String(version));
    await listener.close(1_000);
  });

  test("are genuine when this installation wrote them, and under no other key", async () => {
    await insert(database.db, snapshot(106));
    const newest = await newestSnapshot();
    expect(isGenuine(key, newest)).toBe(true);
    const other = new SecretKey("snapshots", systemRandom(keyBytes));
    expect(isGenuine(other, newest)).toBe(false);
  });

  test("are not genuine when SQL added, edited or repeated them", async () => {
    const old = await insert(database.db, snapshot(107)).then(newestSnapshot);
    await insert(database.db, snapshot(108));
    const { hash } = snapshot(109);
    const forged = [
      await forge({ limit: 109, hash }),
      await forge({ limit: 109 }),
      await forge({}),
      await forge({ limit: 107, hash: old.hash, mac: old.mac }),
    ];
    expect(forged.map((row) => isGenuine(key, row))).toEqual([false, false, false, false]);
    const { version } = await insert(database.db, snapshot(107));
    expect(version).toBeGreaterThan(forged.at(-1)?.version ?? 0);
    expect(isGenuine(key, await newestSnapshot())).toBe(true);
  });

  test("cannot be given a version or a time by the application", async () => {
    const { sql } = database.db;
    const values = sql`'a', 'b', '{}', '{}', 'c'`;
    const refusals = await Promise.allSettled([
      sql`insert into config_snapshots (version, hash, actor, summary, body, mac)
          overriding system value values (99999, ${values})`,
      sql`insert into config_snapshots (at, hash, actor, summary, body, mac)
          values (now(), ${values})`,
    ]);
    for (const refusal of refusals) {
      expect(refusal).toMatchObject({
        reason: { message: "The database role lacks the privilege." },
      });
    }
  });

  test("cannot be changed or removed by the application", async () => {
    const { sql } = database.db;
    const refusals = await Promise.allSettled([
      sql`update config_snapshots set actor = 'x'`,
      sql`delete from config_snapshots`,
    ]);
    expect(refusals.map(({ status }) => status)).toEqual(["rejected", "rejected"]);
  });
});
