import { type ChainPart, type ChainPartResult, checkChains } from "../check-chains.ts";
import { checkRows, type RangeResult, type RowsScope } from "../rows/check-rows.ts";
import type { StoredWriter } from "../records.ts";
import { type Finding, Mismatch } from "../report.ts";
import type { EvidenceSource, IdRange } from "../source.ts";

/** A piece of the work that can be done by itself; plain data, like its result. */
export type Task =
  | { readonly kind: "chains"; readonly part: ChainPart }
  | { readonly kind: "rows"; readonly range: IdRange };

export type TaskResult =
  | { readonly kind: "chains"; readonly chains: ChainPartResult }
  | { readonly kind: "rows"; readonly rows: RangeResult }
  | { readonly kind: "bad"; readonly finding: Finding };

/** What every piece of a walk has in common. */
export type Scope =
  | { readonly kind: "chains"; readonly writers: readonly StoredWriter[] }
  | { readonly kind: "rows"; readonly rows: RowsScope };

/** Does pieces of work: one after the other here, or several at once in threads. */
export interface TaskRunner extends AsyncDisposable {
  /** How many pieces it wants to have at once. */
  readonly width: number;
  /** For the pieces that follow. */
  setScope(scope: Scope): void;
  run(task: Task): Promise<TaskResult>;
}

export async function runTask(
  source: EvidenceSource,
  scope: Scope,
  task: Task,
): Promise<TaskResult> {
  try {
    if (task.kind === "chains" && scope.kind === "chains") {
      return { kind: "chains", chains: await checkChains(source, scope.writers, task.part) };
    }
    if (task.kind === "rows" && scope.kind === "rows") {
      return { kind: "rows", rows: await checkRows(source, scope.rows, task.range) };
    }
  } catch (error) {
    if (error instanceof Mismatch) return { kind: "bad", finding: error.finding };
    throw error;
  }
  throw new TypeError("the piece is of another walk");
}

/** In this thread, one after the other. */
export function inlineRunner(source: EvidenceSource): TaskRunner {
  let scope: Scope = { kind: "chains", writers: [] };
  return {
    width: 1,
    setScope: (given) => {
      scope = given;
    },
    run: (task) => runTask(source, scope, task),
    async [Symbol.asyncDispose]() {},
  };
}

/** Runs the items at most so many at once, and merges the results in the order of the items. */
export async function inOrder<Item, Result>(
  items: AsyncIterable<Item> | Iterable<Item>,
  width: number,
  run: (item: Item) => Promise<Result>,
  merge: (item: Item, result: Result) => Promise<void>,
): Promise<void> {
  const under: { readonly item: Item; readonly result: Promise<Result> }[] = [];
  const mergeFirst = async () => {
    const first = under.shift();
    if (first !== undefined) await merge(first.item, await first.result);
  };
  for await (const item of items) {
    const result = run(item);
    // A result that is never asked for, because an earlier one ended the walk, may fail in silence.
    result.catch(() => undefined);
    under.push({ item, result });
    if (under.length >= width) await mergeFirst();
  }
  while (under.length > 0) await mergeFirst();
}
