import { seededDraw } from "#domain/governance/secrets/draw.ts";
import type { SecretKind } from "#domain/governance/secrets/kind.ts";
import { secretKinds } from "#domain/governance/secrets/kinds.ts";
import { tails } from "./genomes.ts";
import { filled, writings } from "./writings.ts";

/** A text that is made to cost as much as it can: one unit again and again. */
export interface HostileText {
  readonly unit: string;
  readonly text: string;
}

const writtenLength = 400;

function unitsOf(kind: SecretKind, seed: number): readonly string[] {
  const example = kind.example(seededDraw(seed));
  const cut = [example.slice(0, -1), example.slice(0, Math.ceil(example.length / 2))];
  const dull = example.replace(/[0-9]/g, "a");
  return [
    ...kind.keywords.flatMap((keyword) => tails.map((tail) => keyword + tail)),
    ...[...cut, dull, `${example}a1B2`].map((text) => `${text} `),
  ];
}

/** A sample of all units, plain and written in other ways, each filled up to the length. */
export function hostileTexts(seed: number, count: number, length: number): readonly HostileText[] {
  const draw = seededDraw(seed);
  const units = secretKinds.flatMap((kind) => unitsOf(kind, seed));
  return Array.from({ length: count }, (_, at) => {
    const plain = units[draw.below(units.length)] ?? "";
    const write = at % 4 === 0 ? writings[draw.below(writings.length)] : undefined;
    const unit = write === undefined ? plain : write.write(filled(plain, writtenLength));
    return { unit, text: filled(unit, length) };
  });
}
