import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { maskText } from "../mask.ts";
import { matchText } from "../match-text.ts";
import { contextualKinds } from "./kinds.ts";

const pieces = [
  ...contextualKinds.flatMap((kind) => kind.keywords.slice(0, 6)),
  "=", ":", ": ", "'", '"', "\\", "\n", " ", ",", "|", "(", ")", "<", ">", "</", "@", "/", "-p", "-u ",
  "Ab3!xyz9", "k9f2mm", "is", "value", "{", "}", "[", "]", "：", "「", "é", "…(9)", "${", "user",
]; // prettier-ignore

const text = fc
  .array(fc.oneof(fc.constantFrom(...pieces), fc.string({ maxLength: 6 })), { maxLength: 40 })
  .map((parts) => parts.join(""));

describe("M03 reading what surrounds a value", () => {
  test("ends for any text, with spans that lie in it", () => {
    fc.assert(
      fc.property(text, (mixed) => {
        for (const { start, end } of matchText(mixed, new Set(), Infinity).matches) {
          expect(start).toBeGreaterThanOrEqual(0);
          expect(end).toBeGreaterThan(start);
          expect(end).toBeLessThanOrEqual(mixed.length);
        }
      }),
      { numRuns: 2_000 },
    );
  });

  test("keeps JSON valid that carries any of it", () => {
    fc.assert(
      fc.property(fc.dictionary(text, text, { maxKeys: 4 }), (object) => {
        expect(() => JSON.parse(maskText(JSON.stringify(object)))).not.toThrow();
      }),
      { numRuns: 1_000 },
    );
  });
});
