import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { parse } from "yaml";
import { createTestDatabase, type TestDatabase } from "#infra/database/test-database.ts";

const main = join(import.meta.dir, "../../main.ts");
const stepMsMax = 60_000;
let database: TestDatabase;
let folder = "";
const home = (name: string) => join(folder, name);

beforeAll(async () => {
  database = await createTestDatabase({ migrated: false });
  folder = mkdtempSync(join(tmpdir(), "systemprompt-join-"));
  const first = await run("first", ["setup", "--yes", "--port", "18080"], {
    DATABASE_URL: database.ownerUrl,
  });
  expect(first).toMatchObject({ code: 0 });
}, stepMsMax);
afterAll(async () => {
  await database.close();
  rmSync(folder, { recursive: true, force: true });
});

async function run(
  name: string,
  words: readonly string[],
  environment: Readonly<Record<string, string>> = {},
) {
  mkdirSync(home(name), { recursive: true });
  const child = Bun.spawn([process.execPath, main, "admin", ...words], {
    cwd: home(name),
    env: { PATH: "/usr/bin:/bin", ...environment },
    stdin: "ignore",
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

const joinAs = (name: string, ...words: readonly string[]) =>
  run(name, ["setup", "--yes", "--replica-of", home("first"), ...words]);

const read = (name: string, path: string) =>
  readFileSync(join(home(name), ".systemprompt", path), "utf8");

describe("M58 a folder that joins an installation", () => {
  test(
    "opens the same database with the same keys, and keeps the public URL of the first",
    async () => {
      expect(await joinAs("second", "--port", "18081")).toMatchObject({ code: 0 });
      expect(read("second", "keys/master-key")).toBe(read("first", "keys/master-key"));
      const profile = "profiles/local/profile.yaml";
      expect(parse(read("second", profile))).toEqual({
        ...parse(read("first", profile)),
        server: { port: 18_081, public_url: "http://127.0.0.1:18080" },
      });
      const users = await run("second", ["users", "list", "--json"]);
      expect(users).toMatchObject({ code: 0 });
      expect(users.out).toContain("admin@localhost");
      expect(users.out).toBe((await run("first", ["users", "list", "--json"])).out);
    },
    stepMsMax,
  );

  test(
    "in another place shares the services folder that the first one names beside it",
    async () => {
      const path = join(home("first"), ".systemprompt/profiles/local/profile.yaml");
      const own = readFileSync(path, "utf8");
      cpSync(join(home("first"), "services"), join(folder, "shared"), { recursive: true });
      writeFileSync(path, `${own}services: ../shared\n`);
      try {
        expect(await joinAs("deep/er", "--port", "18084")).toMatchObject({ code: 0 });
        const { services } = parse(read("deep/er", "profiles/local/profile.yaml"));
        expect(resolve(home("deep/er"), services)).toBe(join(folder, "shared"));
      } finally {
        writeFileSync(path, own);
      }
    },
    stepMsMax,
  );

  test(
    "gets a unit that waits for as long as the server may take to leave",
    async () => {
      const unit = (environment = {}) => run("first", ["setup", "--systemd"], environment);
      expect((await unit()).out).toContain("\nTimeoutStopSec=60\n");
      const slow = await unit({ SYSTEMPROMPT__SERVER__LEAVE_MS: "5000" });
      expect(slow.out).toContain("\nTimeoutStopSec=65\n");
    },
    stepMsMax,
  );

  test.each([
    ["without a port of its own", "portless", [], 64],
    ["into the folder that it would copy", "first", ["--port", "18081"], 64],
  ] as const)(
    "is refused %s",
    async (_, name, words, code) => {
      expect(await joinAs(name, ...words)).toMatchObject({ code });
    },
    stepMsMax,
  );

  test(
    "never replaces a profile or another master key that is there",
    async () => {
      const again = await joinAs("second", "--port", "18082");
      expect(again.code).toBe(65);
      mkdirSync(join(home("third"), ".systemprompt/keys"), { recursive: true });
      const key = join(home("third"), ".systemprompt/keys/master-key");
      writeFileSync(key, "f".repeat(64), { mode: 0o600 });
      expect(await joinAs("third", "--port", "18082")).toMatchObject({ code: 65 });
      expect(readFileSync(key, "utf8")).toBe("f".repeat(64));
    },
    stepMsMax,
  );

  test(
    "is refused before anything is written when the key opens another installation",
    async () => {
      const path = join(home("first"), ".systemprompt/keys/master-key");
      const own = readFileSync(path, "utf8");
      writeFileSync(path, "e".repeat(64));
      try {
        expect((await joinAs("fourth", "--port", "18083")).code).not.toBe(0);
        expect(() => read("fourth", "keys/master-key")).toThrow();
      } finally {
        writeFileSync(path, own);
      }
    },
    stepMsMax,
  );
});
