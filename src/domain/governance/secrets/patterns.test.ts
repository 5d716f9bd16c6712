import { describe, expect, test } from "bun:test";
import { secretKinds } from "./kinds.ts";
import { measurePattern } from "./linear/measure-pattern.ts";

/** What a nest of quantifiers may repeat at most before it counts as a danger. */
const nestedRepeatsMax = 2_000;

describe("M03 patterns", () => {
  test.each([
    ["(a+)+", Number.POSITIVE_INFINITY],
    ["[a-z]*x", Number.POSITIVE_INFINITY],
    ["a{3,}", Number.POSITIVE_INFINITY],
    ["(?:a{1,50}){1,90}", 4_500],
    ["[*+]{2}\\+", 2],
  ])("the measure sees %s", (source, expected) => {
    const { single, nested } = measurePattern(source);
    expect(Math.max(single, nested)).toBe(expected);
  });

  test.each([
    ["(?:a|a){1,40}", 2 ** 40],
    ["[a-z]{0,999}[a-z]{0,999}x", 1_000_000],
    ["[a-z]{0,999}-[a-z]{0,999}x", 1_000],
    ["(?:[a-z0-9]{4}-){3}[a-z]{1,90}", 1],
    ["(?:mysql|postgres|redis)://[a-z]{1,9}@", 1],
    ["[a-z]{1,10}(?![a-z])", 10],
  ])("the measure counts the ways through %s", (source, ways) => {
    expect(measurePattern(source).ways).toBe(ways);
  });

  test.each(secretKinds.map((kind) => [kind.id, kind.pattern] as const))(
    "%s is sticky, bounded and without references",
    (_id, pattern) => {
      const { single, nested } = measurePattern(pattern.source);
      expect(pattern.sticky).toBe(true);
      expect(pattern.global).toBe(false);
      expect(single).toBeLessThanOrEqual(20_000);
      expect(nested).toBeLessThanOrEqual(nestedRepeatsMax);
      expect(pattern.source).not.toMatch(/\\[1-9]|\\k</);
      // A look-behind of one character is all that borders need.
      expect(pattern.source.replace(/\(\?<!\[[^\]]+\]\)/g, "")).not.toContain("(?<");
    },
  );
});
