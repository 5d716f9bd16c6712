import type { Value } from "../values/read-value.ts";

/** The first row, with those below it. */
export function withRows([first, ...more]: readonly Value[]): Value | null {
  if (first === undefined || more.length === 0) return first ?? null;
  return { ...first, more };
}
