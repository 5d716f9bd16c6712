import { AppError } from "#shared/errors.ts";
import { type Migration, migrations as coreMigrations } from "#sql/migrations.ts";
import type { Database, Sql } from "../database.ts";
import { inTx } from "../in-tx.ts";
import { openDatabase } from "../open-database.ts";
import { checksumOf, planMigrations } from "./plan-migrations.ts";
import { createBookkeeping, hasBookkeeping, readApplied } from "./read-applied.ts";

/** Uses what later versions lack: 18 brings uuidv7() and uuid_extract_timestamp(). */
export const serverVersionMin = 180_000;

/** Any fixed number; all starters on one database must agree on it. */
const advisoryKey = 7_382_914_650_113;
/** Another starter may be running the longest migration there is. */
const starterWaitMs = 600_000;
/** A migration never queues behind a long reader and blocks everyone else meanwhile. */
const tableLockWaitMs = 5_000;
const closeMs = 2_000;

export interface MigrateOptions {
  /** `core` or an extension's id. */
  readonly source?: string;
  readonly migrations?: readonly Migration[];
}

/**
 * Brings the schema up to date as the owner role, one transaction a file, one starter at a time;
 * the others wait and find nothing to do. Returns what this call applied.
 */
export async function migrate(
  owner: Database,
  options: MigrateOptions = {},
): Promise<readonly Migration[]> {
  const { source = "core", migrations = coreMigrations } = options;
  const connection = openDatabase({
    ...owner.options,
    max: 1,
    applicationName: "systemprompt migrate",
    statementTimeoutMs: starterWaitMs,
  });
  try {
    await assertServerVersion(connection.sql);
    await connection.sql`select pg_advisory_lock(${advisoryKey}::bigint)`;
    const pending = planMigrations(source, migrations, await readApplied(connection.sql, source));
    for (const migration of pending) await applyMigration(connection, source, migration);
    return pending;
  } finally {
    // Closing the session releases the lock, also after a failure.
    await connection.close(closeMs);
  }
}

export async function assertServerVersion(sql: Sql): Promise<void> {
  const [row] = await sql<{ version: number }[]>`
    select current_setting('server_version_num')::integer as version`;
  if (row !== undefined && row.version >= serverVersionMin) return;
  throw new AppError("CONFIG_INVALID", "PostgreSQL 18 or newer is needed.", {
    details: { server_version_num: row?.version ?? null },
  });
}

async function applyMigration(
  connection: Database,
  source: string,
  migration: Migration,
): Promise<void> {
  await inTx(connection, async (tx) => {
    await tx`select set_config('lock_timeout', ${`${tableLockWaitMs}ms`}, true)`;
    if (!(await hasBookkeeping(tx))) await createBookkeeping(tx);
    await tx`
      insert into public.schema_migrations (source, number, name, checksum, breaking)
      values (${source}, ${migration.number}, ${migration.name}, ${checksumOf(migration)},
              ${migration.breaking})`;
    // Several statements in one text: only the simple protocol takes them.
    await tx.unsafe(migration.sql).simple();
  });
}
