import { partitionedTables, tableGrants } from "#sql/grants.ts";
import type { Database } from "../database.ts";
import { inTx } from "../in-tx.ts";
import { ensurePartitions } from "../partitions/ensure-partitions.ts";
import { applyGrants } from "../roles/apply-grants.ts";
import { readInstallationId } from "../roles/provision-roles.ts";
import { roleNames } from "../roles/role-names.ts";
import { migrate } from "./migrate.ts";

export interface UpToDateReport {
  readonly applied: readonly string[];
  readonly partitionsMade: readonly string[];
  /** Tables whose default partition holds rows: somebody must look at the clock. */
  readonly defaultsUsed: readonly string[];
}

/** Migrations, then partitions ahead, then the grants of the roles that exist; run by the owner. */
export async function bringUpToDate(owner: Database, nowMs: number): Promise<UpToDateReport> {
  const applied = await migrate(owner);
  const partitionsMade: string[] = [];
  const defaultsUsed: string[] = [];
  for (const table of await existingTables(owner)) {
    const report = await ensurePartitions(owner, { table, nowMs });
    partitionsMade.push(...report.created);
    if (report.isDefaultUsed) defaultsUsed.push(table);
  }
  await repairGrants(owner);
  const names = applied.map(({ number, name }) => `${String(number).padStart(4, "0")}_${name}`);
  return { applied: names, partitionsMade, defaultsUsed };
}

async function existingTables(owner: Database): Promise<readonly string[]> {
  const rows = await owner.sql<{ name: string }[]>`
    select relname as name from pg_class
     where relnamespace = 'public'::regnamespace and relkind = 'p'
       and relname = any(${[...partitionedTables]}::text[])
     limit 100`;
  return rows.map((row) => row.name);
}

/** With a single role there are none to grant to. */
async function repairGrants(owner: Database): Promise<void> {
  const names = roleNames(await readInstallationId(owner.sql));
  const found = await owner.sql`
    select 1 from pg_roles where rolname in (${names.app}, ${names.reader}) limit 2`;
  if (found.length === 2) await inTx(owner, (tx) => applyGrants(tx, names, tableGrants));
}
