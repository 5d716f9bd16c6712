/** `bun run check:long` sets this; `bun run check` runs the same tests in their short form. */
export const whole = process.env["SYSTEMPROMPT_CHECK"] === "long";

/** How long, how many, how much: the first in `check:long`, the second in `check`. */
export function length(inWhole: number, inShort: number): number {
  return whole ? inWhole : inShort;
}
