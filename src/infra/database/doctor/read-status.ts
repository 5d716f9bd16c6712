import { migrations } from "#sql/migrations.ts";
import type { Database } from "../database.ts";
import { parseServerAddress } from "../connection/server-address.ts";
import { planMigrations } from "../migrations/plan-migrations.ts";
import { readApplied } from "../migrations/read-applied.ts";
import { readDatabaseBytes } from "./read-tables.ts";

export interface DatabaseStatus {
  readonly server: string;
  readonly version: string;
  readonly database: string;
  readonly bytes: number;
  readonly migrations_applied: number;
  readonly migrations_pending: number;
}

export async function readDatabaseStatus(owner: Database): Promise<DatabaseStatus> {
  const address = parseServerAddress(owner.options.url);
  const [row] = await owner.sql<{ version: string }[]>`
    select current_setting('server_version') as version`;
  const applied = await readApplied(owner.sql, "core");
  return {
    server: `${address.host}:${address.port}`,
    version: row?.version ?? "",
    database: address.database,
    bytes: await readDatabaseBytes(owner.sql),
    migrations_applied: applied.length,
    migrations_pending: planMigrations("core", migrations, applied).length,
  };
}
