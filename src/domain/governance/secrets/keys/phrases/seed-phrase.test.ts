import { describe, expect, test } from "bun:test";
import { seededDraw } from "#domain/governance/secrets/draw.ts";
import { scanText } from "#domain/governance/secrets/scan-text.ts";
import { findSeedPhrases, seedPhrase } from "./seed-phrase.ts";
import { english } from "./languages.ts";

const englishWords = english.words();
const phraseOf = (seed: number): string => seedPhrase.example(seededDraw(seed));

function found(text: string): readonly string[] {
  return findSeedPhrases(text).map(({ start, end }) => text.slice(start, end));
}

describe("M03 seed phrases", () => {
  test("have a list of 2,048 words in order", () => {
    expect(englishWords.length).toBe(2_048);
    expect([...englishWords].sort()).toEqual([...englishWords]);
    expect(
      new Bun.CryptoHasher("sha256").update(`${englishWords.join("\n")}\n`).digest("hex"),
    ).toBe("2f5eed53a4727b4bf8880d8f3f199efc90e58503646d9ff8eff3a2ed3b24dbda");
  });

  test.each([
    ["alone", (phrase: string) => phrase],
    ["after a colon", (phrase: string) => `seed: ${phrase}.`],
    ["in a sentence", (phrase: string) => `Please keep ${phrase} in the safe, and tell nobody.`],
    ["among words of the list", (phrase: string) => `use this ${phrase} wallet`],
    ["on lines", (phrase: string) => `words\n${phrase.replaceAll(" ", "\n")}\n`],
    ["with commas", (phrase: string) => `[${phrase.replaceAll(" ", ", ")}]`],
    ["as JSON", (phrase: string) => JSON.stringify({ m: phrase.split(" ") }, null, 2)],
    ["far inside", (phrase: string) => `${"The quick brown fox. ".repeat(40)}${phrase}`],
    [
      "numbered",
      (phrase: string) =>
        phrase
          .split(" ")
          .map((word, at) => `${at + 1}. ${word}`)
          .join("\n"),
    ],
  ])("are found %s", (_where, write) => {
    for (let seed = 1; seed <= 40; seed += 1) {
      const [first = ""] = found(write(phraseOf(seed)));
      expect(first.match(/[a-z]+/g)?.join(" ")).toContain(phraseOf(seed));
    }
  });

  test("are masked as a whole and named", () => {
    const { matches } = scanText(`mnemonic=${phraseOf(3)}`);
    expect(matches.map((match) => match.kind.id)).toEqual(["wallet.seed-phrase"]);
    expect(matches[0]?.masked).toBe(`…(${phraseOf(3).length})`);
  });

  test.each([
    ["the published test vectors", `${"abandon ".repeat(11)}about`],
    ["the account of local test networks", `${"test ".repeat(11)}junk`],
    [
      "a repeating vector",
      "legal winner thank year wave sausage worth useful legal winner thank yellow",
    ],
    ["the list itself", englishWords.join("\n")],
    [
      "prose",
      "There must also be some other simple way that people can use every single day of the year",
    ],
  ])("are not seen in %s", (_what, text) => {
    expect(found(text)).toEqual([]);
  });

  test("need their checksum", () => {
    const words = phraseOf(5).split(" ");
    const wrong = [
      ...words.slice(0, -1),
      englishWords[englishWords.indexOf(words.at(-1) ?? "") ^ 1],
    ];
    expect(found(wrong.join(" "))).toEqual([]);
  });
});
