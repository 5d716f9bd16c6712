import { uuidTimeMs } from "#shared/ids.ts";
import { hashRow } from "#domain/audit/format/hashes.ts";
import { decisionIdOf } from "#domain/audit/format/row-id.ts";
import { sealNumber } from "#domain/audit/format/seal.ts";
import type { Tombstone } from "#domain/audit/format/tombstone.ts";
import { LaterSeals } from "../later-seals.ts";
import { type MissingRows, MissingTally } from "./missing-rows.ts";
import { type OpenAct, OpenActs } from "../open-acts.ts";
import { type BatchPart, OpenBatch } from "./open-batch.ts";
import type { StoredRow, StoredSeal } from "../records.ts";
import { type Finding, Mismatch } from "../report.ts";
import type { EvidenceSource, IdRange } from "../source.ts";
import { type SealPlace, sealPlaceOf } from "#domain/audit/format/seal-place.ts";

const hashBytes = 32;

/** A row in the range of a tombstone: the range's first id, and the row's. */
export type PresentRow = readonly [from: string, id: string];

/** Which seals' rows are checked: by writer, those after `base` up to `target`. */
export interface RowsScope {
  readonly base: readonly number[];
  readonly target: readonly number[];
  /** What may explain missing rows; null until somebody asks. */
  readonly tombstones: readonly Tombstone[] | null;
}

export interface RangeResult {
  /** Rows are missing and the scope has no tombstones: to be checked again with them. */
  readonly needsTombstones: boolean;
  readonly rows: number;
  /** Batches that reach over an end of the range. */
  readonly parts: readonly BatchPart[];
  readonly missing: MissingRows;
  readonly tombstones: readonly Tombstone[];
  /** Rows that are there in the ranges of the scope's tombstones, but for outcomes that came late. */
  readonly present: readonly PresentRow[];
  readonly open: readonly OpenAct[];
  readonly later: readonly SealPlace[];
  /** The first row that names one of these. */
  readonly laterFrom: string | null;
  /** What ended the check; what precedes its id is in the result. */
  readonly bad: Finding | null;
}

class TombstonesNeeded extends Error {
  override readonly name = "TombstonesNeeded";
}

/**
 * Walks the rows and seals of a range side by side in the order of ids. A batch is open from its
 * first row to its last: memory is bounded by what the longest act keeps open, not by the table.
 */
export async function checkRows(
  source: EvidenceSource,
  scope: RowsScope,
  range: IdRange,
): Promise<RangeResult> {
  const walk = new RangeWalk(source, scope, range);
  let bad: Finding | null = null;
  try {
    await walk.run();
  } catch (error) {
    if (error instanceof TombstonesNeeded) return walk.result({ needsTombstones: true });
    if (!(error instanceof Mismatch)) throw error;
    bad = error.finding;
  }
  return walk.result({ bad });
}

class RangeWalk {
  readonly #source: EvidenceSource;
  readonly #scope: RowsScope;
  readonly #range: IdRange;
  readonly #seals: AsyncIterator<StoredSeal>;
  readonly #open = new Map<number, OpenBatch>();
  /** Batches that began before the range; kept to its end, whatever is found of them. */
  readonly #earlier = new Map<number, OpenBatch>();
  readonly #missing = new MissingTally();
  readonly #tombstones: Tombstone[] = [];
  readonly #present: PresentRow[] = [];
  readonly #acts = new OpenActs();
  readonly #later = new LaterSeals();
  /** Where the last range of a tombstone ends; "" where there is none. */
  readonly #droppedTo: string;
  readonly #leaf = Buffer.alloc(hashBytes);
  #upcoming: IteratorResult<StoredSeal, unknown> | undefined;
  #rows = 0;
  #laterFrom: string | null = null;
  #lastId = "";

  constructor(source: EvidenceSource, scope: RowsScope, range: IdRange) {
    this.#source = source;
    this.#scope = scope;
    this.#range = range;
    const ends = scope.tombstones?.map(({ to }) => to) ?? [];
    this.#droppedTo = ends.reduce((last, to) => (to > last ? to : last), "");
    this.#seals = source.sealsByFirstRow(range)[Symbol.asyncIterator]();
  }

  async run(): Promise<void> {
    this.#upcoming = await this.#seals.next();
    try {
      for await (const page of this.#source.rows(this.#range)) {
        for (const row of page) {
          const waiting = this.#openUpTo(row.id);
          if (waiting !== undefined) await waiting;
          const lookup = this.#see(row);
          if (lookup !== undefined) await lookup;
        }
        this.#sweep(page.at(-1)?.id ?? "");
      }
    } catch (error) {
      // What is missing before the row in question comes first.
      if (error instanceof Mismatch && error.finding.id !== null) this.#sweep(error.finding.id);
      throw error;
    }
    while (this.#upcoming?.done !== true) await this.#openNext();
    this.#sweep(this.#range.to);
  }

  result(end: { readonly bad?: Finding | null; readonly needsTombstones?: boolean }): RangeResult {
    const crossing = [...this.#earlier.values(), ...this.#open.values()];
    return {
      needsTombstones: end.needsTombstones ?? false,
      rows: this.#rows,
      parts: crossing.map((batch) => batch.part()),
      missing: this.#missing,
      tombstones: this.#tombstones,
      present: this.#present,
      open: this.#acts.finish(),
      later: this.#later.list(),
      laterFrom: this.#laterFrom,
      bad: end.bad ?? null,
    };
  }

  /** A promise only where seals have to be read: most rows wait for nothing. */
  #openUpTo(id: string): Promise<void> | undefined {
    const { value, done } = this.#upcoming ?? { done: true };
    if (done === true || ((value as StoredSeal).seal.first_id ?? "") > id) return undefined;
    return this.#openNext().then(() => this.#openUpTo(id));
  }

  async #openNext(): Promise<void> {
    const stored = this.#upcoming?.value as StoredSeal;
    const { writer, sequence, first_id: id, first_at: at } = stored.seal;
    // No chain holds it, so that no other check sees it.
    if (writer < 1) throw new Mismatch({ id, at, writer, sequence, problem: "no such writer" });
    if (this.#isInScope(writer, sequence)) {
      this.#open.set(sealNumber(writer, sequence), new OpenBatch(stored, false));
    }
    this.#upcoming = await this.#seals.next();
  }

  #see(row: StoredRow): Promise<void> | undefined {
    this.#acts.see(row);
    // Below 0 a number would stand for a seal that was checked by an earlier walk.
    if (!Number.isSafeInteger(row.seal) || row.seal < 0) {
      throw mismatch(row, "the seal that it names does not cover it");
    }
    const { writer, sequence } = sealPlaceOf(row.seal);
    if (sequence > (this.#scope.target[writer - 1] ?? -1)) {
      this.#later.see({ writer, sequence });
      this.#laterFrom ??= row.id;
      return undefined;
    }
    if (row.id <= this.#lastId) throw mismatch(row, "its id is there twice");
    this.#lastId = row.id;
    if (sequence <= (this.#scope.base[writer - 1] ?? -1)) return undefined;
    const batch = this.#open.get(row.seal) ?? this.#earlier.get(row.seal);
    if (batch === undefined) {
      return this.#openEarlier(row).then((found) => this.#check(row, found));
    }
    this.#check(row, batch);
    return undefined;
  }

  async #openEarlier(row: StoredRow): Promise<OpenBatch> {
    const stored = await this.#source.sealAt(sealPlaceOf(row.seal));
    const first = stored?.seal.first_id ?? null;
    if (stored === undefined || first === null || first >= this.#range.from) {
      throw mismatch(row, "the seal that it names does not cover it");
    }
    const batch = new OpenBatch(stored, true);
    this.#earlier.set(row.seal, batch);
    return batch;
  }

  #check(row: StoredRow, batch: OpenBatch): void {
    if (row.problem !== undefined) throw mismatch(row, `it holds ${row.problem}`);
    hashRow(row.salt, row.text, this.#leaf, 0);
    const place = batch.placeOf(this.#leaf);
    if (place === undefined) {
      throw mismatch(
        row,
        batch.holds(this.#leaf) ? "it is out of order" : "it is not the row that was sealed",
      );
    }
    const gap = batch.take(place, row.id, row.at);
    if (gap !== undefined) this.#miss(gap);
    if (batch.isComplete && !batch.isEarlier) this.#open.delete(row.seal);
    this.#rows += 1;
    if (row.tombstone !== undefined) this.#tombstones.push(row.tombstone);
    if (row.id < this.#droppedTo) this.#seePresent(row.id, batch.sealedAt);
  }

  /**
   * An outcome may come after its month has gone; one that was sealed before was dropped, and is
   * back. Any other row has the time of its writing.
   */
  #seePresent(id: string, sealedAt: string): void {
    const stones = this.#scope.tombstones?.filter(({ from, to }) => from <= id && id < to) ?? [];
    const [range] = stones;
    if (range === undefined) return;
    const droppedMs = Math.max(...stones.map((stone) => uuidTimeMs(stone.id)));
    if (decisionIdOf(id) !== id && Date.parse(sealedAt) >= droppedMs) return;
    this.#present.push([range.from, id]);
  }

  #miss(gap: Parameters<MissingTally["add"]>[0]): void {
    if (this.#scope.tombstones === null) throw new TombstonesNeeded();
    this.#missing.add(gap, this.#scope.tombstones);
  }

  /** A batch whose last row has passed must be complete; the first that is not comes first. */
  #sweep(passedId: string | null): void {
    const passed = [...this.#open].filter(
      ([, { lastId }]) => passedId === null || lastId < passedId,
    );
    passed.sort(([, a], [, b]) => (a.tailId < b.tailId ? -1 : 1));
    for (const [number, batch] of passed) {
      const gap = batch.tail();
      if (gap !== undefined) this.#miss(gap);
      this.#open.delete(number);
    }
  }

  #isInScope(writer: number, sequence: number): boolean {
    const { base, target } = this.#scope;
    return sequence > (base[writer - 1] ?? -1) && sequence <= (target[writer - 1] ?? -1);
  }
}

function mismatch(row: StoredRow, problem: string): Mismatch {
  return new Mismatch({ id: row.id, at: row.at, ...sealPlaceOf(row.seal), problem });
}
