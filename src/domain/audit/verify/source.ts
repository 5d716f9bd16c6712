import type { SealPlace } from "../format/seal-place.ts";
import type { StoredRow, StoredSeal, StoredWriter } from "./records.ts";

/** Ids from `from` to before `to`; without `to`, all that follow. */
export interface IdRange {
  readonly from: string;
  readonly to: string | null;
}

/** Where evidence is read from: a database or an archive. Every list is a stream. */
export interface EvidenceSource {
  /** One moment's list, in the order of numbers; later growth is told apart by it. */
  writers(): Promise<readonly StoredWriter[]>;
  /** Numbers of writers that were fenced, where that is known. */
  fenced(): Promise<readonly number[]>;
  /** Genesis seals that state a loss of history. */
  lossSeals(): Promise<readonly StoredSeal[]>;
  /** In the order of places, both ends included; without `to`, all that follow. */
  sealsByChain(from: SealPlace, to: SealPlace | null): AsyncIterable<StoredSeal>;
  /** Seals whose first row is in the range, in the order of their first row. */
  sealsByFirstRow(range: IdRange): AsyncIterable<StoredSeal>;
  /** One seal by its place. */
  sealAt(place: SealPlace): Promise<StoredSeal | undefined>;
  /** In the order of ids, a page at a time; an id that comes twice comes twice. */
  rows(range: IdRange): AsyncIterable<readonly StoredRow[]>;
  /** The id that comes this many rows after `from`; undefined when there are not so many. */
  idAfter(from: string, rows: number): Promise<string | undefined>;
  /** Rows that say they are tombstones; nothing of them is checked yet. */
  tombstones(): Promise<readonly StoredRow[]>;
  /** Stated hashes of the given seals (as `seal` numbers); absent ones are left out. */
  hashesOf(seals: readonly number[]): Promise<ReadonlyMap<number, string>>;
  /** Changes when rows were dropped meanwhile. */
  partitions(): Promise<string>;
}

export const zeroId = "00000000-0000-0000-0000-000000000000";
