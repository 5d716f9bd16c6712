import { effort } from "#domain/governance/secrets/linear/effort.ts";

const tagPattern = /[\u{E0020}-\u{E007E}]/gu;
/** Selectors in a row: each stands for a byte, the first sixteen for the lowest. */
const selectorPattern = /[\u{FE00}-\u{FE0F}\u{E0100}-\u{E01EF}]{12,}/gu;
const firstSelector = 0xfe00;
const lateSelector = 0xe0100;
/** Twelve characters in bits: two signs without width, one for each value of a bit. */
const bitPattern = /[\u200b-\u200f\u2060-\u2064\ufeff]{96,}/g;

const tagSteps = 40;

function byteOfSelector(selector: string): number {
  const point = selector.codePointAt(0) ?? 0;
  return point >= lateSelector ? point - lateSelector + 16 : point - firstSelector;
}

/** What a row of two signs spells in bits; the first bit of an ASCII character is 0. */
function spelledByBits(row: string): string {
  if (new Set(row).size !== 2) return "";
  const bytes = row.match(/.{8}/g) ?? [];
  const codes = bytes.map((bits) =>
    Array.from(bits).reduce((code, sign) => code * 2 + (sign === row[0] ? 0 : 1), 0),
  );
  return Buffer.from(codes).toString("latin1");
}

/**
 * What characters that nobody sees spell, or "" without any: tags (U+E0020 to U+E007E are ASCII
 * moved up), variation selectors, of which there are as many as values of a byte, and signs without
 * width in the place of bits.
 */
export function spelledByUnseen(text: string): string {
  const bits = Array.from(text.matchAll(bitPattern), ([row]) => spelledByBits(row));
  if (!text.includes("\udb40")) return bits.join("\n\n");
  const tags = Array.from(text.matchAll(tagPattern), ([tag]) =>
    String.fromCharCode((tag.codePointAt(0) ?? 0) - 0xe0000),
  );
  effort.steps += tags.length * tagSteps + text.length * 2;
  const rows = Array.from(text.matchAll(selectorPattern), ([row]) =>
    Buffer.from(Array.from(row, byteOfSelector)).toString("utf8"),
  );
  return [tags.join(""), ...rows, ...bits].filter((row) => row !== "").join("\n\n");
}
