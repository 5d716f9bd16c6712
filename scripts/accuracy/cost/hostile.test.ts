import { describe, expect, test } from "bun:test";
import { seededDraw } from "#domain/governance/secrets/draw.ts";
import { scanForSecrets } from "#domain/governance/secrets/scan-value.ts";
import type { JsonValue } from "#shared/json.ts";
import { whole } from "#scripts/long/length.ts";
import { drawGenome, express, nameOf } from "./genomes.ts";
import { hostileTexts } from "./hostile-texts.ts";

const lengths = whole ? [8_192, 32_768, 131_072] : [32_768];
const count = whole ? 1_000 : 40;
const stepsPerCharacterMax = 23;
/** What 32 KB may spend, so may a shorter text. */
const stepsMin = 32_768 * stepsPerCharacterMax;
/** A reading that began before the limit is ended: at most 6 more steps a character were seen. */
const overshoot = 8;
const timeoutMs = whole ? 600_000 : 60_000;

const stepsMaxOf = (length: number): number =>
  Math.max(stepsMin, stepsPerCharacterMax * length) + overshoot * length;

function stepsOf(text: string): number {
  const meter = { steps: 0 };
  scanForSecrets({ text }, { disabledKinds: new Set() }, meter);
  return meter.steps;
}

describe("M03 a text that is made to cost as much as it can", () => {
  test.each(lengths)(
    "of %d characters is given up in time, whatever it repeats",
    (length) => {
      const draw = seededDraw(length);
      const drawn = Array.from({ length: count }, () => drawGenome(draw));
      const texts = [
        ...hostileTexts(1, count, length).map(
          ({ unit, text }) => [unit.slice(0, 80), text] as const,
        ),
        ...drawn.map((genome) => [nameOf(genome), express(genome, length)] as const),
      ];
      const over = texts
        .map(([name, text]) => ({ name, steps: stepsOf(text) }))
        .filter(({ steps }) => steps > stepsMaxOf(length));
      expect(over).toEqual([]);
    },
    timeoutMs,
  );

  test("grants a value nothing for being read again in other ways", () => {
    let value: JsonValue = Array.from({ length: 400 }, (_, at) => `ghp_sk_test_key=${at}`);
    for (let depth = 0; depth < 100; depth += 1) value = [value, [`a${depth}`]];
    const meter = { steps: 0 };
    scanForSecrets(value, { disabledKinds: new Set() }, meter);
    expect(meter.steps).toBeLessThanOrEqual(2 * stepsMaxOf(JSON.stringify(value).length));
  });

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
