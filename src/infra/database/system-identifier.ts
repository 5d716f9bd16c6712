import type { Sql } from "./database.ts";

/** Tells a cluster from every other, so that an empty one behind the same URL is noticed. */
export async function readSystemIdentifier(sql: Sql): Promise<string> {
  const [row] = await sql<{ id: string }[]>`
    select system_identifier::text as id from pg_control_system()`;
  return row?.id ?? "";
}
