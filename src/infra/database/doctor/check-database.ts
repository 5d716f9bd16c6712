import { partitionedTables } from "#sql/grants.ts";
import { migrations } from "#sql/migrations.ts";
import type { Database, Sql } from "../database.ts";
import { serverVersionMin } from "../migrations/migrate.ts";
import { planMigrations } from "../migrations/plan-migrations.ts";
import { readApplied } from "../migrations/read-applied.ts";
import { addMonths, monthOf, monthSuffix } from "../partitions/month-bounds.ts";
import { listPartitions } from "../partitions/ensure-partitions.ts";
import { readAppRole } from "../roles/assert-app-role.ts";

export interface Check {
  readonly name: string;
  readonly ok: boolean;
  readonly found: string;
  /** What to do; empty when all is well. */
  readonly remedy: string;
}

export interface DoctorInput {
  readonly owner: Database;
  readonly app: Database;
  readonly nowMs: number;
}

type Finding = readonly [ok: boolean, found: string, remedy: string];

const clockDifferenceMsMax = 1_000;
const connectionsFreeMin = 10;

/** Each check with what it looks at; a check that cannot run is a failed one. */
const checks: Readonly<Record<string, (input: DoctorInput) => Promise<Finding>>> = {
  version: checkVersion,
  migrations: checkMigrations,
  "app role": checkAppRole,
  durability: checkDurability,
  partitions: checkPartitions,
  clock: checkClock,
  connections: checkConnections,
};

export async function checkDatabase(input: DoctorInput): Promise<readonly Check[]> {
  const results: Check[] = [];
  for (const [name, check] of Object.entries(checks)) {
    try {
      const [ok, found, remedy] = await check(input);
      results.push({ name, ok, found, remedy: ok ? "" : remedy });
    } catch (error) {
      const found = error instanceof Error ? error.message : String(error);
      results.push({
        name,
        ok: false,
        found,
        remedy: "Mend what the message names, then ask again.",
      });
    }
  }
  return results;
}

async function checkVersion({ owner }: DoctorInput): Promise<Finding> {
  const [row] = await owner.sql<{ number: number; name: string }[]>`
    select current_setting('server_version_num')::integer as number,
           current_setting('server_version') as name`;
  const ok = (row?.number ?? 0) >= serverVersionMin;
  return [ok, `PostgreSQL ${row?.name}`, "Upgrade to PostgreSQL 18 or newer."];
}

async function checkMigrations({ owner }: DoctorInput): Promise<Finding> {
  const applied = await readApplied(owner.sql, "core");
  const pending = planMigrations("core", migrations, applied);
  return [
    pending.length === 0,
    `${applied.length} applied, ${pending.length} pending`,
    "Run: systemprompt infra db migrate",
  ];
}

async function checkAppRole({ app }: DoctorInput): Promise<Finding> {
  const role = await readAppRole(app);
  const found = [role.name, ...role.strengths].join(", ");
  return [role.strengths.length === 0, found, "Run admin setup, so that it makes a weaker role."];
}

async function checkDurability({ app }: DoctorInput): Promise<Finding> {
  const rows = await app.sql<{ name: string; setting: string }[]>`
    select name, setting from pg_settings
     where name in ('fsync', 'full_page_writes', 'synchronous_commit')
     order by name`;
  const found = rows.map((row) => `${row.name}=${row.setting}`).join(" ");
  const ok = rows.length === 3 && rows.every((row) => !["off", "local"].includes(row.setting));
  return [ok, found, "Set all three to on in postgresql.conf and reload."];
}

async function checkPartitions({ owner, nowMs }: DoctorInput): Promise<Finding> {
  const missing: string[] = [];
  for (const table of partitionedTables) {
    if (!(await isPartitioned(owner.sql, table))) continue;
    const existing = new Set(await listPartitions(owner.sql, table));
    for (const ahead of [0, 1]) {
      const name = `${table}_${monthSuffix(addMonths(monthOf(nowMs), ahead))}`;
      if (!existing.has(name)) missing.push(name);
    }
  }
  const found =
    missing.length === 0 ? "this month and the next exist" : `missing ${missing.join(", ")}`;
  return [missing.length === 0, found, "Run: systemprompt infra db migrate"];
}

async function isPartitioned(sql: Sql, table: string): Promise<boolean> {
  const [row] = await sql<{ found: boolean }[]>`
    select exists (select from pg_partitioned_table
                    where partrelid = to_regclass(${`public.${table}`})) as found`;
  return row?.found === true;
}

async function checkClock({ owner, nowMs }: DoctorInput): Promise<Finding> {
  const started = performance.now();
  const [row] = await owner.sql<{ ms: number }[]>`
    select (extract(epoch from clock_timestamp()) * 1000)::int8 as ms`;
  const tookMs = performance.now() - started;
  const differenceMs = Math.max(0, Math.abs((row?.ms ?? 0) - nowMs) - tookMs);
  const ok = differenceMs <= clockDifferenceMsMax;
  return [
    ok,
    `${Math.round(differenceMs)} ms apart`,
    "Let both machines take their time from NTP.",
  ];
}

async function checkConnections({ owner }: DoctorInput): Promise<Finding> {
  const [row] = await owner.sql<{ used: number; most: number }[]>`
    select (select count(*)::integer from pg_stat_activity
             where backend_type = 'client backend') as used,
           current_setting('max_connections')::integer as most`;
  const free = (row?.most ?? 0) - (row?.used ?? 0);
  const found = `${free} of ${row?.most} free`;
  return [free >= connectionsFreeMin, found, "Raise max_connections or end idle clients."];
}
