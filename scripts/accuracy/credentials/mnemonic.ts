import { createHash } from "node:crypto";
import type { Draw } from "#domain/governance/secrets/kind.ts";
import { pick } from "../template.ts";

const listed = 2048;

/** The beginning and the end of the English list of BIP-39: their places are known by counting. */
const beginning =
  "abandon ability able about above absent absorb abstract absurd abuse access accident account " +
  "accuse achieve acid acoustic acquire across act action actor actress actual adapt add addict " +
  "address adjust admit adult advance advice aerobic affair afford afraid again age agent agree " +
  "ahead aim air airport aisle alarm album alcohol alert alien all alley allow almost alone";
const end =
  "wheat wheel when where whip whisper wide width wife wild will win window wine wing wink " +
  "winner winter wire wisdom wise wish witness wolf woman wonder wood wool word work world worry " +
  "worth wrap wreck wrestle wrist write wrong yard year yellow you young youth zebra zero zone zoo";

const last = end.split(" ");
const places = new Map([
  ...beginning.split(" ").map((word, at): [string, number] => [word, at]),
  ...last.map((word, at): [string, number] => [word, listed - last.length + at]),
]);
const words = [...places.keys()];

function holds(phrase: readonly string[]): boolean {
  const bits = phrase.map((word) => (places.get(word) ?? 0).toString(2).padStart(11, "0")).join("");
  const entropyBits = (bits.length * 32) / 33;
  const bytes = (bits.slice(0, entropyBits).match(/.{8}/g) ?? []).map((byte) => parseInt(byte, 2));
  const sum = createHash("sha256").update(Buffer.from(bytes)).digest();
  return sum[0]?.toString(2).padStart(8, "0").startsWith(bits.slice(entropyBits)) ?? false;
}

/** A phrase whose checksum holds: one draw of 16 does with 12 words, one of 256 with 24. */
export function mnemonic(draw: Draw, count: 12 | 24): string {
  for (;;) {
    const phrase = Array.from({ length: count }, () => pick(draw, words));
    if (holds(phrase)) return phrase.join(" ");
  }
}
