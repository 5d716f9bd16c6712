import type { Sql } from "#infra/database/database.ts";
import type { MonthPartition } from "#infra/database/partitions/list-months.ts";
import { readAllTombstones, type TombstoneKeys } from "./tombstone.ts";

/**
 * A month that is gone and has lost one of the rows that outlive it, perhaps that of a legal hold.
 * Counts alone: which rows they are is for the check of the whole audit. A month that was forced
 * may have lost some before, as its tombstone says.
 */
export async function findLostKept(
  tx: Sql,
  keys: TombstoneKeys,
  months: readonly MonthPartition[],
): Promise<string | undefined> {
  const kept = new Map<string, { from: string; to: string; rows: number }>();
  const stones = await readAllTombstones(tx, keys);
  const forced = stones.filter((stone) => stone.forced !== undefined);
  const passedOver = new Set([...months, ...forced].map(({ partition }) => partition));
  for (const { partition, from_id: from, to_id: to, kept: rows } of stones) {
    if (passedOver.has(partition)) continue;
    kept.set(partition, { from, to, rows: (kept.get(partition)?.rows ?? 0) + rows });
  }
  const ranges = [...kept].map(([partition, range]) => ({ partition, ...range }));
  const [lost] = await tx<{ partition: string }[]>`
    select partition
      from jsonb_to_recordset(${JSON.stringify(ranges)}::text::jsonb)
        as r(partition text, "from" uuid, "to" uuid, rows bigint)
     where (select count(*) from audit_events_kept where id >= r.from and id < r.to) < r.rows
     order by partition limit 1`;
  return lost?.partition;
}
