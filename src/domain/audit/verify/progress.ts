import type { Head } from "../format/seal.ts";
import type { Tombstone } from "../format/tombstone.ts";
import { MissingTally } from "./rows/missing-rows.ts";
import type { OpenAct } from "./open-acts.ts";
import type { BatchPart } from "./rows/open-batch.ts";
import type { SealPlace } from "../format/seal-place.ts";

/** A batch whose rows go on in the next range. */
export type Carried = Pick<
  BatchPart,
  "seal" | "count" | "firstId" | "lastId" | "lastAt" | "next" | "lastRow"
>;

/** What was found of rows so far; plain data. */
export interface Tally {
  readonly rows: number;
  readonly missing: { readonly byRange: readonly (readonly [string, number])[] } & {
    readonly shared: number;
    readonly touched: readonly string[];
  };
  readonly tombstones: readonly Tombstone[];
  /** By the first id of a tombstone's range: the hash of the rows that are there. */
  readonly present: readonly (readonly [string, string])[];
  readonly open: readonly OpenAct[];
}

/** The walk over the rows that the seals after `base` cover, up to those of `target`. */
export interface Round {
  readonly target: readonly number[];
  /** Rows are missing, so tombstones were looked for before it began. */
  readonly knowsTombstones: boolean;
  /** Where it began. */
  readonly start: string;
  /** Everything before this id was walked. */
  readonly from: string;
  readonly carried: readonly Carried[];
  readonly tally: Tally;
  /** As `EvidenceSource.partitions` told at the beginning. */
  readonly partitions: string;
}

/** How far a verification came; what a checkpoint keeps. Lists by writer begin with writer 1. */
export interface Progress {
  /** How far each chain was followed: its last verified seal. */
  readonly chains: readonly Head[];
  readonly seals: number;
  readonly clockSkewMsMax: number;
  /** The smallest id of rows that are still to be verified: their seals were, or came later. */
  readonly newFrom: string | null;
  /** Seen beyond the list of writers: a later run, too, fails until its writer has come so far. */
  readonly later: readonly SealPlace[];
  /** Rows were verified up to these seals, in so many walks. */
  readonly base: readonly number[];
  readonly rounds: number;
  readonly tally: Tally;
  /** Null between two walks. */
  readonly round: Round | null;
}

export const nothingYet: Progress = {
  chains: [],
  seals: 0,
  clockSkewMsMax: 0,
  newFrom: null,
  later: [],
  base: [],
  rounds: 0,
  tally: {
    rows: 0,
    missing: { byRange: [], shared: 0, touched: [] },
    tombstones: [],
    present: [],
    open: [],
  },
  round: null,
};

export function missingOf({ missing }: Tally): MissingTally {
  const tally = new MissingTally();
  const { byRange, shared, touched } = missing;
  tally.merge({ byRange: new Map(byRange), shared, touched: new Set(touched) });
  return tally;
}
