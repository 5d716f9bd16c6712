import { expandSet } from "./characters.ts";
import type { Part } from "./parts.ts";
import { isOfValues, longLengthMin } from "./value-ahead.ts";

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

/** Every value holds a row of characters that no prose has; an equals sign or a colon ends one. */
export function isLong(parts: readonly Part[], isRandom: boolean): boolean {
  let longest = 0;
  let run = 0;
  for (const part of parts) {
    run = isOfValues(charactersOf(part)) ? run + shortestOf(part) : 0;
    longest = Math.max(longest, run);
  }
  return longest >= longLengthMin(isRandom);
}
