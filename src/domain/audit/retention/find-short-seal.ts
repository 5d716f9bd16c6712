import type { Sql } from "#infra/database/database.ts";
import type { MonthPartition } from "#infra/database/partitions/list-months.ts";
import { addMonths, monthSuffix } from "#infra/database/partitions/month-bounds.ts";

/**
 * A seal of the newest months that has lost a row: somebody deletes rows, perhaps that of a legal
 * hold. Counts alone, in one statement, so that it can be asked before each drop; what the rows say
 * is for the check of the whole audit. Months before a gap are left out: batches across it are
 * short by right.
 */
export async function findShortSeal(
  tx: Sql,
  months: readonly MonthPartition[],
): Promise<string | undefined> {
  const from = oldestWithoutGap(months);
  if (from === undefined) return undefined;
  const [short] = await tx<{ seal: string }[]>`
    select s.writer || ':' || s.sequence as seal
      from audit_seals as s
      left join (select seal, count(*) as rows from audit_events group by seal) as r
        on r.seal = s.writer * 4294967296 + s.sequence
     where s.first_id >= ${from}::uuid and coalesce(r.rows, 0) < s.count
     limit 1`;
  return short?.seal;
}

/** Where the unbroken run of months up to the newest begins. */
function oldestWithoutGap(months: readonly MonthPartition[]): string | undefined {
  let oldest = months.at(-1);
  for (const month of months.toReversed()) {
    if (oldest === undefined || oldest === month) continue;
    if (monthSuffix(addMonths(month.month, 1)) !== monthSuffix(oldest.month)) break;
    oldest = month;
  }
  return oldest?.fromId;
}
