import type { SQL } from "bun";
import { migrate } from "#infra/database/migrations/migrate.ts";
import { ensurePartitions } from "#infra/database/partitions/ensure-partitions.ts";
import { openDatabase } from "#infra/database/open-database.ts";

const closeMs = 1_000;

/**
 * Copies every row into an empty database, as a dump and its restore do: PostgreSQL 18's pg_dump is
 * in no package that a test could fetch. The schema comes from the migrations, values as text.
 */
export async function copyTables(from: SQL, to: SQL, ownerUrl: string): Promise<void> {
  await makeSchema(ownerUrl);
  const tables: { name: string }[] = await from`
    select c.relname as name from pg_class as c
     where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p')
       and not c.relispartition`;
  await to.begin(async (tx) => {
    await tx`set local session_replication_role = replica`;
    for (const { name } of tables) {
      const rows: { list: string }[] = await from.unsafe(
        `select coalesce(json_agg(row_to_json(t)), '[]')::text as list from "${name}" as t`,
      );
      await tx.unsafe(`delete from "${name}"`);
      await tx.unsafe(
        `insert into "${name}" overriding system value
         select * from json_populate_recordset(null::"${name}", $1::text::json)`,
        [rows[0]?.list ?? "[]"],
      );
    }
  });
}

async function makeSchema(url: string): Promise<void> {
  const owner = openDatabase({
    ...{ url, max: 1, applicationName: "systemprompt test" },
    ...{ connectTimeoutMs: 5_000, statementTimeoutMs: 30_000 },
  });
  try {
    await migrate(owner);
    await ensurePartitions(owner, { table: "audit_events", nowMs: Date.now() });
  } finally {
    await owner.close(closeMs);
  }
}
