import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { chmodSync, existsSync, readdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { join } from "node:path";
import { SQL } from "bun";
import { executablePath } from "../executable.ts";
import { databaseUrl, openSql } from "../installation.ts";
import { firstAdmin, type OwnServer, startOwnServer } from "../own-server.ts";
import { countRows } from "./audit-rows.ts";

const startMsMax = 60_000;
const foreignCode = `require("node:fs").appendFileSync(__dirname + "/ran", "x");`;

let server: OwnServer;

beforeAll(async () => {
  // Everything that a runtime may pick up from the folder it is started in.
  const hostile = {
    "evil.js": foreignCode,
    "bunfig.toml": 'preload = ["./evil.js"]\n[run]\npreload = ["./evil.js"]\n',
    ".env": "DATABASE_URL=postgres://evil@127.0.0.1:1/x\nSYSTEMPROMPT__SERVER__PORT=1\n",
    ".env.local": "SYSTEMPROMPT__LOGGING__LEVEL=debug\n",
    ".env.production": "SYSTEMPROMPT__SERVER__HOST=0.0.0.0\n",
    "package.json": '{"type":"module","imports":{"#shared/*":"./evil.js"}}',
    "tsconfig.json": '{"compilerOptions":{"paths":{"*":["./evil.js"]}}}',
    "node_modules/postgres/index.js": foreignCode,
    "node_modules/postgres/package.json": '{"name":"postgres","main":"index.js"}',
    "node_modules/yaml/index.js": foreignCode,
    "node_modules/yaml/package.json": '{"name":"yaml","main":"index.js"}',
    "src/main.ts": foreignCode,
  };
  server = await startOwnServer({ files: hostile });
}, startMsMax);

afterAll(() => server.stop(), startMsMax);

describe("M55 a hostile working directory", () => {
  test("runs nothing and sets nothing, for the command line and for the server", async () => {
    expect(await server.token(firstAdmin)).toMatch(/^ey/);
    expect((await fetch(`${server.baseUrl}/readyz`)).status).toBe(200);
    const origins = await server.cli("admin", "config", "show", "--origin", "--json");
    expect(origins).toContain(String(server.port));
    expect(origins).not.toContain("environment SYSTEMPROMPT__");
    const meant = { SYSTEMPROMPT__LOGGING__LEVEL: "debug" };
    const changed = run(meant, "admin", "config", "show", "--origin", "--json").stdout;
    expect(changed).toContain("environment SYSTEMPROMPT__LOGGING__LEVEL");
    expect(existsSync(join(server.folder, "ran"))).toBe(false);
    expect(existsSync(join(server.folder, "node_modules/postgres/ran"))).toBe(false);
  });
});

describe("M55 a hostile environment", () => {
  const refusedNames = [
    ["BUN_INSPECT_NOTIFY", "x"],
    ["BUN_CONFIG_VERBOSE_FETCH", "1"],
    ["NODE_OPTIONS", "--require=./evil.js"],
    ["NODE_TLS_REJECT_UNAUTHORIZED", "0"],
    ["HTTPS_PROXY", "http://127.0.0.1:9"],
    ["https_proxy", "http://127.0.0.1:9"],
    ["SSLKEYLOGFILE", "keys.log"],
  ] as const;

  test.each(refusedNames)("%s keeps a server from starting", (name, value) => {
    const result = run({ [name]: value }, "infra", "services", "start");
    expect([result.code, result.stderr.includes(name)]).toEqual([78, true]);
    expect(existsSync(join(server.folder, "ran"))).toBe(false);
  });

  test("BUN_OPTIONS acts before us: it is refused, and a detached start drops it", async () => {
    const environment = { BUN_OPTIONS: "--preload=./evil.js" };
    const foreground = run(environment, "infra", "services", "start");
    expect([foreground.code, foreground.stderr.includes("BUN_OPTIONS")]).toEqual([78, true]);
    expect(run(environment, "infra", "services", "restart").code).toBe(0);
    const { length: runs } = readFileSync(join(server.folder, "ran"), "utf8");
    rmSync(join(server.folder, "ran"));
    // Once for each command that was typed, never in the server that the second one started.
    expect(runs).toBe(2);
    expect(environmentOf(await server.pid())).not.toContain("BUN_OPTIONS");
  });

  test("BUN_BE_BUN makes the file a plain runtime, which starts no server", () => {
    const result = run({ BUN_BE_BUN: "1" }, "infra", "services", "status");
    expect(result.code).not.toBe(0);
    expect(result.stderr).toContain('Script not found "infra"');
  });

  test("no child and no server has a variable of the runtime in its environment", async () => {
    const pids = [await server.pid(), ...childPids(await server.pid())];
    expect(pids.length).toBeGreaterThan(1);
    for (const pid of pids) {
      expect(environmentOf(pid)).not.toMatch(/(^|\0)(BUN_|NODE_|LD_|DATABASE_URL|PG)/);
    }
  });
});

describe("M14 the database behind the product", () => {
  // prettier-ignore
  test.each([
    ["copy (select 1) to program 'touch ran'", "permission"],
    ["copy users to program 'cat > ran'", "permission"],
    ["commit; create table evil (x int)", "cannot insert multiple"],
    ["select 1; drop table audit_events", "cannot insert multiple"],
    ["create table evil (x int)",                                           "read-only"],
    ["set role systemprompt", "permission"],
    ["set session authorization systemprompt", "permission"],
    ["set default_transaction_read_only = off", ""],
    ["select pg_read_file('/etc/passwd')", "permission"],
    ["select lo_import('/etc/passwd')", "permission"],
    ["select * from signing_keys", "permission"],
    ["select * from secrets", "permission"],
    ["do $$ begin execute 'create table evil (x int)'; end $$",             ""],
    ["with gone as (delete from audit_events returning 1) select * from gone", ""],
    ["select dblink_connect('host=127.0.0.1')", "does not exist"],
  ])("infra db query refuses or leaves without effect: %s", async (statement, words) => {
    const sql = openSql(server, "owner");
    const before = await countRows(sql);
    const result = await server.tryCli(["infra", "db", "query", statement, "--json"]);
    const evil = await sql`select to_regclass('evil') as evil`;
    const after = await countRows(sql);
    await sql.close();
    expect([[...evil], after]).toEqual([[{ evil: null }], before]);
    if (words !== "") expect(result.code).not.toBe(0);
    expect(result.stderr).toContain(words);
    expect(existsSync(join(server.folder, "ran"))).toBe(false);
  });

  // prettier-ignore
  test.each([
    "update audit_events set reason = 'x'",
    "delete from audit_events",
    "truncate audit_events",
    "truncate audit_events_default",
    "drop table audit_events",
    "alter table audit_events disable trigger all",
    "alter table audit_events detach partition audit_events_default",
    "update audit_seals set hash = hash",
    "delete from audit_seals",
    "truncate audit_seals",
    "drop table audit_seals",
    "update audit_writers set public_key = installation_key",
    "delete from audit_writers",
    "truncate audit_writers",
    "drop trigger audit_events_insert_only on audit_events",
    "drop function audit_refuse_change() cascade",
    "create table evil (x int)",
    "set session_replication_role = replica",
    "alter table audit_events owner to current_user",
    "alter role current_user superuser",
    "copy audit_events to program 'touch ran'",
  ])("the application's own role may not: %s", async (statement) => {
    const app = new SQL(databaseUrl(server, "app"), { max: 1 });
    const refused = await app.unsafe(statement).then(
      () => "done",
      (error: { errno?: string }) => error.errno,
    );
    await app.close();
    // 42501 insufficient_privilege.
    expect(refused).toBe("42501");
  });

  test("the chain verifies after every attempt", async () => {
    expect(await server.json("infra", "audit", "verify")).toMatchObject({ ok: true });
  });
});

describe("M55 files of an installation", () => {
  test("are closed to every other account", () => {
    const open = walk(join(server.folder, ".systemprompt")).filter(
      (path) => (statSync(path).mode & 0o077) !== 0,
    );
    expect(open).toEqual([]);
  });

  test("that others may write are not believed", () => {
    const profile = join(server.folder, ".systemprompt/profiles/local/secrets.yaml");
    chmodSync(profile, 0o644);
    const result = run({}, "admin", "users", "list");
    chmodSync(profile, 0o600);
    expect(result.code).not.toBe(0);
    expect(result.stderr).toContain("secrets.yaml");
    expect(result.stderr).not.toContain("postgres://");
  });
});

function run(environment: Record<string, string>, ...words: string[]) {
  const result = Bun.spawnSync([executablePath(), ...words], {
    cwd: server.folder,
    env: { PATH: "/usr/bin:/bin", ...environment },
  });
  const { exitCode: code, stdout, stderr } = result;
  return { code, stdout: stdout.toString(), stderr: stderr.toString() };
}

function environmentOf(pid: number): string {
  return readFileSync(`/proc/${String(pid)}/environ`, "utf8");
}

function childPids(pid: number): readonly number[] {
  const path = `/proc/${String(pid)}/task/${String(pid)}/children`;
  return readFileSync(path, "utf8").split(" ").filter(Boolean).map(Number);
}

function walk(folder: string): readonly string[] {
  const below = readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    return entry.isDirectory() ? walk(path) : [path];
  });
  return [folder, ...below];
}
