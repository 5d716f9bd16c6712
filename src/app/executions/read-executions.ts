import { type ExecutionRow, selectExecutions } from "#domain/mcp/executions/queries.ts";
import { type OpenedExcerpts, readExcerpts } from "#domain/secrets/excerpts/read-excerpts.ts";
import type { OwnerKeys } from "#domain/secrets/keys/owner-keys.ts";
import type { Sql } from "#infra/database/database.ts";
import type { JsonValue } from "#shared/json.ts";

export interface ExecutionDeps {
  readonly database: { readonly sql: Sql };
  readonly ownerKeys: OwnerKeys;
  readonly installationId: string;
}

type Told = Omit<ExecutionRow, "excerpts" | "key_version" | "user_id">;

/** An execution as people and programs read it. */
export interface Execution extends Told {
  /** `open`, `erased`, `none`, or why they are not shown. */
  readonly excerpts: string;
  readonly input: JsonValue;
  readonly output: JsonValue;
}

/** Executions by their decision's id, excerpts opened where their keys are. */
export async function readExecutions(
  { database, ownerKeys, installationId }: ExecutionDeps,
  decisionIds: readonly string[],
): Promise<ReadonlyMap<string, Execution>> {
  const rows = decisionIds.length === 0 ? [] : await selectExecutions(database.sql, decisionIds);
  const sealed = rows.map((row) => ({
    decisionId: row.decision_id,
    owner: row.user_id,
    keyVersion: row.key_version,
    excerpts: row.excerpts,
  }));
  const opened = await readExcerpts(ownerKeys, installationId, sealed);
  return new Map(rows.map((row, at) => [row.decision_id, toExecution(row, opened[at])]));
}

function toExecution(row: ExecutionRow, opened: OpenedExcerpts | undefined): Execution {
  const { excerpts: _sealed, key_version: _version, user_id: _user, ...told } = row;
  if (opened?.state === "open") {
    return { ...told, excerpts: "open", input: opened.input, output: opened.output };
  }
  const excerpts = opened?.state === "refused" ? opened.problem : (opened?.state ?? "none");
  return { ...told, excerpts, input: null, output: null };
}
