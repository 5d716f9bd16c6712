import { outcomeIdOf } from "../format/row-id.ts";
import { sequencesMax } from "../format/seal.ts";
import type { StoredRow } from "./records.ts";

/** Targets whose allowed acts owe an outcome. */
const actTarget = /^(?:mcp|inference|a2a):\/\//;

/** Whether a row allows an act; by its id it can have an outcome. */
export function isAct(columns: {
  readonly id: string | null;
  readonly kind: string | null;
  readonly verdict: string | null;
  readonly target: string | null;
}): boolean {
  const isAllowed = columns.kind === "decision" && columns.verdict === "allow";
  return isAllowed && actTarget.test(columns.target ?? "") && /[02468ace]$/.test(columns.id ?? "");
}

/** Counts acts without an outcome. In the order of ids an outcome follows its decision at once. */
export class OpenActs {
  readonly #ended: ReadonlySet<number>;
  #awaited: string | undefined;
  #count = 0;

  /** Of a living writer an act may still be under way: only those of ended ones are counted. */
  constructor(ended: ReadonlySet<number>) {
    this.#ended = ended;
  }

  see(row: StoredRow): void {
    if (this.#awaited !== undefined && this.#awaited !== row.id) this.#count += 1;
    const isOwed = row.isAct && this.#ended.has(Math.floor(row.seal / sequencesMax));
    this.#awaited = isOwed ? outcomeIdOf(row.id) : undefined;
  }

  /** How many there were, once every row was seen. */
  finish(): number {
    return this.#count + (this.#awaited === undefined ? 0 : 1);
  }
}
