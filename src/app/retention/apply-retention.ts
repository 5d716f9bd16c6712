import { readHoldsInForce } from "#domain/audit/holds/read-holds.ts";
import { type DropDeps, dropMonth } from "#domain/audit/retention/drop-month.ts";
import {
  type AuditMonths,
  monthText,
  planMonths,
  policyWords,
} from "#domain/audit/retention/plan-months.ts";
import type { Sql } from "#infra/database/database.ts";
import { listMonths, type MonthPartition } from "#infra/database/partitions/list-months.ts";
import { isAppError } from "#shared/errors.ts";

export interface MonthLine {
  /** `2026-11`. */
  readonly month: string;
  readonly partition: string;
  readonly rows: number;
  /** True when `rows` is the planner's estimate. */
  readonly rows_estimated: boolean;
  readonly bytes: number;
  readonly action: "drop" | "keep";
  readonly why: string;
}

export interface AppliedMonth {
  readonly month: string;
  readonly partition: string;
  /** `busy`: another process has it in hand. */
  readonly result: "dropped" | "gone" | "busy" | "refused";
  readonly rows: number | null;
  readonly kept: number | null;
  readonly bytes: number | null;
  /** Why it was refused, or what a forced drop passed over. */
  readonly problem: string | null;
}

export interface ForcedMonth {
  /** `2026-11`. */
  readonly month: string;
  readonly reason: string;
}

export interface RetentionRequest {
  readonly auditMonths: AuditMonths;
  readonly nowMs: number;
  readonly force?: ForcedMonth;
}

const table = "audit_events";
/** Larger months are not counted for a list: a gigabyte takes about a second. */
const countedBytesMax = 2 ** 30;

type Planned = MonthPartition & { readonly drop: boolean; readonly why: string };

/** Each month with what would happen to it and why. Changes nothing. */
export async function showRetention(
  deps: Pick<DropDeps, "owner" | "holds">,
  request: RetentionRequest,
): Promise<readonly MonthLine[]> {
  const { sql } = deps.owner;
  const lines: MonthLine[] = [];
  for (const planned of await plan(deps, request)) {
    const { month, partition, bytes, drop, why } = planned;
    const { rows, isEstimated } = await countRows(sql, planned);
    lines.push({
      month: monthText(month),
      partition,
      rows,
      rows_estimated: isEstimated,
      bytes,
      action: drop ? "drop" : "keep",
      why,
    });
  }
  return lines;
}

/**
 * Drops what is due, the oldest month first. A month that must not go is reported and the others
 * are looked at; a database that fails ends the run.
 */
export async function applyRetention(
  deps: DropDeps,
  request: RetentionRequest,
): Promise<readonly AppliedMonth[]> {
  const applied: AppliedMonth[] = [];
  for (const { month, partition, drop } of await plan(deps, request)) {
    if (drop) applied.push(await applyTo(deps, request, monthText(month), partition));
  }
  return applied;
}

async function applyTo(
  deps: DropDeps,
  { auditMonths, force }: RetentionRequest,
  month: string,
  partition: string,
): Promise<AppliedMonth> {
  const nothing = { month, partition, rows: null, kept: null, bytes: null, problem: null };
  try {
    const dropped = await dropMonth(deps, {
      partition,
      policy: policyWords(auditMonths),
      ...(force?.month === month ? { force: force.reason } : {}),
    });
    if (dropped === undefined) return { ...nothing, result: "gone" };
    const { rows, kept, bytes, problem = null } = dropped;
    return { month, partition, result: "dropped", rows, kept, bytes, problem };
  } catch (error) {
    const isRefusal = isAppError(error) && ["CHECK_FAILED", "CONFLICT"].includes(error.code);
    if (!isRefusal) throw error;
    const result = error.details?.["busy"] === true ? "busy" : "refused";
    return { ...nothing, result, problem: error.message };
  }
}

async function plan(
  { owner, holds: keys }: Pick<DropDeps, "owner" | "holds">,
  { auditMonths, nowMs }: RetentionRequest,
): Promise<readonly Planned[]> {
  const partitions = await listMonths(owner.sql, table);
  const months = planMonths({
    months: partitions.map(({ month }) => month),
    nowMs: Math.min(nowMs, await databaseNowMs(owner.sql)),
    auditMonths,
    holds: await readHoldsInForce(owner.sql, keys),
  });
  return partitions.map((partition, at) => {
    const { drop = false, why = "" } = months[at] ?? {};
    return { ...partition, drop, why };
  });
}

/** The earlier of two clocks decides: one that runs ahead would drop what is young. */
async function databaseNowMs(sql: Sql): Promise<number> {
  const [row] = await sql<{ ms: number }[]>`
    select floor(extract(epoch from clock_timestamp()) * 1000)::int8 as ms`;
  return row?.ms ?? 0;
}

/** By the whole table: a partition that is dropped meanwhile counts as empty. */
async function countRows(
  sql: Sql,
  { partition, fromId, toId, bytes }: MonthPartition,
): Promise<{ readonly rows: number; readonly isEstimated: boolean }> {
  const isEstimated = bytes > countedBytesMax;
  const [row] = isEstimated
    ? await sql<{ rows: number }[]>`
        select greatest(0, reltuples)::int8 as rows from pg_class
         where oid = to_regclass(${`public.${partition}`})`
    : await sql<{ rows: number }[]>`
        select count(*) as rows from audit_events
         where id >= ${fromId}::uuid and id < ${toId}::uuid`;
  return { rows: row?.rows ?? 0, isEstimated };
}
