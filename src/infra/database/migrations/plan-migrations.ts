import { AppError } from "#shared/errors.ts";
import type { Migration } from "#sql/migrations.ts";
import type { AppliedMigration } from "./read-applied.ts";

export function checksumOf(migration: Pick<Migration, "sql">): string {
  return new Bun.CryptoHasher("sha256").update(migration.sql).digest("hex");
}

/** What is left to apply. Refuses a schema that drifted, has gaps, or is newer and breaking. */
export function planMigrations(
  source: string,
  known: readonly Migration[],
  applied: readonly AppliedMigration[],
): readonly Migration[] {
  assertNumbered(source, known);
  const byNumber = new Map(applied.map((row) => [row.number, row]));
  const newest = applied.at(-1)?.number ?? 0;
  for (const row of applied) {
    if (row.number > known.length && row.breaking) throw tooNew(source, row);
  }
  const pending: Migration[] = [];
  for (const migration of known) {
    const row = byNumber.get(migration.number);
    if (row === undefined) pending.push(migration);
    else if (row.checksum !== checksumOf(migration)) throw drifted(source, migration);
    if (row === undefined && migration.number < newest) throw gap(source, migration);
  }
  return pending;
}

function assertNumbered(source: string, known: readonly Migration[]): void {
  known.forEach((migration, index) => {
    if (migration.number === index + 1) return;
    throw new AppError("INTERNAL", `The migrations of ${source} are not numbered 1, 2, 3, ….`);
  });
}

function drifted(source: string, migration: Migration): AppError {
  return refusal(
    `Migration ${source}/${migration.number} (${migration.name}) differs from the one that made ` +
      "this schema. Use the executable that made it, or restore the file.",
  );
}

function tooNew(source: string, row: AppliedMigration): AppError {
  return refusal(
    `The schema is newer than this executable: ${source}/${row.number} (${row.name}) is unknown ` +
      "here. Use a newer executable.",
  );
}

function gap(source: string, migration: Migration): AppError {
  return refusal(
    `Migration ${source}/${migration.number} (${migration.name}) is missing below newer ones. ` +
      "Restore the database from a backup.",
  );
}

function refusal(message: string): AppError {
  return new AppError("CONFIG_INVALID", message);
}
