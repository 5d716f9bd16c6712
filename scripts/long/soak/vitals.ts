import { readdirSync, readFileSync } from "node:fs";
import type { SQL } from "bun";
import { childrenOf } from "../../e2e/installation.ts";

/** What a process holds at one moment. */
export interface Vitals {
  readonly residentBytes: number;
  /** Beside those of its connections to the database: a pool opens them as it needs them. */
  readonly descriptors: number;
  readonly children: number;
  /** Of the database, by all of the product's pools. */
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
  const [row]: { open: number }[] = await sql`
    select count(*)::integer as open from pg_stat_activity
     where datname = current_database()
       and application_name in ('systemprompt server', 'systemprompt audit', 'systemprompt listener')`;
  const connections = row?.open ?? 0;
  return {
    residentBytes: Number(/^VmRSS:\s+(\d+)/m.exec(status)?.[1] ?? 0) * 1_024,
    descriptors: readdirSync(`/proc/${String(pid)}/fd`).length - connections,
    children: childrenOf(pid).length,
    connections,
  };
}
