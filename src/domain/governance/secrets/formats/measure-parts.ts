import { expandSet } from "./characters.ts";
import type { Part } from "./parts.ts";
import { isLongValue } from "./value-ahead.ts";

export function longestOf(part: Part): number {
  if (typeof part === "string") return part.length;
  if ("words" in part) return Math.max(...part.words.map((word) => word.length));
  return part.max;
}

export function shortestOf(part: Part): number {
  if (typeof part === "string") return part.length;
  if ("words" in part) return Math.min(...part.words.map((word) => word.length));
  return part.min;
}

/** Every character that a part may hold. */
function charactersOf(part: Part): string {
  if (typeof part === "string") return part;
  return "words" in part ? part.words.join("") : expandSet(part.set);
}

/** As `isLongValue`, for a value in parts. */
export function isLong(parts: readonly Part[], isRandom: boolean): boolean {
  const length = parts.reduce((sum, part) => sum + shortestOf(part), 0);
  return isLongValue(parts.map(charactersOf).join(""), length, isRandom);
}
