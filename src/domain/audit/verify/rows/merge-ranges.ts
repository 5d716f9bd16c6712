import { sealPlaceOf } from "#domain/audit/format/seal-place.ts";
import { keptHashWith, type Tombstone } from "#domain/audit/format/tombstone.ts";
import type { RangeResult } from "./check-rows.ts";
import type { Gap, MissingTally } from "./missing-rows.ts";
import type { OpenAct } from "../open-acts.ts";
import type { BatchPart } from "./open-batch.ts";
import { type Carried, missingOf, type Round, type Tally } from "../progress.ts";
import { Mismatch } from "../report.ts";
import type { IdRange } from "../source.ts";

/** Puts the results of ranges together, in the order of ranges. */
export class RangeMerger {
  readonly #round: Round;
  readonly #carried: Map<number, Carried>;
  readonly #missing: MissingTally;
  readonly #tombstones: Tombstone[];
  readonly #present: Map<string, string>;
  readonly #open: Map<string, number>;
  #from: string;
  #rows: number;

  constructor(round: Round) {
    const { from, carried, tally } = round;
    this.#round = round;
    this.#from = from;
    this.#carried = new Map(carried.map((each) => [each.seal, each]));
    this.#missing = missingOf(tally);
    this.#tombstones = [...tally.tombstones];
    this.#present = new Map(tally.present);
    this.#open = new Map(tally.open);
    this.#rows = tally.rows;
  }

  /**
   * Throws the first thing that does not hold. False, and nothing is merged, where rows are missing
   * and nobody looked for tombstones.
   */
  merge(range: IdRange, result: RangeResult, tombstones: readonly Tombstone[] | null): boolean {
    if (result.needsTombstones) return false;
    // First of those with the same id: batches that a bad row left open look incomplete.
    const found = result.bad === null ? [] : [new Mismatch(result.bad)];
    const gaps = [...this.#join(result.parts, found), ...this.#ended(range.to)];
    if (gaps.length > 0 && tombstones === null) return false;
    for (const gap of gaps) found.push(...tryGap(this.#missing, gap, tombstones ?? []));
    const [first] = found.toSorted((a, b) => compare(idOf(a), idOf(b)));
    if (first !== undefined) throw first;
    this.#missing.merge(result.missing);
    this.#tombstones.push(...result.tombstones);
    for (const [from, id] of result.present) {
      this.#present.set(from, keptHashWith(this.#present.get(from) ?? "", id));
    }
    this.#rows += result.rows;
    this.#from = range.to ?? this.#from;
    this.#setOpen(range, result.open);
    return true;
  }

  get state(): Round {
    return {
      ...this.#round,
      from: this.#from,
      carried: [...this.#carried.values()],
      tally: this.#tally(),
    };
  }

  #tally(): Tally {
    const { byRange, shared, touched } = this.#missing;
    return {
      rows: this.#rows,
      missing: { byRange: [...byRange], shared, touched: [...touched] },
      tombstones: this.#tombstones,
      present: [...this.#present],
      open: [...this.#open],
    };
  }

  /** Acts of the range are as it found them: one that was open before may have ended since. */
  #setOpen({ from, to }: IdRange, open: readonly OpenAct[]): void {
    for (const id of this.#open.keys()) {
      if (from <= id && (to === null || id < to)) this.#open.delete(id);
    }
    for (const [id, writer] of open) this.#open.set(id, writer);
  }

  /** Continues batches that began in an earlier range; gives what is missing at the border. */
  #join(parts: readonly BatchPart[], found: Mismatch[]): readonly Gap[] {
    const gaps: Gap[] = [];
    for (const part of parts) {
      const before = this.#carried.get(part.seal);
      if (part.isEarlier && part.from !== null) {
        const { place, id, at } = part.from;
        if (before === undefined || place < before.next) found.push(repeated(part));
        else if (place > before.next) gaps.push(gapOf(before, place - before.next, id, at));
      }
      const { seal, count, firstId, lastId, lastAt, next, lastRow } = part;
      this.#carried.set(seal, { seal, count, firstId, lastId, lastAt, next, lastRow });
    }
    return gaps;
  }

  /** Batches whose last row lies before the border: what is still missing of them is missing. */
  #ended(to: string | null): readonly Gap[] {
    const gaps: Gap[] = [];
    for (const batch of this.#carried.values()) {
      if (to !== null && batch.lastId >= to) continue;
      this.#carried.delete(batch.seal);
      if (batch.next === batch.count) continue;
      gaps.push(gapOf(batch, batch.count - batch.next, null, batch.lastAt));
    }
    return gaps;
  }
}

function tryGap(
  missing: MissingTally,
  gap: Gap,
  tombstones: readonly Tombstone[],
): readonly Mismatch[] {
  try {
    missing.add(gap, tombstones);
    return [];
  } catch (error) {
    if (error instanceof Mismatch) return [error];
    throw error;
  }
}

function gapOf(batch: Carried, missing: number, before: string | null, at: string | null): Gap {
  const { seal, count, firstId, lastId, lastRow: after } = batch;
  return { seal, missing, count, after, before, firstId, lastId, at };
}

function idOf({ finding }: Mismatch): string {
  return finding.id ?? "";
}

function compare(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}

function repeated({ seal, from }: BatchPart): Mismatch {
  const problem = "it is out of order";
  return new Mismatch({
    id: from?.id ?? null,
    at: from?.at ?? null,
    ...sealPlaceOf(seal),
    problem,
  });
}
