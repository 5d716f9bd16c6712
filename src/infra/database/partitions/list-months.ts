import type { Sql } from "../database.ts";
import { addMonths, type Month, monthSuffix, uuidLowerBound } from "./month-bounds.ts";

/** A partition that holds exactly one month of a table. */
export interface MonthPartition {
  readonly partition: string;
  readonly month: Month;
  /** The ids that it holds, half-open. */
  readonly fromId: string;
  readonly toId: string;
  /** With indexes and out-of-line values. */
  readonly bytes: number;
}

/**
 * The months of a table, oldest first. A partition whose name and bounds do not agree was made by
 * somebody else and is left out, as the default one is.
 */
export async function listMonths(sql: Sql, table: string): Promise<readonly MonthPartition[]> {
  const rows = await sql<{ name: string; bound: string; bytes: number }[]>`
    select child.relname as name, pg_get_expr(child.relpartbound, child.oid) as bound,
           pg_total_relation_size(child.oid)::int8 as bytes
      from pg_inherits
      join pg_class child on child.oid = inhrelid
     where inhparent = to_regclass(${`public.${table}`}) and not inhdetachpending
     order by child.relname
     limit 10000`;
  return rows.flatMap(({ name, bound, bytes }) => {
    const month = monthInName(name, table);
    if (month === undefined) return [];
    const fromId = uuidLowerBound(month);
    const toId = uuidLowerBound(addMonths(month, 1));
    if (bound !== `FOR VALUES FROM ('${fromId}') TO ('${toId}')`) return [];
    return [{ partition: name, month, fromId, toId, bytes }];
  });
}

export function partitionName(table: string, month: Month): string {
  return `${table}_${monthSuffix(month)}`;
}

function monthInName(name: string, table: string): Month | undefined {
  const found = /^_(\d{4})_(\d{2})$/.exec(name.startsWith(table) ? name.slice(table.length) : "");
  if (found === null) return undefined;
  return { year: Number(found[1]), month: Number(found[2]) };
}
