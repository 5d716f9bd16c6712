import type { SecretKind } from "../kind.ts";
import { membersOf } from "./characters.ts";

export interface Mark {
  /** Lower-case literals, rarer than the one that the format starts with. */
  readonly keywords: readonly string[];
  /** How many characters of the format stand before the mark, at least and at most. */
  readonly before: readonly [min: number, max: number];
  /** What those characters are drawn from. */
  readonly set: string;
}

/** A kind that is looked for by a literal in its middle or at its end. */
export function foundBy(kind: SecretKind, mark: Mark): SecretKind {
  const [beforeMin, before] = mark.before;
  return { ...kind, keywords: mark.keywords, before, beforeMin, leads: membersOf(mark.set) };
}
