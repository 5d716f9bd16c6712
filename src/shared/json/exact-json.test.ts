import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import type { JsonValue } from "../json.ts";
import { parseExact, repeatsName, stringifyExact } from "./exact-json.ts";

describe("M11 JSON that is written again", () => {
  test.each([
    '{"id":12345678901234567890,"all":[-9007199254740993,0.5,1]}',
    '{"10":10000000000000000001,"2":20000000000000000003}',
    '["12345678901234567890",true,null]',
  ])("keeps every digit of %s", (text) => {
    const again = stringifyExact(parseExact(text));
    for (const digits of text.match(/\d{16,}/g) ?? []) expect(again).toContain(digits);
    expect(JSON.parse(again)).toEqual(JSON.parse(text));
  });

  test("is the same value, whatever it was", () => {
    fc.assert(
      fc.property(fc.json(), (text) => {
        expect(JSON.parse(stringifyExact(parseExact(text)))).toEqual(JSON.parse(text));
      }),
      { numRuns: 300 },
    );
  });

  test.each([
    ['{"a":1,"a":2}', true],
    ['{"b":[{"a":{"x":1},"\\u0061":2}]}', true],
    ['{"__proto__":1,"__proto__":2}', true],
    ['{"a":{"a":[{"a":":"}]},"__proto__":{"a":":\\":"}}', false],
    ["[]", false],
  ])("tells of %s whether it spells a name twice: %p", (text, repeats) => {
    expect(repeatsName(text, JSON.parse(text) as JsonValue)).toBe(repeats);
  });
});
