import { Readable } from "node:stream";
import type postgres from "postgres";
import { AppError, isAppError } from "#shared/errors.ts";
import type { Database } from "../database.ts";
import { insideOf, openDatabase } from "../open-database.ts";
import { sqlState, translateError } from "../translate-error.ts";
import { type Cell, renderValue } from "./render-value.ts";

export interface QueryResult {
  readonly columns: readonly string[];
  readonly rows: readonly Readonly<Record<string, Cell>>[];
  /** Present and true when there was more than the limit. */
  readonly truncated?: true;
}

const closeMs = 1_000;

/**
 * Runs one statement as the reader role and gives at most `limit` rows. The extended protocol takes
 * one statement only, so nothing can end the read-only transaction and go on; the role itself holds
 * nothing but SELECT on listed tables.
 */
export async function runQuery(
  reader: Database,
  text: string,
  limit: number,
): Promise<QueryResult> {
  // A connection of its own: whatever the statement leaves behind ends with it.
  const once = openDatabase({
    ...reader.options,
    max: 1,
    startup: { ...reader.options.startup, default_transaction_read_only: "on" },
  });
  try {
    return await fetchRows(insideOf(once).driver, text, limit);
  } catch (error) {
    throw explain(error);
  } finally {
    await once.close(closeMs);
  }
}

async function fetchRows(driver: postgres.Sql, text: string, limit: number): Promise<QueryResult> {
  const rows: (Buffer | null)[][] = [];
  const query = driver.unsafe(text, [], { prepare: false, simple: false } as object).raw();
  // One more than the limit tells whether there is more; the server stops there.
  const result = await query.cursor(limit + 1, (batch) => {
    rows.push(...(batch as unknown as (Buffer | null)[][]));
    return driver.CLOSE;
  });
  if ((result as unknown) instanceof Readable) {
    throw new AppError("INVALID_INPUT", "COPY is not a query. Use SELECT.");
  }
  const columns =
    (result as unknown as { columns?: readonly postgres.Column<string>[] }).columns ?? [];
  const names = columns.map((column) => column.name);
  assertDistinct(names);
  const shown = rows
    .slice(0, limit)
    .map((row) =>
      Object.fromEntries(
        columns.map((column, at) => [
          column.name,
          renderValue(row[at]?.toString("utf8") ?? null, column.type),
        ]),
      ),
    );
  return {
    columns: names,
    rows: shown,
    ...(rows.length > limit ? { truncated: true as const } : {}),
  };
}

function assertDistinct(names: readonly string[]): void {
  const twice = names.find((name, at) => names.indexOf(name) !== at);
  if (twice === undefined) return;
  throw new AppError(
    "INVALID_INPUT",
    `Two columns are called ${JSON.stringify(twice)}. Give one another name with AS.`,
  );
}

/** The person who typed the statement may read what the server says of it. */
function explain(error: unknown): unknown {
  const translated = translateError(error);
  const state = sqlState(translated);
  if (!isAppError(translated) || state === undefined || !(translated.cause instanceof Error)) {
    return translated;
  }
  if (translated.code === "DATABASE_UNAVAILABLE" && state !== "57014") return translated;
  const code = translated.code === "FORBIDDEN" ? "FORBIDDEN" : "INVALID_INPUT";
  return new AppError(code, `PostgreSQL refuses the statement: ${translated.cause.message}.`, {
    cause: translated.cause,
    details: { sqlstate: state },
  });
}
