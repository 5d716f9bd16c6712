/** By character code; the last place stands for every character that is not ASCII. */
export type CharSet = Uint8Array;

export type Atom =
  | { readonly type: "set"; readonly chars: CharSet }
  | { readonly type: "group"; readonly capture: boolean; readonly options: readonly Item[][] }
  /** `(?=…)`, `(?!…)` and, with `behind`, `(?<=…)`, `(?<!…)`. */
  | { readonly type: "look"; readonly behind: boolean; readonly options: readonly Item[][] }
  /** `^`, `$`, `\b`, `\B`. */
  | { readonly type: "edge" };

/** An atom and how often it stands there; `max` is Infinity where nothing bounds it. */
export interface Item {
  readonly atom: Atom;
  readonly min: number;
  readonly max: number;
}

export const asciiCount = 128;

export function emptySet(): CharSet {
  return new Uint8Array(asciiCount + 1);
}

export function overlaps(one: CharSet, other: CharSet): boolean {
  return one.some((member, code) => member === 1 && other[code] === 1);
}

export function addAll(into: CharSet, from: CharSet): CharSet {
  from.forEach((member, code) => {
    if (member === 1) into[code] = 1;
  });
  return into;
}

/** Looks and edges take no characters, and what may be left out may take none. */
export function mayBeEmpty({ atom, min }: Item): boolean {
  if (min === 0 || atom.type === "look" || atom.type === "edge") return true;
  return atom.type === "group" && atom.options.some((option) => option.every(mayBeEmpty));
}
