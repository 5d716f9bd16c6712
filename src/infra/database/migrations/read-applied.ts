import type { Sql } from "../database.ts";

/** The migrations of one source (`core` or an extension's id) that a database has had. */
export interface AppliedMigration {
  readonly number: number;
  readonly name: string;
  readonly checksum: string;
  readonly breaking: boolean;
  readonly appliedAt: Date;
}

export async function hasBookkeeping(sql: Sql): Promise<boolean> {
  const [row] = await sql<{ found: boolean }[]>`
    select to_regclass('public.schema_migrations') is not null as found`;
  return row?.found === true;
}

/** Runs inside the first migration's transaction, before its own bookkeeping row. */
export async function createBookkeeping(sql: Sql): Promise<void> {
  await sql`
    create table if not exists public.schema_migrations (
      source     text        not null,
      number     integer     not null check (number > 0),
      name       text        not null,
      checksum   text        not null check (checksum ~ '^[0-9a-f]{64}$'),
      breaking   boolean     not null,
      applied_at timestamptz not null default now(),
      primary key (source, number)
    )`;
}

export async function readApplied(sql: Sql, source: string): Promise<readonly AppliedMigration[]> {
  if (!(await hasBookkeeping(sql))) return [];
  return sql<AppliedMigration[]>`
    select number, name, checksum, breaking, applied_at as "appliedAt"
      from public.schema_migrations
     where source = ${source}
     order by number
     limit 10000`;
}
