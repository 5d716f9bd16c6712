import type { Draw } from "#domain/governance/secrets/kind.ts";

/** What hostile texts are made of: the same for commands and for credentials. */
export interface Material {
  /** Whole pieces: leads of notations, marks, examples. */
  readonly pieces: readonly string[];
  /** What else to put in: a run of one alphabet, a credential, a command of the corpus. */
  readonly more: (draw: Draw) => string;
  /** Puts a text into another notation. */
  readonly wrap: (text: string, draw: Draw) => string;
}

const nestingMax = 6;
/** One text in so many is repeated often, and one insertion in so many is long. */
const oftenOneIn = 12;
const oftenMax = 2_000;

export function pick<Item>(items: readonly Item[], draw: Draw): Item {
  return items[draw.below(items.length)] as Item;
}

/**
 * A text that nobody would write: pieces beside, inside and in the middle of each other, cut
 * anywhere, repeated, in notations inside notations. At most `lengthMax` characters.
 */
export function drawText(
  material: Material,
  draw: Draw,
  lengthMax: number,
  depth = nestingMax,
): string {
  const inner = () => drawText(material, draw, lengthMax, depth - 1);
  const make = pick(depth === 0 ? leaves : makers, draw);
  return make({ material, draw, inner, lengthMax }).slice(0, lengthMax);
}

interface Making {
  readonly material: Material;
  readonly draw: Draw;
  readonly inner: () => string;
  readonly lengthMax: number;
}

type Maker = (making: Making) => string;

const piece: Maker = ({ material, draw }) => pick(material.pieces, draw);
const more: Maker = ({ material, draw }) => material.more(draw);
const wrapped: Maker = ({ material, draw, inner }) => material.wrap(inner(), draw);
const beside: Maker = ({ inner }) => inner() + inner();

const cut: Maker = ({ draw, inner }) => {
  const text = inner();
  const at = draw.below(text.length + 1);
  return draw.below(2) === 0 ? text.slice(0, at) : text.slice(at);
};

const repeated: Maker = ({ draw, inner, lengthMax }) => {
  const text = inner();
  const count = 1 + draw.below(draw.below(oftenOneIn) === 0 ? oftenMax : 8);
  return text.repeat(Math.min(count, Math.ceil(lengthMax / (text.length + 1))));
};

const inserted: Maker = ({ material, draw, inner }) => {
  const text = inner();
  const at = draw.below(text.length + 1);
  const often = draw.below(oftenOneIn) === 0 ? draw.below(oftenMax) : 1;
  return text.slice(0, at) + pick(material.pieces, draw).repeat(often) + text.slice(at);
};

const leaves: readonly Maker[] = [piece, more];
const makers: readonly Maker[] = [
  ...[piece, piece, more, more, wrapped, wrapped, beside, beside],
  ...[cut, repeated, inserted],
];
