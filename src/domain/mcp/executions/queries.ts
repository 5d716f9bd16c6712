import type { Sql } from "#infra/database/database.ts";

/** An act on a tool server as it is stored; its excerpts are sealed. */
export interface ExecutionRow {
  readonly decision_id: string;
  readonly server: string;
  readonly tool: string;
  readonly user_id: string;
  readonly status: string;
  readonly duration_us: number | string;
  readonly input_bytes: number | string;
  readonly output_bytes: number | string;
  readonly key_version: number | null;
  readonly excerpts: Uint8Array | null;
}

/** The executions that these decisions allowed, at most one each. */
export async function selectExecutions(
  sql: Sql,
  decisionIds: readonly string[],
): Promise<readonly ExecutionRow[]> {
  return sql<ExecutionRow[]>`
    select decision_id::text, server, tool, user_id, status, duration_us, input_bytes,
           output_bytes, key_version, excerpts
      from mcp_tool_executions
     where decision_id = any(${[...decisionIds]}::uuid[])
     order by decision_id
     limit ${decisionIds.length}`;
}
