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
import type { Draw } from "#domain/governance/secrets/kind.ts";
import { moneroWords } from "#domain/governance/secrets/keys/phrases/monero-words.ts";
import { bytes, pick } from "../template.ts";

const lists = {
  czech,
  english,
  french,
  italian,
  japanese,
  korean,
  portuguese,
  simplified,
  spanish,
  traditional,
};
const bytesPerThreeWords = 4;

/** A phrase whose checksum holds, its words composed as keyboards write them. */
export function mnemonic(
  draw: Draw,
  count: 12 | 15 | 18 | 24,
  language: keyof typeof lists = "english",
): string {
  const entropy = bytes(draw, (count / 3) * bytesPerThreeWords);
  return entropyToMnemonic(Uint8Array.from(entropy), [...lists[language]]).normalize("NFC");
}

/** Electrum draws until the version is that of a SegWit wallet. */
export function electrumSeed(draw: Draw): string {
  for (;;) {
    const phrase = Array.from({ length: 12 }, () => pick(draw, english)).join(" ");
    const hash = new Bun.CryptoHasher("sha512", "Seed version").update(phrase).digest("hex");
    if (hash.startsWith("100")) return phrase;
  }
}

export function moneroSeed(draw: Draw): string {
  const words = Array.from({ length: 24 }, () => pick(draw, moneroWords()));
  const sum = Bun.hash.crc32(words.map((word) => word.slice(0, 3)).join(""));
  return [...words, words[sum % words.length]].join(" ");
}
