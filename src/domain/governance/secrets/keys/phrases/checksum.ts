import { lazily } from "./lazily.ts";
import { english } from "./languages.ts";
import { bitsPerWord } from "./sizes.ts";

/** The words' bits as bytes; those of the checksum start the byte after the last whole one. */
function packPlaces(places: readonly number[]): readonly number[] {
  const bytes: number[] = [];
  let pending = 0;
  let count = 0;
  for (const place of places) {
    pending = (pending << bitsPerWord) | place;
    count += bitsPerWord;
    for (; count >= 8; count -= 8) bytes.push((pending >> (count - 8)) & 0xff);
    pending &= (1 << count) - 1;
  }
  if (count > 0) bytes.push((pending << (8 - count)) & 0xff);
  return bytes;
}

export function firstDigestByte(entropy: readonly number[]): number {
  return new Bun.CryptoHasher("sha256").update(Uint8Array.from(entropy)).digest()[0] ?? 0;
}

/** BIP-39: one bit of checksum for three words, the first bits of the SHA-256 of those before. */
export function holdsChecksum(places: readonly number[]): boolean {
  const bytes = packPlaces(places);
  const entropyBytes = (places.length * 4) / 3;
  const sum = bytes[entropyBytes] ?? 0;
  const shift = 8 - places.length / 3;
  return firstDigestByte(bytes.slice(0, entropyBytes)) >> shift === sum >> shift;
}

/**
 * The phrases that documentation and test networks print, by their first three words; the vectors
 * of other languages have the same places.
 */
const documented = lazily(
  () =>
    new Set(
      [
        "legal winner thank",
        "letter advice cage",
        "scheme spot photo",
        "horn tenant knee",
        "cat swing flag",
        "vessel ladder alter",
        "ozone drill grab",
        "gravity machine north",
        "hamster diagram private",
        "panda eyebrow bullet",
        "light rule cinnamon",
        "all hour make",
        "void come effort",
        "army van defense",
        "candy maple cake",
        "myth like bonus",
        "seed sock milk",
        "buyer zoo end",
      ].map((opening) => {
        const words = opening.split(" ");
        return words.map((word) => english.places().get(word)).join(" ");
      }),
    ),
);

/**
 * A drawn phrase repeats a word or two at most; the test vectors repeat nearly all. Words in the
 * order of their list are a piece of it.
 */
export function isDrawn(places: readonly number[]): boolean {
  const distinct = new Set(places).size;
  if (places.every((place, at) => at === 0 || place > (places[at - 1] ?? 0))) return false;
  return distinct * 4 >= places.length * 3 && !documented().has(places.slice(0, 3).join(" "));
}
