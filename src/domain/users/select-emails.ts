import type { Sql } from "#infra/database/database.ts";

/** Addresses of the users among these ids, for showing rows that name people by id. */
export async function selectEmails(
  sql: Sql,
  ids: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  const rows = await sql<{ id: string; email: string }[]>`
    select id, email from users where id = any(${[...ids]}::text[]) limit ${ids.length}`;
  return new Map(rows.map(({ id, email }) => [id, email]));
}
