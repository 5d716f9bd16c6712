import { describe, expect, test } from "bun:test";
import { scanForSecrets } from "#domain/governance/secrets/scan-value.ts";
import { whole } from "#scripts/long/length.ts";
import { hostileTexts } from "./hostile-texts.ts";

const length = 24_576;
const count = whole ? 2_000 : 60;
/** The limit, what a short text is granted, and one reading that went on past the limit. */
const stepsMax = 25 * length + 300_000 + 20 * length;
/** What is decoded may spend more, once. */
const decodedStepsMax = 1_000_000;
const timeoutMs = whole ? 600_000 : 60_000;

function stepsOf(text: string): number {
  const meter = { steps: 0 };
  scanForSecrets({ text }, { disabledKinds: new Set() }, meter);
  return meter.steps;
}

describe("M03 a text that is made to cost as much as it can", () => {
  test(
    "is given up in time, whichever beginnings of credentials it repeats",
    () => {
      const over = hostileTexts(1, count, length)
        .map(({ unit, text, isPlain }) => ({
          unit: unit.slice(0, 80),
          steps: stepsOf(text) - (isPlain ? 0 : decodedStepsMax),
        }))
        .filter(({ steps }) => steps > stepsMax);
      expect(over).toEqual([]);
    },
    timeoutMs,
  );

  test(
    "costs no more for each character when it is longer",
    () => {
      const short = hostileTexts(2, count / 5, 8_192);
      const long = hostileTexts(2, count / 5, 16_384);
      for (const [at, { text }] of short.entries()) {
        expect(stepsOf(long[at]?.text ?? "")).toBeLessThanOrEqual(2.2 * stepsOf(text) + 100_000);
      }
    },
    timeoutMs,
  );
});
