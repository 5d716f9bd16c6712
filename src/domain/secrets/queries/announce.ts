import type { Sql } from "#infra/database/database.ts";

/** Told to every replica when a transaction that changed secrets commits. */
export const secretsChannel = "secrets";

export async function announceSecrets(sql: Sql): Promise<void> {
  await sql`select pg_notify(${secretsChannel}, '')`;
}
