import { effort } from "#domain/governance/secrets/linear/effort.ts";
import { type View, ViewBuilder } from "../view.ts";

/** Literals of one character: fewer are a table of keys or a menu. */
export const singlesMin = 16;
const gapMax = 16;
const singleSteps = 20;

/** A literal that is no name of a member: `"0": "g"`, `(0, 'g')`. */
const single = /(["'])([^"'\\\s:,])\1(?!\s{0,2}:)/g;
/** What may stand between two: a place, brackets, and what ends a member. */
const between = /^[\s\d,.:;()[\]{}="'>-]*$/;

/** Characters that are given one by one with their places, behind each other. */
export function readSingles(text: string): View | null {
  const builder = new ViewBuilder(text);
  let row: number[] = [];
  const settle = (): void => {
    const [first] = row;
    if (first !== undefined && row.length >= singlesMin) {
      if (builder.length > 0) builder.replace(first, first, "\n\n");
      for (const at of row) builder.keep(at, at + 1);
    }
    row = [];
  };
  for (const { index } of text.matchAll(single)) {
    effort.steps += singleSteps;
    const end = (row.at(-1) ?? index - 1) + 2;
    if (index - end > gapMax || !between.test(text.slice(end, index))) settle();
    row.push(index + 1);
  }
  settle();
  return builder.length === 0 ? null : builder.finish();
}
