import { describe, expect, test } from "bun:test";
import { maskText } from "#domain/governance/secrets/mask.ts";
import { type CorpusSize, counted, generateCorpus, type Label, wholeCorpus } from "./corpus.ts";
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
});

/** A quarter of what `bun run accuracy` measures, so that the check takes seconds. */
const sampledCorpus: CorpusSize = {
  contextsOfKind: 4,
  kindsOfEvasion: 20,
  textsOfForm: 3,
  textsOfTemplate: 8,
  pieces: 1_000,
};

describe.each([1, 2])("M03 on the texts of seed %i the detector", (seed) => {
  const outcomes = measure(generateCorpus(seed, sampledCorpus), product);

  test.each(judge(outcomes))("holds the gate of $gate.name", ({ gate, share, holds }) => {
    expect({ name: gate.name, ...share, holds }).toMatchObject({ name: gate.name, holds: true });
  });

  test("repeats no credential in a finding", () => {
    expect(outcomes.filter(({ isRepeated }) => isRepeated)).toEqual([]);
  });

  test("leaves nothing of what it found in the masked text, and JSON is JSON still", () => {
    const plain = outcomes.filter(
      ({ isFlagged, sample: { encoding, secret, text } }) =>
        isFlagged && encoding === "plain" && secret !== "" && text.includes(secret),
    );
    const masked = plain.map(({ sample }) => ({ sample, text: maskText(sample.text) }));
    expect(masked.filter(({ sample, text }) => text.includes(sample.secret))).toEqual([]);
    const json = masked.filter(({ sample }) => sample.isArguments);
    expect(json.length).toBeGreaterThan(10);
    for (const { text } of json) JSON.parse(text);
  });
});
