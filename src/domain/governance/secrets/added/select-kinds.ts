import type { SecretKindRow } from "#shared/secrets/secret-kind.ts";
import type { KindSelection } from "../kind.ts";
import { secretKinds } from "../kinds.ts";
import { buildPrefilter } from "../prefilter.ts";
import { compileKind } from "./compile-kind.ts";

/** Which kinds count: plain data, so that it can be sent to another thread. */
export interface KindChoice {
  readonly disabled: readonly string[];
  /** By the operator's files and by extensions. */
  readonly added: readonly SecretKindRow[];
}

/**
 * Compiled once for a policy. Without added kinds a search takes the path of the table alone. A row
 * that the loader would refuse is left out: it can only come from another version's snapshot.
 */
export function selectKinds({ disabled, added }: KindChoice): KindSelection {
  const selection = new Set(disabled);
  if (added.length === 0) return selection;
  const compiled = compiledOf(added);
  return compiled === null ? selection : Object.assign(selection, compiled);
}

type Compiled = Required<Pick<KindSelection, "prefilter" | "names">>;

/** The whole table takes tens of milliseconds; a changed file seldom changes its kinds. */
const memoMax = 4;
const memo = new Map<string, Compiled | null>();

function compiledOf(added: readonly SecretKindRow[]): Compiled | null {
  const key = JSON.stringify(added);
  const known = memo.get(key);
  if (known !== undefined) return known;
  if (memo.size >= memoMax) memo.clear();
  const compiled = compileAll(added);
  memo.set(key, compiled);
  return compiled;
}

function compileAll(added: readonly SecretKindRow[]): Compiled | null {
  const kinds = added.map(compileKind).filter((kind) => kind !== null);
  if (kinds.length === 0) return null;
  const names = kinds
    .filter((kind) => kind.isNamed === true)
    .flatMap((kind) => kind.keywords.map((word) => word.replace(/[_\-. ]/g, "")));
  return { prefilter: buildPrefilter([...secretKinds, ...kinds]), names };
}

export function isSameChoice(one: KindChoice, other: KindChoice): boolean {
  if (one === other) return true;
  return (
    JSON.stringify([one.disabled, one.added]) === JSON.stringify([other.disabled, other.added])
  );
}
