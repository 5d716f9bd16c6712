/**
 * Measures the product with everything on, side by side with its ceiling, in one run, and prints
 * one JSON document. `bun run bench [--seconds N] [--rounds N]`.
 */
import { readFileSync } from "node:fs";
import { cpus, release, totalmem } from "node:os";
import type { LoadResult } from "./load.ts";
import { median } from "./median.ts";
import { option } from "./option.ts";
import { executable, type OwnServer, startOwnServer } from "./own-server.ts";
import { connections, measure, scenarios, startCeiling } from "./scenarios.ts";

const seconds = option("--seconds", 6);
const rounds = option("--rounds", 3);
const warmupSeconds = 2;

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

async function runAll(
  server: OwnServer,
  ceilingPort: number,
): Promise<Record<string, LoadResult[]>> {
  const plan = scenarios(server, ceilingPort);
  const results: Record<string, LoadResult[]> = {};
  for (let round = 0; round < rounds; round++) {
    for (const [name, scenario] of Object.entries(plan)) {
      (results[name] ??= []).push(await measure(scenario, { seconds, warmupSeconds }));
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
