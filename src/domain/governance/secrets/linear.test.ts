import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { scanForSecrets } from "./scan-value.ts";

/** Steps are characters looked at and patterns tried; each try is bounded by its own pattern. */
function stepsOf(text: string): number {
  const meter = { steps: 0 };
  scanForSecrets({ text }, { disabledKinds: new Set() }, meter);
  return meter.steps;
}

const parts = [
  "a", "ghp_", "sk-", "sk-proj-", "eyJ", "eyJaaaaaaaaaa.", "://", "http://a:", "-----BEGIN ",
  "-----BEGIN PRIVATE KEY-----", "\\", "\\u0067", "%25", "%67", "&#103;", "\u200b", "ѕ", "字",
  "secret_key=", '"d":"', '"kty":', "aws_session_token=", "QUtJQUFC", "6768705f", "xoxb-", ".",
  "sig=", "{", "\n", "=", " ", "PuTTY-User-Key-File-2: ", "1//0", "SK", "é",
]; // prettier-ignore

describe("M03 cost", () => {
  test.each(parts)("of %j repeated grows with its length and not faster", (part) => {
    const once = stepsOf(part.repeat(2_000));
    const twice = stepsOf(part.repeat(4_000));
    expect(twice).toBeLessThanOrEqual(once * 2.2 + 1_000);
  });

  test("of any mixture grows with its length and not faster", () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...parts), { minLength: 1, maxLength: 8 }), (mix) => {
        const unit = mix.join("");
        const count = Math.ceil(4_000 / unit.length);
        const once = stepsOf(unit.repeat(count));
        const twice = stepsOf(unit.repeat(count * 2));
        expect(twice).toBeLessThanOrEqual(once * 2.2 + 2_000);
      }),
      { numRuns: 150 },
    );
  });

  test("stays within a fixed number of steps for each character", () => {
    fc.assert(
      fc.property(fc.string({ unit: "grapheme", maxLength: 400 }), (text) => {
        expect(stepsOf(text)).toBeLessThanOrEqual(40 * text.length + 100);
      }),
    );
  });
});
