import { describe, expect, test } from "bun:test";
import { secretKinds } from "./kinds.ts";

/** What a nest of quantifiers may repeat at most before it counts as a danger. */
const nestedRepeatsMax = 2_000;

interface Quantifier {
  readonly max: number;
  readonly length: number;
}

function quantifierAt(source: string, at: number): Quantifier {
  const bounded = /^\{(\d+)(,?)(\d*)\}/.exec(source.slice(at));
  if (bounded !== null) {
    const [text, min = "0", comma, max] = bounded;
    const limit = comma === "" ? min : max === "" ? "Infinity" : max;
    return { max: Number(limit), length: text.length };
  }
  const unbounded = source[at] === "*" || source[at] === "+";
  if (unbounded) return { max: Number.POSITIVE_INFINITY, length: 1 };
  return { max: 1, length: source[at] === "?" ? 1 : 0 };
}

/** The largest product of quantifiers around quantifiers; Infinity for one without a bound. */
function nestedRepeats(source: string): { single: number; nested: number } {
  const groups: number[] = [1];
  let single = 1;
  let nested = 1;
  for (let at = 0; at < source.length;) {
    const character = source[at];
    let inner = 0;
    if (character === "(") {
      groups.push(1);
      at += /^\((?:\?(?:<?[!=]|:))?/.exec(source.slice(at))?.[0].length ?? 1;
      continue;
    }
    if (character === "|") {
      at += 1;
      continue;
    }
    if (character === "\\") at += 2;
    else if (character === "[")
      at += /^\[(?:\\.|[^\]\\])*\]/.exec(source.slice(at))?.[0].length ?? 1;
    else at += 1;
    if (character === ")") inner = groups.pop() ?? 1;
    const { max, length } = quantifierAt(source, at);
    at += length;
    single = Math.max(single, max);
    const product = Math.max(1, inner) * max;
    if (inner > 1 && max > 1) nested = Math.max(nested, product);
    groups[groups.length - 1] = Math.max(groups.at(-1) ?? 1, product);
  }
  return { single, nested };
}

describe("M03 patterns", () => {
  test.each([
    ["(a+)+", Number.POSITIVE_INFINITY],
    ["[a-z]*x", Number.POSITIVE_INFINITY],
    ["a{3,}", Number.POSITIVE_INFINITY],
    ["(?:a{1,50}){1,90}", 4_500],
    ["[*+]{2}\\+", 2],
  ])("the measure sees %s", (source, expected) => {
    const { single, nested } = nestedRepeats(source);
    expect(Math.max(single, nested)).toBe(expected);
  });

  test.each(secretKinds.map((kind) => [kind.id, kind.pattern] as const))(
    "%s is sticky, bounded and without references",
    (_id, pattern) => {
      const { single, nested } = nestedRepeats(pattern.source);
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
