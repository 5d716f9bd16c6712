import type { Database, Sql } from "../database.ts";
import { inTx } from "../in-tx.ts";
import { addMonths, type Month, monthOf, monthSuffix, uuidLowerBound } from "./month-bounds.ts";

export interface PartitionReport {
  readonly created: readonly string[];
  /** Rows fell past every month: the clock or this job is broken, and somebody must look. */
  readonly isDefaultUsed: boolean;
}

export interface PartitionOptions {
  /** Partitioned by `range (id)`, the id a UUIDv7. */
  readonly table: string;
  readonly nowMs: number;
  readonly monthsAhead?: number;
}

const monthsAheadDefault = 2;
const partitionsLock = 7_382_914_650_115;
/** Writers wait behind a waiting lock: rather try again tomorrow than hold them up. */
const lockWaitMs = 2_000;

/** Makes this month's partition, the next ones and the default one; for the owner; idempotent. */
export async function ensurePartitions(
  owner: Database,
  { table, nowMs, monthsAhead = monthsAheadDefault }: PartitionOptions,
): Promise<PartitionReport> {
  const months = Array.from({ length: monthsAhead + 1 }, (_, step) =>
    addMonths(monthOf(nowMs), step),
  );
  return inTx(owner, async (tx) => {
    await tx`select set_config('lock_timeout', ${`${lockWaitMs}ms`}, true)`;
    await tx`select pg_advisory_xact_lock(${partitionsLock}::bigint)`;
    const existing = new Set(await listPartitions(tx, table));
    const created: string[] = [];
    const remainder = `${table}_default`;
    if (!existing.has(remainder)) {
      await tx`create table ${tx(remainder)} partition of ${tx(table)} default`;
      created.push(remainder);
    }
    for (const month of months) {
      const name = `${table}_${monthSuffix(month)}`;
      if (existing.has(name)) continue;
      await createMonth(tx, table, name, month);
      created.push(name);
    }
    const [row] = await tx<{ used: boolean }[]>`
      select exists (select from ${tx(remainder)}) as used`;
    return { created, isDefaultUsed: row?.used === true };
  });
}

export async function listPartitions(sql: Sql, table: string): Promise<readonly string[]> {
  const rows = await sql<{ name: string }[]>`
    select child.relname as name
      from pg_inherits
      join pg_class child on child.oid = inhrelid
     where inhparent = to_regclass(${`public.${table}`})
     order by child.relname
     limit 10000`;
  return rows.map((row) => row.name);
}

/**
 * Made beside the parent and attached: `create table … partition of` would lock the parent against
 * its writers, attaching locks only the default partition, which is empty.
 */
async function createMonth(tx: Sql, table: string, name: string, month: Month): Promise<void> {
  const from = uuidLowerBound(month);
  const to = uuidLowerBound(addMonths(month, 1));
  await tx`create table ${tx(name)} (like ${tx(table)} including all)`;
  await tx.unsafe(
    `alter table "${table}" attach partition "${name}" for values from ('${from}') to ('${to}')`,
  );
  await copyTruncateTriggers(tx, table, name);
}

/**
 * Row triggers follow a partition, statement triggers do not (CREATE TRIGGER): without a copy of
 * the parent's, TRUNCATE of one month would pass where TRUNCATE of the whole table is refused.
 */
async function copyTruncateTriggers(tx: Sql, table: string, name: string): Promise<void> {
  const triggers = await tx<{ definition: string }[]>`
    select pg_get_triggerdef(oid) as definition
      from pg_trigger
     where tgrelid = to_regclass(${`public.${table}`}) and not tgisinternal and tgtype & 32 <> 0
     limit 100`;
  for (const { definition } of triggers) {
    await tx.unsafe(definition.replace(` ON public.${table} `, ` ON public."${name}" `));
  }
}
