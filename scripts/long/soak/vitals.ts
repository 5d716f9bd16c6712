import { readdirSync, readFileSync, readlinkSync } from "node:fs";
import type { SQL } from "bun";
import { childrenOf } from "../../e2e/installation.ts";

/** What a process holds at one moment. */
export interface Vitals {
  readonly residentBytes: number;
  /** Beside those of its connections to the database: a pool opens them as it needs them. */
  readonly descriptors: number;
  readonly children: number;
  /** To the database; a verb of the CLI beside it has its own, which are not counted. */
  readonly connections: number;
}

/** The least of each: what is there between two rounds of the garbage collector, or of a pool. */
export function least(samples: readonly Vitals[]): Vitals {
  const of = (key: keyof Vitals) => Math.min(...samples.map((sample) => sample[key]));
  return {
    residentBytes: of("residentBytes"),
    descriptors: of("descriptors"),
    children: of("children"),
    connections: of("connections"),
  };
}

export async function readVitals(pid: number, sql: SQL): Promise<Vitals> {
  const status = readFileSync(`/proc/${String(pid)}/status`, "utf8");
  const open: { port: number }[] = await sql`
    select client_port as port from pg_stat_activity where datname = current_database()`;
  const own = ownPorts(pid);
  const connections = open.filter(({ port }) => own.has(port)).length;
  return {
    residentBytes: Number(/^VmRSS:\s+(\d+)/m.exec(status)?.[1] ?? 0) * 1_024,
    descriptors: readdirSync(`/proc/${String(pid)}/fd`).length - connections,
    children: childrenOf(pid).length,
    connections,
  };
}

/** The local ports of a process's connections (proc_net_tcp(5)). */
function ownPorts(pid: number): ReadonlySet<number> {
  const folder = `/proc/${String(pid)}/fd`;
  const links = new Set(readdirSync(folder).map((name) => linkOf(`${folder}/${name}`)));
  const lines = readFileSync("/proc/net/tcp", "latin1").split("\n").slice(1);
  const fields = lines.map((line) => line.trim().split(/\s+/));
  const own = fields.filter((field) => links.has(`socket:[${String(field[9])}]`));
  return new Set(own.map((field) => Number.parseInt(field[1]?.split(":")[1] ?? "", 16)));
}

/** Empty for a descriptor that was closed meanwhile. */
function linkOf(path: string): string {
  try {
    return readlinkSync(path);
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return "";
    throw error;
  }
}
