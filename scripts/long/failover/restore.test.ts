import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { copyFileSync, renameSync, rmSync } from "node:fs";
import { join } from "node:path";
import { SQL } from "bun";
import { openTestPrimary, type TestCluster } from "#infra/database/test-cluster.ts";
import { createTestDatabase, type TestDatabase } from "#infra/database/test-database.ts";
import { openServer, type OwnServer, startOwnServer } from "../../e2e/own-server.ts";
import { databaseUrl, profileFolder } from "../../e2e/installation.ts";
import { whole } from "../length.ts";
import { copyTables } from "./copy-tables.ts";
import { type Served, startServed } from "./served.ts";

const startMsMax = 90_000;
const testMsMax = 90_000;

interface Report {
  readonly ok: boolean;
  readonly statement: string;
  readonly first_bad?: { readonly problem: string };
}

async function verify(server: OwnServer, ...words: string[]): Promise<Report> {
  const result = await server.tryCli(["infra", "audit", "verify", ...words, "--json"]);
  const report = JSON.parse(result.stdout) as Report;
  expect(result.code).toBe(report.ok ? 0 : 1);
  return report;
}

/** Recorded acts of an administrator. */
async function act(server: OwnServer): Promise<void> {
  await server.createUser(`${crypto.randomUUID().slice(0, 8)}@example.com`, "user");
}

describe("M09 M58 a copy of the embedded database and of the file of heads", () => {
  let server: OwnServer;
  beforeAll(async () => {
    server = await startOwnServer();
  }, startMsMax);
  afterAll(() => server.stop(), startMsMax);

  test(
    "restored together holds by itself; only heads that were kept elsewhere tell what is gone",
    async () => {
      const heads = join(server.folder, ".systemprompt/anchors/heads.jsonl");
      const profile = server.read(`${profileFolder}/profile.yaml`);
      const data = /^ +data: (.+)$/m.exec(profile)?.[1] ?? "";
      await act(server);
      await server.cli("infra", "services", "stop");
      Bun.spawnSync(["cp", "-a", data, `${data}.copy`]);
      copyFileSync(heads, `${heads}.copy`);
      expect(await verify(server)).toMatchObject({ ok: true });

      await server.start();
      await act(server);
      await server.cli("infra", "services", "stop");
      const kept = join(server.folder, "kept.jsonl");
      copyFileSync(heads, kept);
      expect(await verify(server, "--expect", kept)).toMatchObject({ ok: true, anchored: true });

      rmSync(data, { recursive: true });
      renameSync(`${data}.copy`, data);
      const cut = await verify(server);
      expect(cut.first_bad?.problem).toBe("the seal that the local file of heads holds is missing");
      renameSync(`${heads}.copy`, heads);
      const alone = await verify(server);
      expect(alone.ok).toBe(true);
      expect(alone.statement).toContain("an old copy was restored");
      const compared = await verify(server, "--expect", kept);
      expect(compared.first_bad?.problem).toBe("the seal that was kept elsewhere is missing");
      await server.start();
      await act(server);
      expect(await verify(server)).toMatchObject({ ok: true });
    },
    testMsMax,
  );
});

// A cluster more takes too long for the short form.
describe.skipIf(!whole)("M09 M58 a dump of the database in another cluster", () => {
  let served: Served;
  let elsewhere: TestCluster;
  let restored: TestDatabase;
  beforeAll(async () => {
    served = await startServed({ profile: { audit: "  anchor_seconds: 1\n" } });
    elsewhere = await openTestPrimary();
  }, startMsMax);
  afterAll(async () => {
    await served.stop();
    await restored.closePools();
    await elsewhere.kill();
  }, startMsMax);

  test(
    "is refused until setup has taken it over, and then verifies, anchors and all",
    async () => {
      const { server, database } = served;
      await act(server);
      await server.cli("infra", "services", "stop");
      restored = await createTestDatabase({ migrated: false, server: elsewhere });
      const kept = join(server.folder, "kept.jsonl");
      copyFileSync(join(server.folder, ".systemprompt/anchors/heads.jsonl"), kept);
      const [from, to] = [new SQL(database.ownerUrl), new SQL(restored.ownerUrl)];
      await copyTables(from, to, restored.ownerUrl);
      await Promise.all([from.close(), to.close()]);

      const moved = openServer(server.folder, server.port, { DATABASE_URL: restored.ownerUrl });
      const refused = await moved.tryCli(["infra", "audit", "verify"]);
      expect(refused.code).toBe(78);
      expect(refused.stderr).toContain("set database.system_identifier in the profile to");

      // Roles are not in a dump: without the old URLs setup makes them, and pins the new cluster.
      renameSync(
        join(server.folder, `${profileFolder}/secrets.yaml`),
        join(server.folder, `${profileFolder}/secrets.old`),
      );
      await moved.cli("admin", "setup", "--yes");
      expect(new URL(databaseUrl(server, "app")).port).toBe(String(elsewhere.port));
      expect(await verify(server, "--expect", kept)).toMatchObject({ ok: true, anchored: true });
      await server.start();
      await act(server);
      expect(await verify(server, "--expect", kept)).toMatchObject({ ok: true, losses: [] });
      await server.cli("infra", "services", "stop");
    },
    testMsMax,
  );
});
