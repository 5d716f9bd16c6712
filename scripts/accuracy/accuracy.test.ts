import { describe, expect, test } from "bun:test";
import { counted, generateCorpus, type Label, wholeCorpus } from "./corpus.ts";
import { judge } from "./gates.ts";
import { measure, product } from "./measure.ts";

const samples = generateCorpus(1, wholeCorpus);
const count = (...labels: Label[]) => samples.filter(({ label }) => labels.includes(label)).length;

describe("M03 the accuracy corpus", () => {
  test("is as broad as it claims", () => {
    expect(counted.kinds).toBeGreaterThanOrEqual(200);
    expect(counted.contexts).toBeGreaterThanOrEqual(25);
    expect(counted.evasions).toBeGreaterThanOrEqual(20);
    expect(counted.forms).toBeGreaterThanOrEqual(60);
    expect(count("contextual")).toBeGreaterThanOrEqual(600);
    expect(count("ordinary")).toBeGreaterThanOrEqual(2000);
    expect(count("file")).toBe(wholeCorpus.pieces);
  });

  test("is the same again from the same seed, and another from another", () => {
    const small = { ...wholeCorpus, contextsOfKind: 1, kindsOfEvasion: 1, pieces: 5 };
    expect(generateCorpus(7, small)).toEqual(generateCorpus(7, small));
    expect(generateCorpus(8, small)).not.toEqual(generateCorpus(7, small));
  });

  test("holds every credential whole where it stands plain", () => {
    const lost = samples.filter(
      ({ context, label, secret, text }) =>
        label === "structured" && context === "chat" && !text.includes(secret),
    );
    expect(lost).toEqual([]);
  });

  test("is judged by gates that a detector can fail", () => {
    const blind = judge(measure(samples, () => ({ kinds: [], shown: [] })));
    expect(blind.map(({ holds }) => holds)).toEqual([false, false, false, true]);
    const loud = judge(measure(samples, () => ({ kinds: ["anything"], shown: [] })));
    expect(loud.map(({ holds }) => holds)).toEqual([true, true, true, false]);
  });

  test("is not repeated by any finding", () => {
    expect(measure(samples, product).filter(({ isRepeated }) => isRepeated)).toEqual([]);
  });
});
