import { describe, expect, test } from "bun:test";
import { seededDraw } from "#domain/governance/secrets/draw.ts";
import { scanText } from "#domain/governance/secrets/scan-text.ts";
import { commonWords } from "./common-words.ts";
import { english, latinLanguages } from "./languages.ts";
import { moneroWords } from "./monero-words.ts";
import { slip39Words } from "./slip39-words.ts";

function isFound(phrase: string, write = (words: string): string => words): boolean {
  const text = write(phrase);
  const { matches } = scanText(text);
  const start = text.indexOf(phrase.split(" ")[0] ?? "");
  return matches.some((match) => {
    const isWhole = match.start <= start && match.end >= text.length - (write("x").length - 1);
    return match.kind.id === "wallet.seed-phrase" && isWhole;
  });
}

const digestOf = (words: readonly string[]): string =>
  new Bun.CryptoHasher("sha256").update(`${words.join("\n")}\n`).digest("hex");

function drawn(list: readonly string[], seed: number, count: number): readonly string[] {
  const draw = seededDraw(seed);
  return Array.from({ length: count }, () => list[draw.below(list.length)] ?? "");
}

/** Words are drawn until the version is right, as Electrum does. */
function electrum(seed: number, version: string): string {
  for (let next = seed * 100_000; ; next += 1) {
    const phrase = drawn(english.words(), next, 12).join(" ");
    const hash = new Bun.CryptoHasher("sha512", "Seed version").update(phrase).digest("hex");
    if (hash.startsWith(version)) return phrase;
  }
}

function monero(seed: number, count: number): string {
  const words = drawn(moneroWords(), seed, count);
  const sum = Bun.hash.crc32(words.map((word) => word.slice(0, 3)).join(""));
  return [...words, words[sum % count]].join(" ");
}

/** A share of the published vectors of SLIP-39. */
const published = [
  "eraser senior decision scared cargo theory device idea deliver modify",
  "curly include pancake both news skin realize vitamins away join",
];

describe("M03 phrases of other systems than BIP-39", () => {
  test("have the published lists", () => {
    expect(digestOf(slip39Words())).toBe(
      "bcc4555340332d169718aed8bf31dd9d5248cb7da6e5d355140ef4f1e601eec3",
    );
    expect(moneroWords().length).toBe(1_626);
    expect(new Set(moneroWords().map((word) => word.slice(0, 3))).size).toBe(1_626);
    expect([...moneroWords()].sort()).toEqual([...moneroWords()]);
  });

  test("are found from Electrum", () => {
    for (const version of ["01", "100", "101", "102"]) {
      for (let seed = 1; seed <= 4; seed += 1) {
        const phrase = electrum(seed, version);
        expect(isFound(phrase)).toBe(true);
        expect(isFound(phrase, (words) => `seed: ${words}\n`)).toBe(true);
      }
    }
  });

  test("are found from Monero", () => {
    for (let seed = 1; seed <= 40; seed += 1) {
      for (const count of [24, 12]) {
        const phrase = monero(seed, count);
        expect(isFound(phrase)).toBe(true);
        expect(isFound(phrase.toUpperCase(), (words) => `XMR="${words}"`)).toBe(true);
        expect(isFound(phrase.replace(/ \S+$/, " zoom"))).toBe(false);
      }
    }
  });

  test("are found as a share of SLIP-39", () => {
    const words = published.join(" ");
    expect(isFound(words, (share) => `share 1: ${share}`)).toBe(true);
    expect(isFound(words.replace("join", "acid"))).toBe(false);
  });

  test("are not seen in the lists", () => {
    for (const { words } of latinLanguages) {
      expect(scanText(words().join("\n")).matches).toEqual([]);
    }
  });

  test("are sampled by words that no list has", () => {
    for (const { places } of latinLanguages) {
      expect(commonWords.filter((word) => places().has(word))).toEqual([]);
    }
  });
});
