import { type Migration, migrations as coreMigrations } from "#sql/migrations.ts";
import type { Sql } from "../database.ts";
import { checksumOf } from "./plan-migrations.ts";
import { readApplied } from "./read-applied.ts";

export interface MigrationState {
  readonly source: string;
  readonly number: number;
  readonly name: string;
  readonly state: "applied" | "pending" | "changed" | "unknown here";
  readonly applied_at: string | null;
}

/** Every migration that is known here or was applied there. */
export async function listMigrations(
  sql: Sql,
  source = "core",
  known: readonly Migration[] = coreMigrations,
): Promise<readonly MigrationState[]> {
  const applied = await readApplied(sql, source);
  const numbers = new Set([...known, ...applied].map((one) => one.number));
  return [...numbers]
    .toSorted((a, b) => a - b)
    .map((number) => {
      const here = known.find((migration) => migration.number === number);
      const there = applied.find((row) => row.number === number);
      const isSame = here !== undefined && there?.checksum === checksumOf(here);
      const state =
        here === undefined
          ? "unknown here"
          : there === undefined
            ? "pending"
            : isSame
              ? "applied"
              : "changed";
      const name = here?.name ?? there?.name ?? "";
      return { source, number, name, state, applied_at: there?.appliedAt.toISOString() ?? null };
    });
}
