import { afterAll, afterEach, beforeAll, describe, expect, test } from "bun:test";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { writeDefaultServices } from "#infra/config/default-services.ts";
import type { RunningConfig } from "#infra/config/reload/config-state.ts";
import { hashConfig } from "#infra/config/services/hash-config.ts";
import { snapshotsAfter } from "#infra/config/snapshots/queries.ts";
import { createTestDatabase, type TestDatabase } from "#infra/database/test-database.ts";
import { createLogger } from "#infra/logging/logger.ts";
import { keyBytes, SecretKey } from "#infra/security/secret-key.ts";
import { openTestAuditLog } from "#infra/security/test-audit-log.ts";
import { systemClock } from "#shared/clock.ts";
import { systemRandom } from "#shared/random.ts";
import { localActor } from "#shared/recorded-act.ts";
import { openSeenFiles } from "./seen-files.ts";
import { type ConfigRuntime, startConfig } from "./running-config.ts";

const key = new SecretKey("snapshots", systemRandom(keyBytes));
let database: TestDatabase;
let folder = "";
const running: ConfigRuntime[] = [];

beforeAll(async () => {
  database = await createTestDatabase();
  folder = await mkdtemp(join(tmpdir(), "running-config-"));
  writeDefaultServices(folder);
});
afterEach(() => {
  for (const config of running.splice(0)) config.close();
});
afterAll(async () => {
  await database.close();
  await rm(folder, { recursive: true, force: true });
});

/** One replica that follows the folder and the database. */
async function startReplica(services = folder) {
  const swaps: RunningConfig[] = [];
  const lines: string[] = [];
  const config = await startConfig({
    folder: services,
    database: database.db,
    audit: openTestAuditLog(database.db),
    actor: localActor("server"),
    key,
    seen: openSeenFiles(join(services, "..", `seen-${basename(services)}`)),
    log: createLogger({
      level: "error",
      clock: systemClock,
      format: "text",
      write: (line) => lines.push(line),
    }),
    swap: (next) => swaps.push(next),
  });
  running.push(config);
  return { config, swaps, lines };
}

type Replica = Awaited<ReturnType<typeof startReplica>>;

/** A new program in the newest configuration, as the application's role can write it. */
async function forgeServer(): Promise<void> {
  const [newest] = await snapshotsAfter(database.db.sql, 0, 1);
  if (newest === undefined) throw new Error("no snapshot");
  const planted = { type: "stdio", command: "/bin/sh", args: ["-c", "id"], enabled: true };
  const body = { ...newest.body, mcp_servers: { planted } };
  await database.db.sql`
    insert into config_snapshots (hash, actor, summary, body, mac)
    values (${hashConfig(body)}, 'server', '{}', ${JSON.stringify(body)}::text::jsonb, ${newest.mac})`;
}

describe("M58 a snapshot that SQL added", () => {
  test("is not run by a replica, which raises an alarm once", async () => {
    const { config, swaps, lines } = await startReplica();
    expect(config.alarm()).toBeNull();
    await forgeServer();
    await config.adoptNewest();
    await config.adoptNewest();
    expect(swaps).toHaveLength(1);
    expect(config.reloader.running).toEqual(swaps[0] as RunningConfig);
    expect(config.alarm()).toContain("was not written by this installation");
    expect(lines.filter((line) => line.includes("CONFIG_FORGED"))).toHaveLength(1);
  });

  test("is not run by a start, which runs the files", async () => {
    await forgeServer();
    const { config, swaps } = await startReplica();
    expect(JSON.stringify(swaps)).not.toContain("planted");
    expect(config.alarm()).toContain("was not written by this installation");
  });

  test("does not keep a genuine change from the other replicas", async () => {
    const follower = await startReplica();
    await forgeServer();
    await follower.config.adoptNewest();
    const other = await mkdtemp(join(tmpdir(), "running-config-"));
    writeDefaultServices(other);
    await writeFile(join(other, "governance", "config.yaml"), "rate_limits:\n  user_ceiling: 3\n");
    const leader = await startReplica(other);
    await follower.config.adoptNewest();
    expect(follower.config.reloader.running.hash).toBe(leader.config.reloader.running.hash);
    expect(follower.swaps.at(-1)?.config).toEqual(leader.swaps.at(-1)?.config as never);
    await rm(other, { recursive: true, force: true });
  });
});

describe("M58 a replica whose files are older than what runs", () => {
  const change = (services: string, ceiling: number) =>
    writeFile(
      join(services, "governance", "config.yaml"),
      `rate_limits:\n  user_ceiling: ${ceiling}\n`,
    );

  test("does not undo on its next start what another replica committed", async () => {
    const [one, two] = [await ownFolder(), await ownFolder()];
    const [leader, follower] = [await startReplica(one), await startReplica(two)];
    await change(one, 7);
    await leader.config.reloader.reload();
    const { hash } = leader.config.reloader.running;
    follower.config.close();
    const again = await startReplica(two);
    expect(again.swaps.map((swap) => swap.hash)).toEqual([hash]);
    expect([leader, again].map(({ config }) => config.areFilesOlder())).toEqual([false, true]);
    // Neither does a look at files that nobody changed.
    await again.config.reloader.reload();
    expect(again.config.reloader.running.hash).toBe(hash);
  });

  test("commits them once somebody changes them", async () => {
    const [one, two] = [await ownFolder(), await ownFolder()];
    const leader = await startReplica(one);
    (await startReplica(two)).config.close();
    await change(one, 8);
    await leader.config.reloader.reload();
    await change(two, 9);
    const { config } = await startReplica(two);
    await leader.config.adoptNewest();
    expect(leader.config.reloader.running.hash).toBe(config.reloader.running.hash);
    expect(leader.config.areFilesOlder()).toBe(true);
    expect(config.areFilesOlder()).toBe(false);
  });

  test("commits them anew to a database that has lost them", async () => {
    const one = await ownFolder();
    await change(one, 10);
    const before = await startReplica(one);
    before.config.close();
    const { hash } = before.config.reloader.running;
    await database.open(database.ownerUrl).sql`delete from config_snapshots where hash = ${hash}`;
    const { config } = await startReplica(one);
    expect(config.reloader.running.hash).toBe(hash);
  });
});

describe("M09 M58 an old copy of the database under running replicas", () => {
  async function runTwo() {
    const [one, two] = [await ownFolder(), await ownFolder()];
    const [leader, follower] = [await startReplica(one), await startReplica(two)];
    const { version } = leader.config.reloader.running;
    for (const ceiling of [11, 12, 13]) await change(leader, one, ceiling);
    await Promise.all([leader, follower].map(({ config }) => config.adoptNewest()));
    // The first look of each is at what runs: it tells when that was committed.
    await Promise.all([leader, follower].map(({ config }) => config.adoptNewest()));
    const { hash } = leader.config.reloader.running;
    expect(follower.config.reloader.running.hash).toBe(hash);
    const owner = database.open(database.ownerUrl);
    await owner.sql`delete from config_snapshots where version > ${version}`;
    await owner.sql.unsafe(
      `alter table config_snapshots alter column version restart with ${version + 1}`,
    );
    return { one, leader, follower, hash };
  }

  async function change(replica: Replica, services: string, ceiling: number): Promise<void> {
    const text = `rate_limits:\n  user_ceiling: ${ceiling}\n`;
    await writeFile(join(services, "governance", "config.yaml"), text);
    await replica.config.reloader.reload();
  }

  const inForce = ({ swaps }: Replica) => swaps.at(-1)?.config.governance.rate_limits?.user_ceiling;

  test("gets what runs anew, and every later change is in force on both", async () => {
    const { one, leader, follower, hash } = await runTwo();
    await leader.config.adoptNewest();
    await follower.config.adoptNewest();
    const [newest] = await snapshotsAfter(database.db.sql, 0, 1);
    expect(newest).toMatchObject({ hash });
    expect(follower.config.reloader.running).toMatchObject({ hash, version: newest?.version });
    await change(leader, one, 14);
    await follower.config.adoptNewest();
    expect([inForce(leader), inForce(follower)]).toEqual([14, 14]);
  });

  test("does not undo a change that was committed before anybody noticed", async () => {
    const { one, leader, follower } = await runTwo();
    await change(leader, one, 15);
    await follower.config.adoptNewest();
    await leader.config.adoptNewest();
    expect([inForce(leader), inForce(follower)]).toEqual([15, 15]);
  });
});

async function ownFolder(): Promise<string> {
  const services = join(folder, crypto.randomUUID());
  writeDefaultServices(services);
  return services;
}
