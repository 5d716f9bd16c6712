import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createTestDatabase, type TestDatabase } from "#infra/database/test-database.ts";

const main = join(import.meta.dir, "../../../../main.ts");
let database: TestDatabase;
let folder = "";

beforeAll(async () => {
  database = await createTestDatabase({ migrated: false });
  folder = await mkdtemp(join(tmpdir(), "systemprompt-identity-"));
  const done = await run(["setup", "--single-role", "--yes"], { DATABASE_URL: database.ownerUrl });
  if (done.code !== 0) throw new Error(`setup failed: ${done.err}`);
}, 60_000);
afterAll(async () => {
  await database.close();
  await rm(folder, { recursive: true, force: true });
});

function run(words: readonly string[], env: Record<string, string> = {}, input = "") {
  return runWhole(["admin", ...words], env, input);
}

async function runWhole(words: readonly string[], env: Record<string, string>, input: string) {
  const child = Bun.spawn([process.execPath, main, ...words], {
    cwd: folder,
    env: { PATH: "/usr/bin:/bin", ...env },
    stdin: Buffer.from(input),
    stdout: "pipe",
    stderr: "pipe",
  });
  const [out, err, code] = await Promise.all([
    new Response(child.stdout).text(),
    new Response(child.stderr).text(),
    child.exited,
  ]);
  return { out, err, code };
}

describe("M50 admin users", () => {
  test("creates, shows, assigns exactly one role and deletes", async () => {
    const words = ["--email", "Eve@example.test", "--name", "Eve", "--role", "user", "--json"];
    const made = await run(["users", "create", ...words]);
    expect(made.code).toBe(0);
    const user = JSON.parse(made.out) as Record<string, string>;
    expect(Object.keys(user)).toEqual(["id", "email", "name", "role"]);
    expect(user).toMatchObject({ email: "eve@example.test", name: "Eve", role: "user" });
    expect((await run(["users", "create", ...words])).code).toBe(65);

    const two = await run(["users", "role", "assign", "eve@example.test", "--roles", "user,admin"]);
    expect({ code: two.code, out: two.out }).toEqual({ code: 64, out: "" });
    expect(two.err).toContain("exactly one role");
    const assigned = await run(["users", "role", "assign", user["id"] ?? "", "--roles", "service"]);
    expect(assigned.code).toBe(0);
    const shown = await run(["users", "show", "eve@example.test", "--json"]);
    expect(JSON.parse(shown.out)).toMatchObject({ role: "service" });

    expect((await run(["users", "delete", "eve@example.test", "--yes"])).code).toBe(0);
    expect((await run(["users", "show", "eve@example.test"])).code).toBe(66);
  }, 60_000);
});

describe("M50 credentials on the command line", () => {
  test("are alone on standard output with --token-only, else with a hint beside them", async () => {
    const login = ["session", "login", "--email", "admin@localhost"];
    const alone = await run([...login, "--token-only"]);
    expect(alone.code).toBe(0);
    expect(alone.err).toBe("");
    expect(alone.out).toMatch(/^[\w-]+\.[\w-]+\.[\w-]+\n$/);
    const hinted = await run(login);
    expect(hinted.out).toMatch(/^[\w-]+\.[\w-]+\.[\w-]+\n$/);
    expect(hinted.err).toContain("Authorization");
    const issue = ["users", "pat", "issue", "admin@localhost", "--name", "ci", "--token-only"];
    const pat = await run(issue);
    expect(pat.out).toMatch(/^sp_pat_[a-z0-9]{8}_[\w-]{43}\n$/);
    const prefix = pat.out.slice(7, 15);
    const listed = await run(["users", "pat", "list", "admin@localhost", "--json"]);
    expect(listed.out).toContain(prefix);
    expect(listed.out).not.toContain(pat.out.trim().slice(16));
    expect((await run(["users", "pat", "revoke", prefix])).code).toBe(0);
    expect((await run([...login.slice(0, 3), "nobody@localhost"])).code).toBe(66);
  }, 60_000);

  test("are signed by keys that rotate", async () => {
    const before = JSON.parse((await run(["keys", "list", "--json"])).out) as unknown[];
    expect((await run(["keys", "rotate"])).code).toBe(0);
    const after = await run(["keys", "list", "--json"]);
    const states = (JSON.parse(after.out) as { state: string }[]).map((key) => key.state);
    expect(states.filter((state) => state === "signs")).toHaveLength(1);
    expect(states).toHaveLength(before.length + 1);
  }, 60_000);
});

describe("M13 admin secrets", () => {
  test("takes a value from standard input and never shows it", async () => {
    const value = `canary-${crypto.randomUUID()}`;
    const stored = await run(["secrets", "set", "api.key"], {}, `${value}\n`);
    expect({ code: stored.code, out: stored.out }).toEqual({
      code: 0,
      out: "Stored api.key, version 1.\n",
    });
    expect((await run(["secrets", "set", "empty"], {}, "\n")).code).toBe(65);
    expect((await run(["secrets", "set", "api.key", value])).code).toBe(64);
    expect((await run(["secrets", "set", "api.key", "--value", value])).code).toBe(64);
    const listed = await run(["secrets", "list", "--json"]);
    expect(JSON.parse(listed.out)).toMatchObject([
      { name: "api.key", owner: "system", version: 1, used_by: [] },
    ]);
    for (const level of [["value", "api.key"], ["user"], ["master"]]) {
      const rotated = await run(["secrets", "rotate", "--level", ...level, "--json"]);
      expect({ level, code: rotated.code, err: rotated.err }).toEqual({ level, code: 0, err: "" });
    }
    expect((await run(["secrets", "rotate", "--level", "galaxy"])).code).toBe(64);
    // The seals hang from the root key: a new master key must not disown what was sealed before.
    const verified = await runWhole(["infra", "audit", "verify", "--json"], {}, "");
    expect(verified.err).toBe("");
    expect(JSON.parse(verified.out)).toMatchObject({ ok: true });
    expect((await run(["session", "login", "--email", "admin@localhost"])).code).toBe(0);
    expect((await run(["secrets", "delete", "api.key", "--yes"])).code).toBe(0);
    for (const name of await readdir(join(folder, ".systemprompt"), { recursive: true })) {
      const text = await readFile(join(folder, ".systemprompt", name), "utf8").catch(() => "");
      expect(text).not.toContain(value);
    }
  }, 120_000);
});
