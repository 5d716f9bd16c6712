import type { JsonValue } from "#shared/json.ts";
import type { PathPart, Position } from "./diagnostic.ts";

/** A value that knows where it stands: what the checks read, whatever it was parsed from. */
export type Located = LocatedScalar | LocatedList | LocatedMap;

export interface LocatedScalar {
  readonly kind: "scalar";
  readonly at: Position;
  readonly value: string | number | boolean | null;
}

export interface LocatedList {
  readonly kind: "list";
  readonly at: Position;
  readonly items: readonly Located[];
}

export interface LocatedMap {
  readonly kind: "map";
  readonly at: Position;
  readonly entries: readonly LocatedEntry[];
}

export interface LocatedEntry {
  readonly key: string;
  readonly keyAt: Position;
  readonly value: Located;
}

/** The plain value, without places. `fromEntries` keeps `__proto__` an own member. */
export function plainValue(node: Located): JsonValue {
  if (node.kind === "scalar") return node.value;
  if (node.kind === "list") return node.items.map(plainValue);
  return Object.fromEntries(node.entries.map((entry) => [entry.key, plainValue(entry.value)]));
}

/** Where a path stands; a key's own place, or the nearest parent's when the path is not written. */
export function positionOf(root: Located, parts: readonly PathPart[]): Position {
  let node = root;
  let at = root.at;
  for (const part of parts) {
    if (node.kind === "list" && typeof part === "number") {
      const item = node.items[part];
      if (item === undefined) return at;
      node = item;
      at = item.at;
    } else if (node.kind === "map") {
      const entry = node.entries.find((candidate) => candidate.key === part);
      if (entry === undefined) return at;
      node = entry.value;
      at = entry.keyAt;
    } else return at;
  }
  return at;
}

/** Every text in the tree with its path. */
export function* textsOf(
  node: Located,
  path: readonly PathPart[] = [],
): Generator<{ readonly text: string; readonly at: Position; readonly path: readonly PathPart[] }> {
  if (node.kind === "scalar") {
    if (typeof node.value === "string") yield { text: node.value, at: node.at, path };
  } else if (node.kind === "list") {
    for (const [index, item] of node.items.entries()) yield* textsOf(item, [...path, index]);
  } else {
    for (const entry of node.entries) yield* textsOf(entry.value, [...path, entry.key]);
  }
}
