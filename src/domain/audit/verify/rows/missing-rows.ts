import { sealPlaceOf } from "#domain/audit/format/seal-place.ts";
import type { Tombstone } from "#domain/audit/format/tombstone.ts";
import { Mismatch } from "../report.ts";

/** Row hashes of a seal without their rows, next to each other. */
export interface Gap {
  readonly seal: number;
  readonly missing: number;
  readonly count: number;
  /** The row before and the row after, where the seal has them; else its own bounds. */
  readonly after: string | null;
  readonly before: string | null;
  readonly firstId: string;
  readonly lastId: string;
  readonly at: string | null;
}

/** How many rows are missing where: by the first id of a tombstone's range. */
export interface MissingRows {
  readonly byRange: ReadonlyMap<string, number>;
  /** In gaps that the ranges of several tombstones overlap, and which ranges these are. */
  readonly shared: number;
  readonly touched: ReadonlySet<string>;
}

/** Rows that are gone, each of them where a tombstone said that rows would go. */
export class MissingTally implements MissingRows {
  readonly byRange = new Map<string, number>();
  readonly touched = new Set<string>();
  shared = 0;

  /** Throws where no tombstone explains the gap. */
  add(gap: Gap, tombstones: readonly Tombstone[]): void {
    const lowest = gap.after ?? gap.firstId;
    const highest = gap.before ?? gap.lastId;
    const isCovered = (id: string) => tombstones.some(({ from, to }) => from <= id && id < to);
    const found = new Set(
      tombstones.filter(({ from, to }) => lowest < to && from <= highest).map(({ from }) => from),
    );
    // The first and the last row of a seal are known by their ids.
    const isExplained =
      found.size > 0 &&
      (gap.after !== null || isCovered(gap.firstId)) &&
      (gap.before !== null || isCovered(gap.lastId));
    if (!isExplained) throw unexplained(gap);
    this.count([...found], gap.missing);
  }

  merge(other: MissingRows): void {
    for (const [from, missing] of other.byRange) this.count([from], missing);
    this.shared += other.shared;
    for (const from of other.touched) this.touched.add(from);
  }

  get total(): number {
    return [...this.byRange.values()].reduce((sum, missing) => sum + missing, this.shared);
  }

  private count(ranges: readonly string[], missing: number): void {
    const [only] = ranges;
    if (ranges.length === 1 && only !== undefined) {
      this.byRange.set(only, (this.byRange.get(only) ?? 0) + missing);
      return;
    }
    this.shared += missing;
    for (const from of ranges) this.touched.add(from);
  }
}

function unexplained(gap: Gap): Mismatch {
  const place = { ...sealPlaceOf(gap.seal), at: gap.at };
  if (gap.before === null) {
    const problem = `${gap.missing} of its ${gap.count} rows are missing`;
    const id = gap.after === null ? gap.firstId : gap.lastId;
    return new Mismatch({ ...place, id, problem });
  }
  const problem = `${gap.missing} row(s) are missing before it`;
  return new Mismatch({ ...place, id: gap.before, problem });
}
