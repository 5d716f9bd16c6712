import type { SQL } from "bun";
import type { RawAnswer } from "../raw-http.ts";

/** A row, short enough to be spelled out in a test: kind role target verdict policy code. */
export type RowText = string;

/** The rows of an answer's trace, oldest first. */
export async function rowsOf(sql: SQL, answer: RawAnswer | null): Promise<readonly RowText[]> {
  const traceId = answer?.headers.get("x-trace-id");
  if (traceId === null || traceId === undefined) return [];
  const rows: Record<string, string | null>[] = await sql`
    select kind, role, target, verdict, policy, detail->>'code' as code
      from audit_events where trace_id = ${traceId} order by id`;
  return rows.map((row) => Object.values(row).filter(Boolean).join(" "));
}

export async function countRows(sql: SQL): Promise<number> {
  const [row] = await sql`select count(*)::integer as count from audit_events`;
  return row.count as number;
}
