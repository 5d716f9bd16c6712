import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { SQL } from "bun";
import { callBody, callHeaders, mcpPath, postText } from "../calls.ts";
import { eventually } from "../eventually.ts";
import { childrenOf, databasePids, databasePort, isAlive, openSql } from "../installation.ts";
import { firstAdmin, type OwnServer, startOwnServer } from "../own-server.ts";
import { askRaw, type RawAnswer } from "../raw-http.ts";
import { rowsOf } from "./audit-rows.ts";

const startMsMax = 60_000;
const stepMsMax = 20_000;
const canary = `canary-${crypto.randomUUID()}`;
/** What an outside program might see it as. */
const canaryForms = [canary, btoa(canary), Buffer.from(canary).toString("hex")];

/** In the server's environment, and never in a child's, whatever its file asks for. */
const neverInherited = ["LD_LIBRARY_PATH", "NODE_ENV", "PGPASSWORD"];

let server: OwnServer;
let sql: SQL;
let token: string;
const answers: string[] = [];

beforeAll(async () => {
  const names = [...neverInherited, "UNDECLARED"];
  server = await startOwnServer({
    environment: Object.fromEntries(names.map((name) => [name, "/nowhere"])),
    files: {
      "hostile/server.ts": readFileSync(join(import.meta.dir, "hostile-server.ts"), "utf8"),
      "services/access-control/hostile.yaml":
        "rules:\n  - entity: mcp://hostile\n    subject: role:admin\n    access: allow\n",
    },
  });
  sql = openSql(server, "owner");
  const stored = await server.tryCli(["admin", "secrets", "set", "canary"], canary);
  answers.push(stored.stdout, stored.stderr);
  server.write("services/mcp/hostile.yaml", hostileYaml);
  token = await server.token(firstAdmin);
  await ready();
}, startMsMax);

afterAll(async () => {
  await sql.close();
  await server.stop();
}, startMsMax);

const hostileYaml = `type: stdio
command: ${process.execPath}
args: [server.ts]
cwd: hostile
env_allow: [${neverInherited.join(", ")}]
secrets:
  CANARY: canary
limits:
  call_timeout_ms: 4000
tools:
${["reach", "environment", "flood", "hang", "fork", "die", "garbage", "echo_secret"]
  .map((name) => `  ${name}:\n    permissions: [read]\n`)
  .join("")}`;

describe("M17 M18 a hostile tool server", () => {
  test("reaches no process, key, profile, database and port of ours", async () => {
    const serverPid = await server.pid();
    const [first = 0, second = 0] = childrenOf(serverPid);
    const own = commandOf(first).includes("server.ts") ? first : second;
    const targets = {
      serverPid,
      siblingPid: own === first ? second : first,
      postgresPid: databasePids(server)[0],
      databasePort: databasePort(server),
      serverPort: server.port,
      state: join(server.folder, ".systemprompt"),
    };
    const answer = await call("reach", { targets });
    const found = JSON.parse(textOf(answer)) as Record<string, string>;
    expect(Object.keys(found).length).toBeGreaterThan(20);
    const refusals = new Set(["EACCES", "EPERM", "ECONNREFUSED", "ENXIO"]);
    const reached = Object.entries(found).filter(([, result]) => !refusals.has(result));
    expect(reached).toEqual([]);
    expect(await rowsOf(sql, answer)).toEqual(rowsFor("reach", "ok"));
  });

  test("inherits what it was given and nothing else", async () => {
    const answer = await call("environment");
    expect(JSON.parse(textOf(answer))).toEqual([
      "CANARY",
      "HOME",
      "PATH",
      "SYSTEMPROMPT_SPAWN",
      "TMPDIR",
    ]);
  });

  test("shows no name and no words that act on a terminal", async () => {
    const listed = await server.cli("plugins", "mcp", "tools", "hostile");
    const status = await server.cli("plugins", "mcp", "status", "hostile");
    const log = server.read(".systemprompt/logs/mcp-hostile.log");
    expect(listed).toContain("echo_secret");
    expect(listed).not.toContain("evil tool");
    for (const shown of [listed, status, log]) {
      expect(shown).not.toMatch(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u202e]/);
    }
  });

  test("that floods its output is still answered, and its log stays small", async () => {
    const answer = await call("flood");
    expect(textOf(answer)).toContain("after the flood");
    expect(server.read(".systemprompt/logs/mcp-hostile.log").length).toBeLessThan(8 * 1_048_576);
    expect(await rowsOf(sql, answer)).toEqual(rowsFor("flood", "ok"));
  });

  test("that writes garbage and answers nobody asked for changes no other answer", async () => {
    const answer = await call("garbage");
    expect(textOf(answer)).toBe("after the garbage");
    expect(await rowsOf(sql, answer)).toEqual(rowsFor("garbage", "ok"));
  });

  test("that hangs costs its caller the time limit and nobody else anything", async () => {
    const hanging = call("hang");
    const other = await call("garbage");
    expect(textOf(other)).toBe("after the garbage");
    const answer = await hanging;
    expect(textOf(answer)).toContain("Whether hang took effect is unknown");
    expect(await rowsOf(sql, answer)).toEqual(rowsFor("hang", "error"));
  });

  test("that dies in a call is reported, ended with its forks, and started again", async () => {
    const forked = await call("fork");
    const pids = JSON.parse(textOf(forked)) as number[];
    expect(pids).toHaveLength(5);
    const answer = await call("die");
    expect(textOf(answer)).toContain("Whether die took effect is unknown");
    expect(await rowsOf(sql, answer)).toEqual(rowsFor("die", "error"));
    await eventually(stepMsMax, () => (pids.some(isAlive) ? undefined : true));
    await ready();
    expect((await fetch(`${server.baseUrl}/readyz`)).status).toBe(200);
  });
});

describe("M19 a stored secret", () => {
  test("reaches the tool server that declares it and comes back masked", async () => {
    const answer = await call("echo_secret");
    expect(textOf(answer)).not.toBe(" ");
    expectAbsent("the answer", answer?.body ?? "");
  });

  test("is in no answer, log, table, process list or environment", async () => {
    answers.push(await server.cli("admin", "secrets", "list", "--json"));
    answers.push(await server.cli("admin", "config", "show"));
    answers.push(await server.cli("plugins", "mcp", "logs", "hostile"));
    expectAbsent("answers", answers.join("\n"));
    const logs = join(server.folder, ".systemprompt/logs");
    for (const name of readdirSync(logs)) {
      expectAbsent(name, readFileSync(join(logs, name), "utf8"));
    }
    const tables: { name: string }[] = await sql`
      select format('%I.%I', schemaname, tablename) as name from pg_tables
       where schemaname not in ('pg_catalog', 'information_schema')`;
    expect(tables.length).toBeGreaterThan(10);
    for (const { name } of tables) {
      const [dump] = await sql.unsafe(`select json_agg(t)::text as text from ${name} as t`);
      expectAbsent(name, (dump.text as string | null) ?? "");
    }
    for (const pid of readdirSync("/proc").filter((name) => /^\d+$/.test(name))) {
      expectAbsent(`the command line of ${pid}`, commandOf(Number(pid)));
    }
    const environment = environmentOf(await server.pid());
    for (const name of [...neverInherited, "UNDECLARED"]) expect(environment).toContain(name);
    expectAbsent("the server's environment", environment);
  });
});

async function ready(): Promise<void> {
  await eventually(stepMsMax, async () => {
    const answer = await call("garbage");
    return answer?.body.includes("after the garbage") === true ? true : undefined;
  });
}

async function call(tool: string, args: unknown = {}): Promise<RawAnswer | null> {
  const body = callBody(tool, args);
  const text = postText(server.port, mcpPath("hostile"), token, callHeaders(tool), body);
  const answer = await askRaw(server.port, text);
  answers.push(JSON.stringify([...(answer?.headers ?? [])]), answer?.body ?? "");
  return answer;
}

function textOf(answer: RawAnswer | null): string {
  const { result } = JSON.parse(answer?.body ?? "{}") as {
    result?: { content?: readonly { text: string }[] };
  };
  return result?.content?.[0]?.text ?? "";
}

function rowsFor(tool: string, outcome: string): readonly string[] {
  return [
    `decision admin mcp://hostile/${tool} allow access.role-rule`,
    `outcome admin mcp://hostile/${tool} ${outcome} access.role-rule`,
  ];
}

function expectAbsent(where: string, text: string): void {
  for (const form of canaryForms) expect([where, text.includes(form)]).toEqual([where, false]);
}

function commandOf(pid: number): string {
  return readProcessFile(pid, "cmdline").replaceAll("\0", " ");
}

function environmentOf(pid: number): string {
  return readProcessFile(pid, "environ");
}

function readProcessFile(pid: number, name: string): string {
  try {
    return readFileSync(`/proc/${String(pid)}/${name}`, "utf8");
  } catch {
    // It ended between the list and the look.
    return "";
  }
}
