import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { findFreePort } from "#infra/database/embedded/find-port.ts";
import { createTestDatabase, type TestDatabase } from "#infra/database/test-database.ts";

const main = join(import.meta.dir, "../../../main.ts");
let database: TestDatabase;
let empty: TestDatabase;
let folder = "";
let profile = "";
let pinned = "";
const port = String(await findFreePort());

beforeAll(async () => {
  database = await createTestDatabase({ migrated: false });
  empty = await createTestDatabase({ migrated: false });
  folder = await mkdtemp(join(tmpdir(), "systemprompt-pinned-"));
  profile = join(folder, ".systemprompt/profiles/local/profile.yaml");
  expect(await run(["admin", "setup", "--single-role", "--yes"])).toMatchObject({ code: 0 });
  pinned = await readFile(profile, "utf8");
}, 60_000);
afterAll(async () => {
  await Promise.all([database.close(), empty.close()]);
  await rm(folder, { recursive: true, force: true });
});

async function run(words: readonly string[], url = database.ownerUrl) {
  const child = Bun.spawn([process.execPath, main, ...words], {
    cwd: folder,
    env: { PATH: "/usr/bin:/bin", DATABASE_URL: url },
    stdin: "ignore",
    stdout: "ignore",
    stderr: "pipe",
  });
  const [err, code] = await Promise.all([new Response(child.stderr).text(), child.exited]);
  return { err, code };
}

describe("M58 a profile that is pinned to its database", () => {
  test.each([
    ["a command", ["admin", "users", "list"]],
    ["the server", ["infra", "services", "start", "--port", port]],
  ])(
    "refuses another cluster at %s, with the way out",
    async (_name, words) => {
      await writeFile(
        profile,
        pinned.replace(/system_identifier: .*/, 'system_identifier: "12345"'),
      );
      const refused = await run(words);
      expect(refused.code).toBe(78);
      expect(refused.err).toContain("system_identifier");
      await writeFile(profile, pinned);
      expect((await run(["admin", "users", "list"])).code).toBe(0);
    },
    60_000,
  );

  test("refuses another installation at a command", async () => {
    const other = crypto.randomUUID();
    await writeFile(profile, pinned.replace(/installation_id: .*/, `installation_id: ${other}`));
    const refused = await run(["admin", "users", "list"]);
    await writeFile(profile, pinned);
    expect(refused.code).toBe(78);
    expect(refused.err).toContain(other);
  }, 60_000);

  test("leaves an empty database of another cluster as it was", async () => {
    await writeFile(profile, pinned.replace(/system_identifier: .*/, 'system_identifier: "12345"'));
    const words = ["infra", "services", "start", "--port", port];
    expect((await run(words, empty.ownerUrl)).code).toBe(78);
    await writeFile(profile, pinned);
    const tables = await empty.db.sql`
      select 1 from pg_tables where schemaname = 'public' limit 1`;
    expect(tables).toHaveLength(0);
  }, 60_000);

  test("refuses an empty database of its own cluster, and leaves it empty", async () => {
    for (const words of [
      ["infra", "services", "start", "--port", port],
      ["infra", "db", "migrate"],
      ["admin", "users", "list"],
    ]) {
      const refused = await run(words, empty.ownerUrl);
      expect(refused.code).toBe(78);
      expect(refused.err).toContain("The database belongs to no installation");
    }
    const tables = await empty.db.sql`
      select 1 from pg_tables where schemaname = 'public' limit 1`;
    expect(tables).toHaveLength(0);
  }, 60_000);
});
