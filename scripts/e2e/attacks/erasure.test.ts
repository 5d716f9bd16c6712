import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { SQL } from "bun";
import { callBody, callHeaders, mcpPath } from "../calls.ts";
import { eventually } from "../eventually.ts";
import { executablePath } from "../executable.ts";
import { databaseFolder, openSql } from "../installation.ts";
import { type OwnServer, startOwnServer } from "../own-server.ts";

/** Split, so that this file does not hold it. */
const canary = ["quax", "elmine"].join("");
const startMsMax = 120_000;
const testMsMax = 60_000;
/** The promise; the wait itself is by condition. */
const revokedMsMax = 2_000;

let server: OwnServer;
let sql: SQL;
beforeAll(async () => {
  server = await startOwnServer();
  sql = openSql(server, "owner");
}, startMsMax);
afterAll(async () => {
  await sql.close();
  await server.stop();
}, startMsMax);

interface Person {
  readonly id: string;
  readonly email: string;
  readonly token: string;
  readonly trace: string;
}

async function call(token: string, args: object): Promise<Response> {
  return fetch(`${server.baseUrl}${mcpPath("workspace")}`, {
    method: "POST",
    headers: [
      ["content-type", "application/json"],
      ["authorization", `Bearer ${token}`],
      ...callHeaders("list_files").map(([name, value]): [string, string] => [name, value]),
    ],
    body: callBody("list_files", args),
  });
}

/** A person whose words are in excerpts, in a secret, in names and in the log of a hook. */
async function addPerson(number: number): Promise<Person> {
  const email = `${canary}.${number}@example.test`;
  const { id } = await server.createUser(email, "admin");
  const token = await server.token(email);
  const answer = await call(token, { path: `no-such-${canary}` });
  expect(answer.status).toBe(200);
  await answer.text();
  await server.cli("admin", "users", "pat", "issue", email, "--name", `${canary} laptop`);
  await server.tryCli(["admin", "secrets", "set", "own", "--owner", id], `${canary}-value`);
  return { id, email, token, trace: answer.headers.get("x-trace-id") ?? "" };
}

const shown = (trace: string) => server.cli("infra", "logs", "audit", trace, "--full", "--json");

/** Every text of every table, as the owner sees it. */
async function everything(): Promise<string> {
  const tables: readonly { name: string }[] = await sql`
    select relname as name from pg_class
     where relnamespace = 'public'::regnamespace and relkind in ('r', 'p') limit 1000`;
  let all = "";
  for (const { name } of tables) {
    const rows: readonly { text: string | null }[] =
      await sql`select string_agg(t::text, ' ') as text from ${sql(name)} as t`;
    all += rows[0]?.text ?? "";
  }
  return all;
}

/** Texts of every file of the installation but PostgreSQL's own. */
function filesHold(word: string): readonly string[] {
  const found: string[] = [];
  for (const entry of readdirSync(server.folder, { recursive: true, withFileTypes: true })) {
    const path = join(entry.parentPath, entry.name);
    if (!entry.isFile() || path.startsWith(databaseFolder(server))) continue;
    if (readFileSync(path).toString("latin1").toLowerCase().includes(word)) found.push(path);
  }
  return found;
}

describe("M13 a person who is erased while the server runs", () => {
  test(
    "is found in no row, archive, file or log, and is refused within 2 s",
    async () => {
      const { id, email, token, trace } = await addPerson(1);
      expect(await shown(trace)).toContain(`no-such-${canary}`);
      await server.cli("admin", "users", "erase", email, "--yes", "--reason", "Request 17");
      await eventually(
        revokedMsMax,
        async () => (await call(token, {})).status === 401 || undefined,
      );
      const trail = await shown(trace);
      expect(trail).toContain('"excerpts":"erased"');
      expect(trail).not.toContain(canary);
      expect(await everything()).toContain(id);
      expect((await everything()).toLowerCase()).not.toContain(canary);
      const archive = "audit.ndjson";
      await server.cli("infra", "audit", "export", "--out", archive);
      expect(server.read(archive)).toContain(id);
      expect(filesHold(id)).toContain(join(server.folder, archive));
      expect(filesHold(canary)).toEqual([]);
      const verified = await server.json<{ ok: boolean }>("infra", "audit", "verify");
      expect(verified.ok).toBe(true);
    },
    testMsMax,
  );

  test(
    "is erased whole by a second run when the first was killed",
    async () => {
      const { id, email, trace } = await addPerson(2);
      const child = Bun.spawn([executablePath(), "admin", "users", "erase", email, "--yes"], {
        cwd: server.folder,
        env: { PATH: "/usr/bin:/bin" },
        stdin: "ignore",
        stdout: "ignore",
        stderr: "pipe",
      });
      const reader = child.stderr.getReader();
      expect(Buffer.from((await reader.read()).value ?? []).toString()).toContain(id);
      child.kill("SIGKILL");
      await child.exited;
      await server.cli("admin", "users", "erase", id, "--yes");
      expect(await shown(trace)).toContain('"excerpts":"erased"');
      const again = await server.cli("admin", "users", "erase", id, "--yes");
      expect(again).toContain("erased before");
      const verified = await server.json<{ ok: boolean }>("infra", "audit", "verify");
      expect(verified.ok).toBe(true);
      expect(filesHold(email)).toEqual([]);
    },
    testMsMax,
  );
});
