import { describe, expect, test } from "bun:test";
import { entropyToMnemonic } from "@scure/bip39";
import { wordlist as czech } from "@scure/bip39/wordlists/czech.js";
import { wordlist as english } from "@scure/bip39/wordlists/english.js";
import { wordlist as french } from "@scure/bip39/wordlists/french.js";
import { wordlist as italian } from "@scure/bip39/wordlists/italian.js";
import { wordlist as japanese } from "@scure/bip39/wordlists/japanese.js";
import { wordlist as korean } from "@scure/bip39/wordlists/korean.js";
import { wordlist as portuguese } from "@scure/bip39/wordlists/portuguese.js";
import { wordlist as simplified } from "@scure/bip39/wordlists/simplified-chinese.js";
import { wordlist as spanish } from "@scure/bip39/wordlists/spanish.js";
import { wordlist as traditional } from "@scure/bip39/wordlists/traditional-chinese.js";
import { seededDraw } from "#domain/governance/secrets/draw.ts";
import { scanText } from "#domain/governance/secrets/scan-text.ts";

const lists: Readonly<Record<string, readonly string[]>> = {
  english,
  spanish,
  french,
  italian,
  portuguese,
  czech,
  japanese,
  korean,
  simplified,
  traditional,
};
const languages = Object.entries(lists);
const chinese = languages.slice(-2);

function phraseOf(list: readonly string[], seed: number, bytes = 16): readonly string[] {
  const draw = seededDraw(seed);
  const entropy = Uint8Array.from({ length: bytes }, () => draw.below(256));
  return entropyToMnemonic(entropy, [...list]).split(/[ \u3000]/);
}

/** What is left of a text when everything that was found is cut out. */
function leftOf(text: string): string {
  const { matches } = scanText(text);
  let left = text;
  for (const { kind, start, end } of [...matches].reverse()) {
    if (kind.id === "wallet.seed-phrase") left = left.slice(0, start) + left.slice(end);
  }
  return left;
}

const forms: readonly (readonly [string, (words: readonly string[]) => string])[] = [
  ["alone", (words) => words.join(" ")],
  ["composed", (words) => words.join(" ").normalize("NFC")],
  ["in pieces", (words) => words.join(" ").normalize("NFKD")],
  ["in capitals", (words) => words.join(" ").normalize("NFC").toUpperCase()],
  [
    "with capitals",
    (words) => words.map((word) => word[0]?.toUpperCase() + word.slice(1)).join(" "),
  ],
  ["behind a name", (words) => `SEED_PHRASE="${words.join(" ").normalize("NFC")}"\n`],
  ["in prose", (words) => `So here: ${words.join(" ")}. Put it into the safe, tell nobody.`],
  ["in JSON", (words) => JSON.stringify({ id: 7, m: words.map((word) => word.normalize("NFC")) })],
  [
    "as escapes",
    (words) =>
      JSON.stringify({ m: words.join(" ") }).replace(
        /[^\x00-\x7f]/g,
        (sign) => `\\u${sign.charCodeAt(0).toString(16).padStart(4, "0")}`,
      ),
  ],
  ["in base64", (words) => `x: ${Buffer.from(words.join(" ")).toString("base64")}`],
  ["in hexadecimal", (words) => `x: ${Buffer.from(words.join(" ")).toString("hex")}`],
  ["numbered", (words) => words.map((word, at) => `${at + 1}. ${word}`).join("\n")],
  ["on lines", (words) => `words:\n${words.join("\n")}\n`],
  ["with wide blanks", (words) => words.join("\u3000")],
];

describe("M03 seed phrases in other languages", () => {
  for (const [language, list] of languages) {
    test.each(forms)(`are found in ${language} %s`, (_form, write) => {
      for (let seed = 1; seed <= 12; seed += 1) {
        for (const bytes of [16, 20, 24, 28, 32]) {
          const words = phraseOf(list, seed, bytes);
          const left = leftOf(write(words));
          expect(left).not.toContain(words[0]?.normalize("NFC"));
          expect(left).not.toContain(words.at(-1)?.normalize("NFC"));
          expect(left.length).toBeLessThan(60);
        }
      }
    });

    test(`need their checksum in ${language}`, () => {
      for (let seed = 1; seed <= 12; seed += 1) {
        const words = phraseOf(list, seed);
        const last = list.indexOf(words.at(-1)?.normalize("NFKD") ?? "") ^ 1;
        const text = [...words.slice(0, -1), list[last]].join(" ");
        expect(leftOf(text)).toBe(text);
      }
    });

    test(`are not seen in the list of ${language}`, () => {
      for (const between of [" ", "\n", ", "]) {
        const text = list.join(between);
        expect(leftOf(text)).toBe(text);
      }
    });
  }

  test("are found without the accents that a keyboard lacks", () => {
    for (const list of [spanish, french]) {
      const text = phraseOf(list, 3)
        .join(" ")
        .normalize("NFKD")
        .replace(/[\u0300-\u036f]/g, "");
      expect(leftOf(`seed ${text}`)).toBe("seed ");
    }
  });

  test.each(chinese)("are found in %s without blanks behind a name", (_language, list) => {
    for (let seed = 1; seed <= 40; seed += 1) {
      for (const bytes of [16, 32]) {
        const text = phraseOf(list, seed, bytes).join("");
        expect(leftOf(`mnemonic="${text}"`)).toBe('mnemonic=""');
        expect(leftOf(`助记词：${text}。`)).toBe("助记词：。");
        expect(leftOf(`我的助记词是${text}`)).toBe("我的助记词是");
      }
    }
  });

  test.each(chinese)("are found in %s without blanks where the characters are rare", (_l, list) => {
    let found = 0;
    for (let seed = 1; seed <= 100; seed += 1) {
      const text = `文件：${phraseOf(list, seed).join("")}。`;
      if (leftOf(text) !== text) found += 1;
    }
    expect(found).toBeGreaterThan(85);
  });

  test("are not seen in clauses of twelve characters that hold a checksum by chance", () => {
    // The most used characters, in an order in which no sentence has them.
    let held = 0;
    for (let seed = 1; seed <= 400; seed += 1) {
      const draw = seededDraw(seed);
      const clause = Array.from({ length: 12 }, () => simplified[draw.below(300)]).join("");
      if (leftOf(`请看：${clause}。`) === `请看：${clause}。`) held += 1;
    }
    expect(held).toBe(400);
  });

  test("of two languages are two", () => {
    const text = [phraseOf(french, 4), phraseOf(czech, 5)]
      .map((words) => words.join(" "))
      .join(" ");
    expect(leftOf(text).length).toBeLessThan(12);
    expect(scanText(text).matches.length).toBe(2);
  });
});
