import { addAll, type CharSet, emptySet, type Item, mayBeEmpty, overlaps } from "./pattern-tree.ts";
import { readPattern } from "./read-pattern.ts";

/** What running a pattern once may cost, from its source alone. */
export interface PatternMeasure {
  /** The largest single quantifier; Infinity for one without a bound. */
  readonly single: number;
  /** The largest product of a quantifier around quantifiers. */
  readonly nested: number;
  /** In how many ways one text can be divided among its parts: what backtracking goes through. */
  readonly ways: number;
  /** The longest match. */
  readonly lengthMax: number;
  readonly looksBehind: boolean;
  readonly captures: number;
}

type Options = readonly (readonly Item[])[];

export function measurePattern(source: string): PatternMeasure {
  const options = readPattern(source);
  const atoms = atomsOf(options);
  return {
    single: Math.max(1, ...atoms.map(({ max }) => max)),
    nested: nestedOf(options),
    ways: waysOf(options, emptySet()),
    lengthMax: lengthOf(options, "max"),
    looksBehind: atoms.some(({ atom }) => atom.type === "look" && atom.behind),
    captures: atoms.filter(({ atom }) => atom.type === "group" && atom.capture).length,
  };
}

/** How many characters an alternative takes at least or at most. */
export function lengthOf(options: Options, bound: "min" | "max"): number {
  const choose = bound === "min" ? Math.min : Math.max;
  return choose(...options.map((items) => sum(items.map((item) => lengthOfItem(item, bound)))));
}

export function lengthOfItem({ atom, min, max }: Item, bound: "min" | "max"): number {
  const count = bound === "min" ? min : max;
  if (count === 0 || atom.type === "look" || atom.type === "edge") return 0;
  return atom.type === "set" ? count : count * lengthOf(atom.options, bound);
}

/** The least number of characters of the group, or of what is not fixed where there is none. */
export function secretLengthOf(options: Options): number {
  const group = atomsOf(options).find(({ atom }) => atom.type === "group" && atom.capture);
  if (group !== undefined) return lengthOfItem(group, "min");
  return Math.min(...options.map((items) => sum(items.filter(varies).map(leastOf))));
}

const leastOf = (item: Item): number => lengthOfItem(item, "min");

function varies({ atom }: Item): boolean {
  return atom.type !== "set" || atom.chars.filter((member) => member === 1).length > 2;
}

/** The characters that a sequence may begin with, `follow` where it may be empty. */
export function firstOf(items: readonly Item[], follow: CharSet): CharSet {
  const first = emptySet();
  for (const item of items) {
    const { atom } = item;
    if (atom.type === "set") addAll(first, atom.chars);
    // A look can fail on any character, which sends whatever stands before it back.
    else if (atom.type === "look" && !atom.behind) first.fill(1);
    else if (atom.type === "group") {
      for (const option of atom.options) addAll(first, firstOf(option, emptySet()));
    }
    if (!mayBeEmpty(item)) return first;
  }
  return addAll(first, follow);
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}

function atomsOf(options: Options): readonly Item[] {
  return options
    .flat()
    .flatMap((item) => ("options" in item.atom ? [item, ...atomsOf(item.atom.options)] : [item]));
}

function nestedOf(options: Options): number {
  return Math.max(
    1,
    ...options.flat().map(({ atom, max }) => {
      if (!("options" in atom)) return 1;
      const repeated = repeatedOf(atom.options);
      const here = repeated > 1 && max > 1 ? repeated * max : 1;
      return Math.max(here, nestedOf(atom.options));
    }),
  );
}

/** The largest product of the quantifiers inside. */
function repeatedOf(options: Options): number {
  return Math.max(
    1,
    ...options
      .flat()
      .map(
        ({ atom, max }) => Math.max(1, max) * ("options" in atom ? repeatedOf(atom.options) : 1),
      ),
  );
}

/** Alternatives that cannot begin with the same character exclude each other. */
function waysOf(options: Options, follow: CharSet): number {
  const each = options.map((items) => ({
    first: firstOf(items, follow),
    ways: waysOfSequence(items, follow),
  }));
  const together = each.map(({ first }) =>
    sum(each.filter((other) => overlaps(first, other.first)).map(({ ways }) => ways)),
  );
  return Math.max(1, ...together);
}

function waysOfSequence(items: readonly Item[], follow: CharSet): number {
  return items.reduce(
    (ways, item, at) => ways * waysOfItem(item, firstOf(items.slice(at + 1), follow)),
    1,
  );
}

function waysOfItem({ atom, min, max }: Item, next: CharSet): number {
  if (atom.type === "edge") return 1;
  if (atom.type === "look") return waysOf(atom.options, emptySet());
  const own = firstOf([{ atom, min: 1, max: 1 }], emptySet());
  // Where what follows cannot be a part of it, it ends at one place only.
  const ends = overlaps(own, next) ? max - min + 1 : 1;
  if (atom.type === "set") return ends;
  const after = max > 1 ? addAll(Uint8Array.from(next), own) : next;
  const inside = waysOf(atom.options, after);
  return inside === 1 ? ends : ends * inside ** max;
}
