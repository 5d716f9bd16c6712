import { type Head, sealNumber } from "#domain/audit/format/seal.ts";
import { type SealPlace, sealPlaceOf } from "#domain/audit/format/seal-place.ts";
import type { Tombstone } from "#domain/audit/format/tombstone.ts";
import { type ChainPart, type ChainPartResult, smaller } from "../check-chains.ts";
import type { RangeResult } from "../rows/check-rows.ts";
import { checkTombstones } from "../rows/check-tombstones.ts";
import { LaterSeals } from "../later-seals.ts";
import { RangeMerger } from "../rows/merge-ranges.ts";
import { missingOf, type Progress, type Round } from "../progress.ts";
import type { StoredWriter } from "../records.ts";
import { Mismatch } from "../report.ts";
import { type EvidenceSource, type IdRange, zeroId } from "../source.ts";
import { decisionIdOf } from "#domain/audit/format/row-id.ts";
import { chainParts, rowRanges } from "./plan.ts";
import { inOrder, type TaskResult, type TaskRunner } from "./task.ts";

export interface VerificationOptions {
  readonly source: EvidenceSource;
  readonly runner: TaskRunner;
  readonly writers: readonly StoredWriter[];
  readonly progress: Progress;
  /** Told of every step, in order; what it is told is whole at any of them. */
  readonly onProgress: (progress: Progress) => Promise<void>;
}

/** One walk over chains and rows, from where an earlier one came to. Throws the first mismatch. */
export class Verification {
  readonly #source: EvidenceSource;
  readonly #runner: TaskRunner;
  readonly #writers: readonly StoredWriter[];
  readonly #onProgress: VerificationOptions["onProgress"];
  readonly #later: LaterSeals;
  #progress: Progress;

  constructor(options: VerificationOptions) {
    this.#source = options.source;
    this.#runner = options.runner;
    this.#writers = options.writers;
    this.#progress = options.progress;
    this.#onProgress = options.onProgress;
    this.#later = new LaterSeals(options.progress.later);
  }

  get progress(): Progress {
    return this.#progress;
  }

  /** Rows that were verified, in the walk that is under way too. */
  get rows(): number {
    return (this.#progress.round ?? this.#progress).tally.rows;
  }

  async checkChains(): Promise<void> {
    this.#runner.setScope({ kind: "chains", writers: this.#writers });
    const parts = chainParts(this.#writers, this.#progress.chains);
    await inOrder(
      parts,
      this.#runner.width,
      (part) => this.#runner.run({ kind: "chains", part }),
      async (part, result) => this.#mergeChains(part, chainsOf(result)),
    );
  }

  /** Rows of a walk that was interrupted first, then those of the seals that came since. */
  async checkRows(): Promise<void> {
    const target = this.#writers.map((writer) => writer.sequence);
    if (this.#progress.round !== null) await this.#checkRound(await this.#resumed(target));
    const { base, rounds } = this.#progress;
    if (rounds === 0 || target.some((sequence, index) => sequence !== base[index])) {
      await this.#checkRound(await this.#nextRound(target));
    }
  }

  /** What was taken for growth during the run must be covered by a writer by now. */
  async checkLater(): Promise<void> {
    const later = this.#later.list();
    if (later.length === 0) return;
    const writers = await this.#source.writers();
    for (const { writer, sequence } of later) {
      if (sequence <= (writers[writer - 1]?.sequence ?? -1)) continue;
      const problem = "rows or seals name a seal that its writer did not make";
      throw new Mismatch({ id: null, at: null, writer, sequence, problem });
    }
  }

  async #mergeChains({ from }: ChainPart, result: ChainPartResult): Promise<void> {
    const { chains, seals, clockSkewMsMax, newFrom } = this.#progress;
    const ends = [...chains];
    if (from.sequence > 0 && result.before !== ends[from.writer - 1]?.head) {
      const problem = "it does not continue the seal before";
      throw new Mismatch({ id: null, at: null, ...from, problem });
    }
    for (const end of result.ends) ends[end.writer - 1] = end;
    for (const place of result.later) this.#later.see(place);
    await this.#set({
      ...this.#progress,
      chains: ends,
      seals: seals + result.seals,
      clockSkewMsMax: Math.max(clockSkewMsMax, result.clockSkewMsMax),
      newFrom: smaller(newFrom, result.firstId),
    });
  }

  /**
   * Where rows were dropped meanwhile, those that were counted are gone, and the tombstone that
   * says so is new: the walk begins again, and ends with the newest seals.
   */
  async #resumed(target: readonly number[]): Promise<Round> {
    const { round, base, newFrom } = this.#progress;
    if (round === null) throw new TypeError("no walk was interrupted");
    const partitions = await this.#source.partitions();
    if (partitions === round.partitions) return round;
    const earliest = smaller(round.start, newFrom && decisionIdOf(newFrom)) ?? zeroId;
    const start = base.length === 0 ? zeroId : earliest;
    this.#progress = { ...this.#progress, newFrom: null };
    return this.#again({ ...round, target, start, partitions });
  }

  async #nextRound(target: readonly number[]): Promise<Round> {
    const { base, newFrom, tally } = this.#progress;
    const partitions = await this.#source.partitions();
    // The first walk reads everything, so that rows before any seal are seen.
    const start = base.length === 0 ? zeroId : newFrom && decisionIdOf(newFrom);
    // Seals without rows alone need no walk.
    const from = start ?? "ffffffff-ffff-ffff-ffff-ffffffffffff";
    this.#progress = { ...this.#progress, newFrom: null };
    const knowsTombstones = false;
    return { target, start: from, from, carried: [], tally, partitions, knowsTombstones };
  }

  #again(round: Round): Round {
    return { ...round, from: round.start, carried: [], tally: this.#progress.tally };
  }

  async #checkRound(round: Round): Promise<void> {
    const { base, rounds } = this.#progress;
    const tombstones = round.knowsTombstones ? await this.#tombstones(round.target) : null;
    const merger = new RangeMerger(round);
    this.#runner.setScope({ kind: "rows", rows: { base, target: round.target, tombstones } });
    try {
      await inOrder(
        rowRanges(this.#source, round.from),
        this.#runner.width,
        (range) => this.#runner.run({ kind: "rows", range }),
        async (range, result) => this.#mergeRows(merger, range, rowsOf(result), tombstones),
      );
    } catch (error) {
      if (!(error instanceof TombstonesNeeded)) throw error;
      return this.#checkRound({ ...this.#again(round), knowsTombstones: true });
    }
    const { tally, target } = merger.state;
    this.#progress = { ...this.#progress, round: merger.state };
    const present = new Map(tally.present);
    checkTombstones(tally.tombstones, missingOf(tally), rounds === 0, present);
    await this.#set({ ...this.#progress, base: target, rounds: rounds + 1, tally, round: null });
  }

  async #mergeRows(
    merger: RangeMerger,
    range: IdRange,
    result: RangeResult,
    tombstones: readonly Tombstone[] | null,
  ): Promise<void> {
    if (!merger.merge(range, result, tombstones)) throw new TombstonesNeeded();
    for (const place of result.later) this.#later.see(place);
    const newFrom = smaller(this.#progress.newFrom, result.laterFrom);
    this.#progress = { ...this.#progress, newFrom };
    if (range.to !== null) await this.#set({ ...this.#progress, round: merger.state });
  }

  async #tombstones(target: readonly number[]): Promise<readonly Tombstone[]> {
    const isCovered = ({ writer, sequence }: SealPlace) => sequence <= (target[writer - 1] ?? -1);
    return (await this.#source.tombstones())
      .filter(({ seal }) => isCovered(sealPlaceOf(seal)))
      .flatMap(({ tombstone }) => tombstone ?? []);
  }

  #set(progress: Progress): Promise<void> {
    this.#progress = { ...progress, later: this.#later.list() };
    return this.#onProgress(this.#progress);
  }
}

/**
 * Tombstones are looked for only where rows are missing: no index helps to find them. The walk then
 * begins again, which costs little, since the oldest rows are those that go.
 */
class TombstonesNeeded extends Error {
  override readonly name = "TombstonesNeeded";
}

/** Heads by the number of their seal; two hashes of one are a mismatch by themselves. */
export function headMap(heads: readonly Head[]): ReadonlyMap<number, string> {
  const map = new Map<number, string>();
  for (const { writer, sequence, head } of heads) {
    const number = sealNumber(writer, sequence);
    const other = map.get(number);
    if (other !== undefined && other !== head) {
      const problem = "two different hashes of this seal were kept elsewhere";
      throw new Mismatch({ id: null, at: null, writer, sequence, problem });
    }
    map.set(number, head);
  }
  return map;
}

function chainsOf(result: TaskResult): ChainPartResult {
  if (result.kind === "bad") throw new Mismatch(result.finding);
  if (result.kind === "chains") return result.chains;
  throw new TypeError("the result is of another walk");
}

function rowsOf(result: TaskResult): RangeResult {
  if (result.kind === "bad") throw new Mismatch(result.finding);
  if (result.kind === "rows") return result.rows;
  throw new TypeError("the result is of another walk");
}
