import { holdsChecksum, isDrawn } from "./checksum.ts";
import { english, type Language, others } from "./languages.ts";
import { phraseSizes } from "./sizes.ts";

/** How words are made a phrase. */
export interface System {
  /** Words of a phrase; of two that fit the first counts. */
  readonly sizes: readonly number[];
  /** For places in the list and the words themselves. */
  readonly holds: (places: readonly number[], words: readonly string[]) => boolean;
}

const bip39: System = { sizes: phraseSizes, holds: holdsChecksum };

/** `0` and `1` with what follows: standard, SegWit, and both with a second factor. */
const electrumVersion = /^(?:01|10[0-2])/;

/** Electrum takes any words whose HMAC begins with a version; one row in 215 has one by chance. */
const electrum: System = {
  sizes: [24, 13, 12],
  holds: (_places, words) => {
    const hash = new Bun.CryptoHasher("sha512", "Seed version").update(words.join(" "));
    return electrumVersion.test(hash.digest("hex"));
  },
};

const moneroPrefix = 3;

/** The last word is one of those before it, chosen by the CRC-32 of their first three letters. */
const moneroSeed: System = {
  sizes: [25, 13],
  holds: (_places, words) => {
    const before = words.slice(0, -1);
    const text = before.map((word) => word.slice(0, moneroPrefix)).join("");
    return before[Bun.hash.crc32(text) % before.length] === words.at(-1);
  },
};

const shareGenerator = [
  0xe0e040, 0x1c1c080, 0x3838100, 0x7070200, 0xe0e0009, 0x1c0c2412, 0x38086c24, 0x3090fc48,
  0x21b1f890, 0x3f3f120,
];
const shareBits = 10;
const shareSumBits = 20;

/** RS1024, as SLIP-39 has it. */
function shareSum(values: Iterable<number>): number {
  let sum = 1;
  for (const value of values) {
    const high = sum >> shareSumBits;
    sum = ((sum & ((1 << shareSumBits) - 1)) << shareBits) ^ value;
    shareGenerator.forEach((generator, bit) => {
      if (((high >> bit) & 1) === 1) sum ^= generator;
    });
  }
  return sum;
}

const share: System = {
  sizes: [33, 20],
  holds: (places) =>
    ["shamir", "shamir_extendable"].some(
      (purpose) => shareSum([...Buffer.from(purpose), ...places]) === 1,
    ),
};

const systems = new Map<Language, readonly System[]>([
  [english, [bip39, electrum]],
  [others.slip39, [share]],
  [others.monero, [moneroSeed]],
]);
const usual = [bip39];

export function systemsOf(language: Language): readonly System[] {
  return systems.get(language) ?? usual;
}

export function isPhrase(system: System, places: readonly number[], words: readonly string[]) {
  return isDrawn(places) && system.holds(places, words);
}
