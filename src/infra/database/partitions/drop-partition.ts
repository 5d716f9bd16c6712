import type { Sql } from "../database.ts";

/**
 * Takes a partition out of its table and drops it, inside the caller's transaction. Readers and
 * writers of the whole table wait from here to the commit (DETACH CONCURRENTLY, which spares them,
 * is refused where there is a default partition), so this comes last.
 */
export async function dropPartition(tx: Sql, table: string, partition: string): Promise<void> {
  await tx`alter table ${tx(table)} detach partition ${tx(partition)}`;
  await tx`drop table ${tx(partition)}`;
}

/** Keeps everybody else from changing the partition; who reads it is not held up. */
export async function lockPartition(tx: Sql, partition: string): Promise<void> {
  await tx`lock table ${tx(partition)} in share row exclusive mode`;
}
