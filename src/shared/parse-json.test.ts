import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { isAppError } from "./errors.ts";
import { jsonDepthMax, parseGovernedJson } from "./parse-json.ts";

function refusal(input: string | Uint8Array): string {
  try {
    parseGovernedJson(input);
  } catch (error) {
    if (isAppError(error)) return `${error.code}: ${error.message}`;
    throw error;
  }
  return "accepted";
}

describe("M01 governed JSON", () => {
  test.each([
    ['{"a":1,"a":2}', "duplicate key"],
    ['{"x":{"a":1,"\\u0061":2}}', "duplicate key"],
    ['[{"a":{}},{"b":1,"b":1}]', "duplicate key"],
    ['{"n":9007199254740993}', "beyond 2^53"],
    ['{"n":1e400}', "too large"],
    ['{"s":"\\ud800"}', "lone surrogate"],
    ['{"\\udc00":1}', "lone surrogate"],
    ['{"s":"\\u0000"}', "NUL"],
    ["{", "not valid JSON"],
    ["", "not valid JSON"],
    ['{"a":1}{"b":2}', "not valid JSON"],
  ])("refuses %s", (input, part) => {
    expect(refusal(input)).toContain(part);
  });

  test("refuses bytes that are not UTF-8", () => {
    expect(refusal(new Uint8Array([0x22, 0xff, 0x22]))).toContain("UTF-8");
  });

  test("refuses nesting over the bound and accepts nesting at it", () => {
    const nested = (depth: number) => "[".repeat(depth) + "]".repeat(depth);
    expect(refusal(nested(jsonDepthMax + 1))).toContain("nested deeper");
    expect(refusal(nested(jsonDepthMax))).toBe("accepted");
    expect(refusal(nested(200_000))).toContain("nested deeper");
  });

  test("keeps __proto__ and constructor as plain members", () => {
    const value = parseGovernedJson('{"__proto__":{"polluted":1},"constructor":2}');
    expect(Object.keys(value as object)).toEqual(["__proto__", "constructor"]);
    expect(({} as Record<string, unknown>)["polluted"]).toBeUndefined();
  });

  test("reads colons, quotes and backslashes inside strings as text", () => {
    const value = { 'a":b': 'c:\\"d\\\\', ":": ["\\", '"'] };
    expect(parseGovernedJson(JSON.stringify(value))).toEqual(value);
  });

  test("accepts every I-JSON value that JSON.stringify writes", () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 8 }), (value) => {
        const text = JSON.stringify(value);
        const accepted = refusal(text) === "accepted";
        expect(accepted || /2\^53|surrogate|NUL|too large/.test(refusal(text))).toBe(true);
        if (accepted) expect(JSON.stringify(parseGovernedJson(text))).toBe(text);
      }),
    );
  });
});
