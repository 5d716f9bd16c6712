import type { Sql } from "../database.ts";

export interface TableSummary {
  readonly name: string;
  readonly kind: "table" | "partitioned" | "view";
  /** The planner's estimate; null when the table was never analysed. */
  readonly rowsEstimated: number | null;
  readonly bytes: number;
}

export interface ColumnSummary {
  readonly name: string;
  readonly type: string;
  readonly nullable: boolean;
  readonly default: string | null;
}

/** Tables with everything that belongs to them; partitions count for their parent. */
export async function readTables(sql: Sql): Promise<readonly TableSummary[]> {
  return sql<TableSummary[]>`
    select c.relname as name,
           case c.relkind when 'p' then 'partitioned' when 'v' then 'view' else 'table' end as kind,
           (sum(p.reltuples) filter (where p.reltuples >= 0))::int8 as "rowsEstimated",
           coalesce(sum(pg_total_relation_size(p.oid)), 0)::int8 as bytes
      from pg_class c
      left join lateral (
             select leaf.oid, leaf.reltuples
               from pg_partition_tree(c.oid) tree join pg_class leaf on leaf.oid = tree.relid
              where tree.isleaf
             union all
             select c.oid, c.reltuples where c.relkind = 'r') p on true
     where c.relnamespace = 'public'::regnamespace
       and c.relkind in ('r', 'p', 'v')
       and not c.relispartition
     group by c.oid, c.relname, c.relkind
     order by c.relname
     limit 1000`;
}

export async function readColumns(sql: Sql, table: string): Promise<readonly ColumnSummary[]> {
  return sql<ColumnSummary[]>`
    select attname as name, format_type(atttypid, atttypmod) as type, not attnotnull as nullable,
           pg_get_expr(adbin, adrelid) as default
      from pg_attribute
      left join pg_attrdef on adrelid = attrelid and adnum = attnum
     where attrelid = to_regclass(${`public.${quoted(table)}`})
       and attnum > 0 and not attisdropped
     order by attnum
     limit 1600`;
}

export async function readDatabaseBytes(sql: Sql): Promise<number> {
  const [row] = await sql<{ bytes: number }[]>`
    select pg_database_size(current_database())::int8 as bytes`;
  return row?.bytes ?? 0;
}

function quoted(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}
