import type { Sql } from "#infra/database/database.ts";
import { isUuid } from "#shared/ids.ts";
import type { JsonObject } from "#shared/json.ts";

/** Who asks. A local operator holds the files and the database; a principal sees rows by rule. */
export type TrailReader =
  | { readonly local: true }
  | { readonly local: false; readonly userId: string; readonly mayReadAll: boolean };

/** A row as people and programs read it: columns by name, the time in ISO 8601. */
export interface TrailRow {
  readonly id: string;
  readonly at: string;
  readonly kind: string;
  readonly user_id: string;
  readonly session_id: string;
  readonly task_id: string | null;
  readonly trace_id: string;
  readonly context_id: string | null;
  readonly client_id: string;
  readonly role: string;
  readonly agent_id: string | null;
  readonly target: string;
  readonly verdict: string;
  readonly policy: string;
  readonly reason: string;
  readonly detail: JsonObject;
  readonly cost_microdollars: number | string | null;
  readonly seal: number;
}

const rowsMax = 1_000;
const columns = `id::text, to_char(at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as at,
  kind, user_id, session_id, task_id, trace_id, context_id, client_id, role, agent_id, target,
  verdict, policy, reason, detail, cost_microdollars, seal`;

/**
 * The newest rows of a trace, a session, a task, or of one row id with its decision or outcome; in
 * order. Each row is judged by itself: one trace may hold rows of several people.
 */
export async function readTrail(
  sql: Sql,
  reader: TrailReader,
  id: string,
): Promise<readonly TrailRow[]> {
  const owner = reader.local || reader.mayReadAll ? null : reader.userId;
  const asId = isUuid(id) ? id : null;
  const found = tables.flatMap((table) => [
    ...["trace_id", "session_id", "task_id"].map((column) => newestBy(table, column)),
    byId(table),
  ]);
  return sql.unsafe<TrailRow[]>(
    `select ${columns} from (
       select * from (${found.join(" union ")}) as found order by id desc limit ${rowsMax}
     ) as newest order by id`,
    [id, asId, owner],
  );
}

/** Rows that outlived their month are in the second, whose columns are the same. */
const tables = ["audit_events", "audit_events_kept"] as const;

function newestBy(table: (typeof tables)[number], column: string): string {
  return `
    (select * from ${table}
      where ${column} = $1 and ($3::text is null or user_id = $3)
      order by id desc limit ${rowsMax})`;
}

function byId(table: (typeof tables)[number]): string {
  return `
    select * from ${table}
     where ($3::text is null or user_id = $3)
       and id in ($2::uuid,
                  (left($2::text, 35)
                   || translate(right($2::text, 1), '02468ace', '13579bdf'))::uuid,
                  (left($2::text, 35)
                   || translate(right($2::text, 1), '13579bdf', '02468ace'))::uuid)`;
}
