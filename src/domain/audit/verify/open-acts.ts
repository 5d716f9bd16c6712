import { outcomeIdOf } from "../format/row-id.ts";
import { sealPlaceOf } from "../format/seal-place.ts";
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

/** An allowed act without an outcome, and the number of its writer. */
export type OpenAct = readonly [id: string, writer: number];

/** Finds acts without an outcome. In the order of ids an outcome follows its decision at once. */
export class OpenActs {
  readonly #found: OpenAct[] = [];
  #awaited: { readonly act: OpenAct; readonly outcome: string } | undefined;

  see(row: StoredRow): void {
    if (this.#awaited !== undefined) {
      if (this.#awaited.outcome !== row.id) this.#found.push(this.#awaited.act);
      this.#awaited = undefined;
    }
    if (!row.isAct) return;
    const act: OpenAct = [row.id, sealPlaceOf(row.seal).writer];
    this.#awaited = { act, outcome: outcomeIdOf(row.id) };
  }

  /** All of them, once every row was seen. */
  finish(): readonly OpenAct[] {
    return this.#awaited === undefined ? this.#found : [...this.#found, this.#awaited.act];
  }
}
