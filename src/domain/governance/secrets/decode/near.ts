/** The last place of `sign` at `from` or at most `reach` characters before; -1 for none. */
export function lastNear(text: string, sign: string, from: number, reach: number): number {
  const start = Math.max(0, from - reach);
  const at = text.slice(start, from + 1).lastIndexOf(sign);
  return at === -1 ? -1 : start + at;
}

/** Where the line of `from` starts, or a place `reach` characters before where it is longer. */
export function lineStartNear(text: string, from: number, reach: number): number {
  return Math.max(lastNear(text, "\n", from - 1, reach) + 1, from - reach, 0);
}
