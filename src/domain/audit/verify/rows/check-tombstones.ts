import { uuidTimeMs } from "#shared/ids.ts";
import { sealPlaceOf } from "#domain/audit/format/seal-place.ts";
import type { Tombstone } from "#domain/audit/format/tombstone.ts";
import type { MissingRows } from "./missing-rows.ts";
import { Mismatch } from "../report.ts";

/** Everything that the tombstones of one range say. */
export interface DroppedRange extends Pick<Tombstone, "id" | "seal" | "from" | "to" | "forced"> {
  readonly allowed: number;
  /** Of the rows that stay, as the newest of them says it. */
  readonly keptHash: string | undefined;
}

/**
 * Holds what is missing against what the verified tombstones say went. A range whose partition
 * still has its rows is pending: nothing is missing. Where rows went, those that stayed are the
 * ones that it names. Of one that was dropped although it did not verify nobody can say what went.
 * `isWhole`: every row was read; else rows that went may have been counted by an earlier run.
 */
export function checkTombstones(
  verified: readonly Tombstone[],
  missing: MissingRows,
  isWhole: boolean,
  kept: ReadonlyMap<string, string>,
): void {
  const ranges = droppedRanges(verified);
  checkOverlaps(ranges);
  const known = new Map(ranges.map((range) => [range.from, range]));
  for (const [from, count] of missing.byRange) {
    const range = known.get(from);
    if (range === undefined) throw unsealed(from);
    if (count > range.allowed && !range.forced) {
      const problem = `${count} rows of its range are missing, and it names ${range.allowed}`;
      throw mismatch(range, problem);
    }
  }
  for (const from of missing.touched) if (!known.has(from)) throw unsealed(from);
  if (!isWhole) return;
  checkSum(ranges, missing);
  for (const range of ranges) {
    if (range.forced || range.keptHash === undefined || !missing.byRange.has(range.from)) continue;
    if ((kept.get(range.from) ?? "") === range.keptHash) continue;
    throw mismatch(range, "the rows of its range that are still there are not those that it names");
  }
}

/** Every range goes as a whole or not at all. */
function checkSum(ranges: readonly DroppedRange[], missing: MissingRows): void {
  const { byRange, touched, shared } = missing;
  const done = ranges.filter(({ from }) => byRange.has(from));
  const maybe = ranges.filter(({ from }) => touched.has(from) && !byRange.has(from));
  const [last] = [...done, ...maybe].toSorted((a, b) => (a.id < b.id ? 1 : -1));
  if (last === undefined || [...done, ...maybe].some((range) => range.forced)) return;
  const owed = done.reduce((sum, { from, allowed }) => sum + allowed - (byRange.get(from) ?? 0), 0);
  if (
    isSumOf(
      shared - owed,
      maybe.map((range) => range.allowed),
    )
  )
    return;
  const names = done.reduce((sum, { allowed }) => sum + allowed, 0);
  const found = [...byRange.values()].reduce((sum, each) => sum + each, shared);
  const problem = `${found} rows are missing where tombstones up to this one name ${names}`;
  throw mismatch(last, problem);
}

/** Whether some of the numbers add up to the sum; there are as many as borders between months. */
function isSumOf(sum: number, [first, ...rest]: readonly number[]): boolean {
  if (sum < 0) return false;
  if (first === undefined) return sum === 0;
  return isSumOf(sum - first, rest) || isSumOf(sum, rest);
}

/** By their first id; a part that is there twice counts once. */
export function droppedRanges(tombstones: readonly Tombstone[]): readonly DroppedRange[] {
  const parts = new Map(
    tombstones.map((stone) => [`${stone.from}/${stone.to}/${stone.part}`, stone]),
  );
  const ranges = new Map<string, DroppedRange>();
  for (const { id, seal, from, to, rows, kept, forced, keptHash } of parts.values()) {
    const before = ranges.get(`${from}/${to}`);
    ranges.set(`${from}/${to}`, {
      id,
      seal,
      from,
      to,
      allowed: (before?.allowed ?? 0) + rows - kept,
      forced: forced || before?.forced === true,
      keptHash,
    });
  }
  return [...ranges.values()].toSorted((a, b) => (a.from < b.from ? -1 : 1));
}

function checkOverlaps(byFrom: readonly DroppedRange[]): void {
  byFrom.forEach((range, place) => {
    const before = byFrom[place - 1];
    if (before === undefined || before.to <= range.from) return;
    const newer = before.id > range.id ? before : range;
    throw mismatch(newer, "its range overlaps another tombstone's");
  });
}

function mismatch({ id, seal }: DroppedRange, problem: string): Mismatch {
  const at = new Date(uuidTimeMs(id)).toISOString();
  return new Mismatch({ id, at, ...sealPlaceOf(seal), problem: `tombstone: ${problem}` });
}

function unsealed(from: string): Mismatch {
  const problem = `rows from ${from} on are missing, and the tombstone for them was not sealed`;
  return new Mismatch({ id: null, at: null, writer: 0, sequence: 0, problem });
}
