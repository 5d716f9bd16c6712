import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { nameSearch } from "./name-search.ts";

describe("M03 names of settings", () => {
  test("are found where one stands inside a longer name, and nowhere else", () => {
    const letter = fc.constantFrom("a", "b", "c");
    const name = fc.string({ unit: letter, minLength: 1, maxLength: 4 });
    const text = fc.string({ unit: letter, maxLength: 12 });
    fc.assert(
      fc.property(fc.array(name, { maxLength: 6 }), text, (names, looked) => {
        expect(nameSearch(names)(looked)).toBe(names.some((one) => looked.includes(one)));
      }),
    );
  });
});
