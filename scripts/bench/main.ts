/**
 * Measures the product with everything on, side by side with its ceiling, in one run, and prints
 * one JSON document. `bun run bench [--seconds N] [--rounds N]`.
 */
import { readFileSync } from "node:fs";
import { cpus, release, totalmem } from "node:os";
import { join } from "node:path";
import type { LoadPlan, LoadResult } from "./load.ts";
import { executable, type OwnServer, startOwnServer } from "./own-server.ts";

const connections = 100;
const seconds = option("--seconds", 6);
const rounds = option("--rounds", 3);
const warmupSeconds = 2;

type Scenario = Pick<LoadPlan, "path" | "body" | "expect" | "headers" | "port">;

function option(name: string, fallback: number): number {
  const at = process.argv.indexOf(name);
  return at === -1 ? fallback : Number(process.argv[at + 1]);
}

const hookBody = (command: string) =>
  JSON.stringify({
    hook_event_name: "PreToolUse",
    tool_name: "Bash",
    tool_input: { command, description: "a step of ordinary work" },
    session_id: "bench",
    cwd: "/home/dev/project",
  });

const callBody = JSON.stringify({
  jsonrpc: "2.0",
  id: 1,
  method: "tools/call",
  params: {
    name: "read_file",
    arguments: { path: "bench.txt" },
    _meta: {
      "io.modelcontextprotocol/protocolVersion": "2026-07-28",
      "io.modelcontextprotocol/clientInfo": { name: "bench", version: "1" },
      "io.modelcontextprotocol/clientCapabilities": {},
    },
  },
});

function scenarios(
  server: OwnServer,
  ceilingPort: number,
  token: string,
): Record<string, Scenario> {
  const headers = { "content-type": "application/json", authorization: `Bearer ${token}` };
  const mcp = {
    ...headers,
    accept: "application/json, text/event-stream",
    "mcp-protocol-version": "2026-07-28",
    "mcp-method": "tools/call",
    "mcp-name": "read_file",
  };
  const hook = "/api/v1/hooks/govern";
  const allowBody = hookBody("git status && ls -la");
  const { port } = server;
  return {
    ceiling: { port: ceilingPort, path: "/", headers, body: allowBody, expect: "PreToolUse" },
    allow: { port, path: hook, headers, body: allowBody, expect: '"PreToolUse"}' },
    deny: {
      port,
      path: hook,
      headers,
      body: hookBody("rm -rf / --no-preserve-root"),
      expect: '"deny"',
    },
    tools_call: {
      port,
      path: "/api/v1/mcp/workspace/mcp",
      headers: mcp,
      body: callBody,
      expect: "bench text",
    },
  };
}

async function measure(scenario: Scenario): Promise<LoadResult> {
  const plan: LoadPlan = {
    host: "127.0.0.1",
    connections,
    seconds,
    warmupSeconds,
    method: "POST",
    ...scenario,
  };
  const child = Bun.spawn([process.execPath, join(import.meta.dir, "load.ts")], {
    stdin: "pipe",
    stdout: "pipe",
  });
  await child.stdin.write(JSON.stringify(plan));
  await child.stdin.end();
  return JSON.parse(await new Response(child.stdout).text()) as LoadResult;
}

function countRows(server: OwnServer): Record<string, number> {
  const sql = `select kind || ' ' || verdict || ' ' || split_part(target, '://', 1) as what, count(*) as n
                 from audit_events group by 1`;
  const { rows } = JSON.parse(server.cli("infra", "db", "query", sql, "--json")) as {
    rows: { what: string; n: number }[];
  };
  return Object.fromEntries(rows.map(({ what, n }) => [what, Number(n)]));
}

function postgresVersion(server: OwnServer): string {
  const sql = "select current_setting('server_version') as version";
  const { rows } = JSON.parse(server.cli("infra", "db", "query", sql, "--json")) as {
    rows: { version: string }[];
  };
  return rows[0]?.version ?? "unknown";
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
}

function residentMegabytes(pid: number): number {
  const kilobytes = /^VmRSS:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1];
  return Math.round(Number(kilobytes) / 1024);
}

function wallMs(words: readonly string[]): number {
  const runs = Array.from({ length: 15 }, () => {
    const started = performance.now();
    Bun.spawnSync([executable, ...words], { env: {} });
    return performance.now() - started;
  });
  return Math.round(median(runs) * 10) / 10;
}

async function startCeiling(): Promise<{ port: number; kill: () => void }> {
  const child = Bun.spawn([process.execPath, join(import.meta.dir, "ceiling.ts")], {
    stdout: "pipe",
  });
  const { value } = await child.stdout.getReader().read();
  return { port: Number(new TextDecoder().decode(value)), kill: () => child.kill() };
}

async function runAll(
  server: OwnServer,
  ceilingPort: number,
): Promise<Record<string, LoadResult[]>> {
  const token = server.cli(
    "admin",
    "session",
    "login",
    "--email",
    "admin@localhost",
    "--token-only",
  );
  server.cli(
    "plugins",
    "mcp",
    "call",
    "workspace",
    "write_file",
    "--args",
    '{"path":"bench.txt","content":"bench text"}',
  );
  const plan = scenarios(server, ceilingPort, token);
  const results: Record<string, LoadResult[]> = {};
  for (let round = 0; round < rounds; round++) {
    for (const [name, scenario] of Object.entries(plan)) {
      (results[name] ??= []).push(await measure(scenario));
    }
  }
  return results;
}

function summarise(name: string, results: Record<string, LoadResult[]>) {
  const runs = results[name] ?? [];
  const ratios = runs.map(
    (run, round) => run.perSecond / (results["ceiling"]?.[round]?.perSecond ?? 1),
  );
  return {
    per_second: median(runs.map((run) => run.perSecond)),
    ratio_to_ceiling: Math.round(median(ratios) * 1000) / 1000,
    p50_ms: median(runs.map((run) => run.p50Ms)),
    p99_ms: median(runs.map((run) => run.p99Ms)),
    max_ms: Math.max(...runs.map((run) => run.maxMs)),
    answers: runs.reduce((sum, run) => sum + run.answers, 0),
    wrong: runs.reduce((sum, run) => sum + run.wrong, 0),
    first_wrong: runs.find((run) => run.firstWrong !== null)?.firstWrong ?? null,
  };
}

const port = 20_000 + (process.pid % 20_000);
const server = startOwnServer(port);
const ceiling = await startCeiling();
try {
  const idleMegabytes = residentMegabytes(server.pid);
  const before = countRows(server);
  const results = await runAll(server, ceiling.port);
  const after = countRows(server);
  const grown = (what: string) => (after[what] ?? 0) - (before[what] ?? 0);
  const document = {
    machine: {
      cpu: cpus()[0]?.model,
      cores: cpus().length,
      memory_gb: Math.round(totalmem() / 1e9),
      kernel: release(),
    },
    versions: {
      bun: Bun.version,
      systemprompt: server.cli("--version"),
      postgresql: postgresVersion(server),
    },
    load: {
      connections,
      seconds,
      warmup_seconds: warmupSeconds,
      rounds,
      generator: "scripts/bench/load.ts, same machine",
    },
    ceiling: summarise("ceiling", results),
    governed: {
      allow: summarise("allow", results),
      deny: summarise("deny", results),
      tools_call: summarise("tools_call", results),
    },
    rows: {
      hook_allow: grown("decision allow hook"),
      hook_deny: grown("decision deny hook"),
      mcp_decisions: grown("decision allow mcp"),
      mcp_outcomes: grown("outcome ok mcp"),
    },
    idle: {
      rss_mb: idleMegabytes,
      rss_mb_after_load: residentMegabytes(server.pid),
      ready_ms: Math.round(server.readyMs),
    },
    cli: { help_ms: wallMs(["--help"]), version_ms: wallMs(["--version"]) },
    verify: JSON.parse(server.cli("infra", "audit", "verify", "--json")) as unknown,
  };
  console.log(JSON.stringify(document, null, 2));
} finally {
  ceiling.kill();
  server.stop();
}
