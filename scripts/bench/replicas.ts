/**
 * Governed hook calls a second through haproxy with one, two and three replicas on one PostgreSQL
 * on disk, all on this machine, and who used the processors meanwhile. Prints one JSON document.
 * `bun scripts/bench/replicas.ts [--seconds N] [--rounds N] [--share S]`. With a share each replica
 * gets that part of one core and no more, which is what tells their number apart on few cores.
 */
import { readFileSync } from "node:fs";
import { cpus } from "node:os";
import { join } from "node:path";
import { SQL } from "bun";
import { hookAllow, hookBody, hookPath } from "../e2e/calls.ts";
import { freePort } from "../e2e/free-port.ts";
import { databasePids, databaseUrl } from "../e2e/installation.ts";
import { firstAdmin, startOwnServer } from "../e2e/own-server.ts";
import { startBalancer } from "../long/replicas/balancer.ts";
import { type Fleet, startFleet } from "../long/replicas/fleet.ts";
import { type BalancerProgram, findBalancer } from "../long/replicas/balancer-program.ts";
import { limitCpu } from "./cpu-share.ts";
import type { LoadPlan, LoadResult } from "./load.ts";
import { median } from "./median.ts";
import { option } from "./option.ts";

const seconds = option("--seconds", 15);
const rounds = option("--rounds", 2);
const share = option("--share", 0);
const warmupSeconds = 2;
const connections = 100;
const replicas = 3;
const ticksPerSecond = 100;

interface Measured extends LoadResult {
  /** Processors' seconds each second, by who used them. */
  readonly cores: Readonly<Record<string, number>>;
}

async function measure(
  fleet: Fleet,
  target: { readonly port: number; readonly balancer: number | null; readonly token: string },
  servers: readonly number[],
  database: () => readonly number[],
): Promise<Measured> {
  const plan: LoadPlan = {
    host: "127.0.0.1",
    ...{ port: target.port, connections, seconds, warmupSeconds, method: "POST", path: hookPath },
    headers: {
      host: `127.0.0.1:${String(fleet.port)}`,
      "content-type": "application/json",
      authorization: `Bearer ${target.token}`,
    },
    body: hookBody,
    expect: hookAllow,
  };
  const groups = (load: number) => ({
    replicas: servers,
    database: database(),
    balancer: target.balancer === null ? [] : [target.balancer],
    load: [load],
  });
  const child = Bun.spawn([process.execPath, join(import.meta.dir, "load.ts")], {
    stdin: Buffer.from(JSON.stringify(plan)),
    stdout: "pipe",
    stderr: "inherit",
  });
  await Bun.sleep(warmupSeconds * 1_000);
  const before = usage(groups(child.pid));
  const started = performance.now();
  await Bun.sleep((seconds - 1) * 1_000);
  const after = usage(groups(child.pid));
  const elapsed = (performance.now() - started) / 1_000;
  const cores = Object.fromEntries(
    Object.entries(after).map(([name, ticks]) => [
      name,
      Math.round(((ticks - (before[name] ?? 0)) / ticksPerSecond / elapsed) * 100) / 100,
    ]),
  );
  return { ...((await new Response(child.stdout).json()) as LoadResult), cores };
}

function usage(groups: Readonly<Record<string, readonly number[]>>): Record<string, number> {
  return Object.fromEntries(
    Object.entries(groups).map(([name, pids]) => [
      name,
      pids.map(ticksOf).reduce((sum, ticks) => sum + ticks, 0),
    ]),
  );
}

/** User and system time (proc_pid_stat(5), fields 14 and 15). */
function ticksOf(pid: number): number {
  const stat = readFileSync(`/proc/${String(pid)}/stat`, "utf8");
  const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  return Number(fields[11]) + Number(fields[12]);
}

async function run(
  fleet: Fleet,
  haproxy: BalancerProgram,
  pids: readonly number[],
  database: () => readonly number[],
) {
  const token = await fleet.first.token(firstAdmin);
  const results: Record<string, Measured[]> = {};
  for (let round = 0; round < rounds; round++) {
    const direct = { port: fleet.first.port, balancer: null, token };
    (results["direct"] ??= []).push(await measure(fleet, direct, pids.slice(0, 1), database));
    for (let count = 1; count <= replicas; count++) {
      const port = freePort();
      const used = fleet.replicas.slice(0, count).map((replica) => replica.port);
      const options = { folder: fleet.folder, port, host: fleet.port, replicas: used };
      const balancer = await startBalancer(haproxy, options);
      const target = { port, balancer: balancer.pid, token };
      const measured = await measure(fleet, target, pids.slice(0, count), database);
      (results[`${String(count)} behind haproxy`] ??= []).push(measured);
      await balancer.stop();
    }
  }
  return results;
}

function summarise(runs: readonly Measured[]) {
  return {
    per_second: median(runs.map((one) => one.perSecond)),
    p50_ms: median(runs.map((one) => one.p50Ms)),
    p99_ms: median(runs.map((one) => one.p99Ms)),
    wrong: runs.reduce((sum, one) => sum + one.wrong, 0),
    first_wrong: runs.find((one) => one.firstWrong !== null)?.firstWrong ?? null,
    cores: runs.at(-1)?.cores,
  };
}

const haproxy = findBalancer("haproxy");
if (haproxy === null) process.exit(1);
const keeper = await startOwnServer();
try {
  const owner = databaseUrl(keeper, "owner");
  const sql = new SQL(owner, { max: 1 });
  await sql`create database fleet`;
  await sql.close();
  const url = new URL(owner);
  url.pathname = "/fleet";
  const fleet = await startFleet({ replicas, balancer: null, databaseUrl: url.href });
  const limits: { remove(): void }[] = [];
  try {
    const pids = await Promise.all(fleet.replicas.map((replica) => replica.pid()));
    if (share > 0) for (const pid of pids) limits.push(limitCpu(pid, share));
    const results = await run(fleet, haproxy, pids, () => databasePids(keeper));
    const summaries = Object.entries(results).map(([name, runs]) => [name, summarise(runs)]);
    const document = { cores: cpus().length, share, connections, seconds, rounds };
    console.log(JSON.stringify({ ...document, ...Object.fromEntries(summaries) }, null, 2));
  } finally {
    await fleet.stop();
    for (const limit of limits) limit.remove();
  }
} finally {
  await keeper.stop();
}
