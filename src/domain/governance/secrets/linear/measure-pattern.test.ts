import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { findKeyword } from "./find-keyword.ts";
import { firstOf, lengthOf, measurePattern } from "./measure-pattern.ts";
import { asciiCount, emptySet } from "./pattern-tree.ts";
import { PatternProblem, readPattern } from "./read-pattern.ts";

const pieces = fc.constantFrom(
  "a", "[a-c]", "\\d", "(?:ab|c)", "[^x]", "\\.", "(?:a{1,3}b)", "(?:x|yz{0,2})", "[\\]\\-a]", "_",
  "(?:(?:a|b)c)", "\\w",
); // prettier-ignore
const quantifiers = fc.constantFrom("", "", "?", "{2}", "{1,3}", "{0,4}", "{1,3}?");
const sources = fc
  .array(fc.tuple(pieces, quantifiers), { minLength: 1, maxLength: 6 })
  .map((parts) => parts.map(([piece, quantifier]) => piece + quantifier).join(""));

/** A pattern with a text that it matches whole. */
const matched = sources.chain((source) =>
  fc.tuple(fc.constant(source), fc.stringMatching(new RegExp(`^(?:${source})$`))),
);

/** Infinity for what is refused by name. */
function waysThrough(text: string): number {
  try {
    return measurePattern(text).ways;
  } catch (error) {
    if (error instanceof PatternProblem || error instanceof SyntaxError) return Infinity;
    throw error;
  }
}

describe("M03 the measure of a pattern", () => {
  test("bounds the length of whatever the pattern matches", () => {
    fc.assert(
      fc.property(matched, ([source, text]) => {
        expect(text.length).toBeLessThanOrEqual(measurePattern(source).lengthMax);
        expect(text.length).toBeGreaterThanOrEqual(lengthOf(readPattern(source), "min"));
      }),
    );
  });

  test("knows each character that a match begins with", () => {
    fc.assert(
      fc.property(matched, ([source, text]) => {
        fc.pre(text !== "");
        const begins = readPattern(source).map((items) => firstOf(items, emptySet()));
        const code = Math.min(text.charCodeAt(0), asciiCount);
        expect(begins.some((first) => first[code] === 1)).toBe(true);
      }),
    );
  });

  test("finds a keyword within the reach that it says, in every match", () => {
    fc.assert(
      fc.property(sources, sources, (before, after) => {
        const source = `${before}kw9${after}`;
        const reach = findKeyword(readPattern(source), "kw9");
        expect(reach).not.toBeNull();
        const [text = ""] = fc.sample(fc.stringMatching(new RegExp(`^(?:${source})$`)), 1);
        const places = [...text.matchAll(/kw9/g)].map(({ index }) => index);
        const within = places.filter(
          (at) => at >= (reach?.beforeMin ?? Infinity) && at <= (reach?.before ?? -1),
        );
        expect(within.length).toBeGreaterThan(0);
      }),
    );
  });

  test("of any text is a number or a named problem, never a crash", () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom(..."ab(|)[]{}?:!<=*+\\12,.^$-") }), (text) => {
        expect(waysThrough(text)).toBeGreaterThanOrEqual(1);
      }),
    );
  });
});
