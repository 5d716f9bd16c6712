import { sealNumber } from "#domain/audit/format/seal.ts";
import type { Gap } from "./missing-rows.ts";
import type { StoredSeal } from "../records.ts";

const hashBytes = 32;

/** What a range found of a batch that reaches over one of its ends; plain data. */
export interface BatchPart {
  readonly seal: number;
  readonly count: number;
  readonly firstId: string;
  readonly lastId: string;
  readonly lastAt: string | null;
  /** It began before the range. */
  readonly isEarlier: boolean;
  /** The first place that was found, and its row; null when there was none. */
  readonly from: { readonly place: number; readonly id: string; readonly at: string } | null;
  /** The place after the last that was found, and the last row. */
  readonly next: number;
  readonly lastRow: string | null;
}

/** A seal whose rows are being walked. */
export class OpenBatch {
  readonly isEarlier: boolean;
  readonly lastId: string;
  readonly #stored: StoredSeal;
  readonly #leaves: Buffer;
  #from: BatchPart["from"] = null;
  #next = 0;
  #lastRow: string | null = null;

  constructor(stored: StoredSeal, isEarlier: boolean) {
    this.#stored = stored;
    this.#leaves = Buffer.from(stored.leaves, "hex");
    this.isEarlier = isEarlier;
    this.lastId = stored.seal.last_id ?? "";
  }

  get sealedAt(): string {
    return this.#stored.seal.sealed_at;
  }

  get isComplete(): boolean {
    return this.#next === this.#stored.seal.count;
  }

  /** Which row is named when the end is missing. */
  get tailId(): string {
    return this.#next === 0 ? (this.#stored.seal.first_id ?? "") : this.lastId;
  }

  /** Where the row hash stands among those that are still to come. */
  placeOf(leaf: Buffer): number | undefined {
    return this.#find(leaf, this.#next);
  }

  holds(leaf: Buffer): boolean {
    return this.#find(leaf, 0) !== undefined;
  }

  /** Tells what is missing before the row; of an earlier batch only what is missing in between. */
  take(place: number, id: string, at: string): Gap | undefined {
    const missing = place - this.#next;
    const isFirst = this.#from === null;
    const gap = this.#gap(missing, id, at);
    this.#from ??= { place, id, at };
    this.#next = place + 1;
    this.#lastRow = id;
    return missing === 0 || (isFirst && this.isEarlier) ? undefined : gap;
  }

  tail(): Gap | undefined {
    const { count, first_at, last_at } = this.#stored.seal;
    if (this.isComplete) return undefined;
    return this.#gap(count - this.#next, null, this.#next === 0 ? first_at : last_at);
  }

  part(): BatchPart {
    const { seal } = this.#stored;
    return {
      seal: sealNumber(seal.writer, seal.sequence),
      count: seal.count,
      firstId: seal.first_id ?? "",
      lastId: this.lastId,
      lastAt: seal.last_at,
      isEarlier: this.isEarlier,
      from: this.#from,
      next: this.#next,
      lastRow: this.#lastRow,
    };
  }

  #find(leaf: Buffer, from: number): number | undefined {
    for (let place = from; place < this.#stored.seal.count; place++) {
      const at = place * hashBytes;
      if (this.#leaves.compare(leaf, 0, hashBytes, at, at + hashBytes) === 0) return place;
    }
    return undefined;
  }

  #gap(missing: number, before: string | null, at: string | null): Gap {
    const { seal } = this.#stored;
    return {
      seal: sealNumber(seal.writer, seal.sequence),
      missing,
      count: seal.count,
      after: this.#lastRow,
      before,
      firstId: seal.first_id ?? "",
      lastId: this.lastId,
      at,
    };
  }
}
