import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { cp, mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parse } from "yaml";
import { createTestDatabase, type TestDatabase } from "#infra/database/test-database.ts";

const main = join(import.meta.dir, "../../main.ts");
let database: TestDatabase;
let folder = "";
const home = (name = "first") => join(folder, name);

beforeAll(async () => {
  database = await createTestDatabase({ migrated: false });
  folder = await mkdtemp(join(tmpdir(), "systemprompt-setup-"));
  for (const name of ["first", "other"]) await Bun.write(join(home(name), ".keep"), "");
  expect(await setUp("one")).toMatchObject({ code: 0 });
}, 60_000);
afterAll(async () => {
  await database.close();
  await rm(folder, { recursive: true, force: true });
});

async function run(words: readonly string[], cwd: string) {
  const child = Bun.spawn([process.execPath, main, "admin", ...words], {
    cwd,
    env: { PATH: "/usr/bin:/bin", DATABASE_URL: database.ownerUrl },
    stdin: "ignore",
    stdout: "pipe",
    stderr: "pipe",
  });
  const [err, code] = await Promise.all([new Response(child.stderr).text(), child.exited]);
  return { err, code };
}

const setUp = (profile: string, where = home(), ...words: readonly string[]) =>
  run(["setup", "--yes", "--profile", profile, ...words], where);

const serves = async (profile: string, where = home()) =>
  (await run(["users", "list", "--profile", profile], where)).code;

async function secretsOf(profile: string): Promise<unknown> {
  const path = join(home(), ".systemprompt", "profiles", profile, "secrets.yaml");
  return parse(await readFile(path, "utf8"));
}

describe("M50 a setup on a database that an installation uses", () => {
  test("takes over the roles' passwords for a second profile of the same home", async () => {
    expect(await setUp("two")).toMatchObject({ code: 0 });
    expect([await serves("one"), await serves("two")]).toEqual([0, 0]);
    expect(await secretsOf("two")).toEqual(await secretsOf("one"));
  }, 60_000);

  test("is refused in a home that does not know them, and locks nobody out", async () => {
    const refused = await setUp("one", home("other"));
    expect(refused.code).toBe(65);
    expect(refused.err).toContain("--reset-passwords");
    expect(await serves("one")).toBe(0);
  }, 60_000);

  test("does not set new passwords in a home without the installation's master key", async () => {
    const refused = await setUp("one", home("other"), "--reset-passwords");
    expect(refused.code).toBe(78);
    expect(refused.err).toContain("wrapped by master key");
    expect(await serves("one")).toBe(0);
  }, 60_000);

  test("sets new passwords when that is asked for", async () => {
    const copied = home("copied");
    await cp(join(home(), ".systemprompt/keys"), join(copied, ".systemprompt/keys"), {
      recursive: true,
    });
    expect(await setUp("one", copied, "--reset-passwords")).toMatchObject({ code: 0 });
    expect(await serves("one", copied)).toBe(0);
    expect(await serves("one")).not.toBe(0);
  }, 60_000);
});
