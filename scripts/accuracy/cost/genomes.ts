import { seededDraw } from "#domain/governance/secrets/draw.ts";
import type { Draw, SecretKind } from "#domain/governance/secrets/kind.ts";
import { secretKinds } from "#domain/governance/secrets/kinds.ts";
import { leads } from "./leads.ts";
import { filled, type Writing, writings } from "./writings.ts";

/** What a text that is made to cost much consists of. */
export interface Genome {
  readonly parts: readonly string[];
  /** Applied one after the other. */
  readonly writings: readonly Writing[];
  /** The parts in an order of their own all the way, instead of one and the same again. */
  readonly isMixed: boolean;
}

/** What stands behind a keyword: near misses, separators, more names, values that are none. */
export const tails: readonly string[] = [
  "", " ", ":", "=", ": ", '="', "='", '":"', "-", "_", "/", ".", "\n", ",", "1 ", "a", "a1B2 ", "=$",
  "= ", '("', "(", "|", "\\n", '\\"', "%", "&", " is ", "_key=", "_token=\"", "_secret_", "key ",
  "_api_key_id=", "-api-key: a", "token token token", "A1b2C3d4E5f6G7h8 ",
  "=A1b2C3d4E5f6G7h8I9j0K1l2M3n4O5p6$ ", " for the staging server of the team is ",
]; // prettier-ignore
const words = "the of server config value return const import function user name error file".split(
  " ",
);
const letters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";

const partsMax = 12;
const partLengthMax = 400;
const writingsMax = 3;
/** A unit is written anew for each text, so it is no longer than this before. */
const unitLengthMax = 4_000;

function pick<Item>(draw: Draw, items: readonly Item[]): Item {
  return items[draw.below(items.length)] as Item;
}

function drawExample(draw: Draw, kind: SecretKind): string {
  const example = kind.example(seededDraw(draw.below(1_000_000)));
  return draw.below(2) === 0 ? example : example.slice(0, 1 + draw.below(example.length));
}

/** A keyword, a lead, a tail, an example or its beginning, a word, or drawn characters. */
function drawPart(draw: Draw): string {
  const sort = draw.below(10);
  if (sort < 4) return pick(draw, [...pick(draw, secretKinds).keywords, "key"]);
  if (sort < 6) return pick(draw, leads);
  if (sort < 8) return pick(draw, tails);
  if (sort === 8) return drawExample(draw, pick(draw, secretKinds));
  const drawn = draw.below(4);
  if (drawn === 0) return `${pick(draw, words)} `;
  if (drawn === 1) return draw.chars(letters, 1 + draw.below(60));
  if (drawn === 2) return draw.chars("0123456789abcdef", 1 + draw.below(64));
  return draw.chars(" \n\t\"'`=:;,.-_/\\|<>()[]{}+*&%$#@!?~^", 1 + draw.below(4));
}

export function drawGenome(draw: Draw): Genome {
  const drawn = draw.below(3) === 0 ? 1 + draw.below(2) : 0;
  return {
    parts: Array.from({ length: 1 + draw.below(5) }, () => drawPart(draw)),
    writings: Array.from({ length: drawn }, () => pick(draw, writings)),
    isMixed: draw.below(4) === 0,
  };
}

function cutPart(draw: Draw, part: string): string {
  if (part.length < 2) return part;
  const at = 1 + draw.below(part.length - 1);
  return draw.below(2) === 0 ? part.slice(0, at) : part.slice(at);
}

function mutateParts(draw: Draw, parts: readonly string[]): readonly string[] {
  const at = draw.below(parts.length);
  const part = parts[at] ?? "";
  const change = draw.below(5);
  if (change === 0) return parts.toSpliced(at, 0, drawPart(draw));
  if (change === 1) return parts.length > 1 ? parts.toSpliced(at, 1) : [drawPart(draw)];
  if (change === 2) return parts.with(at, drawPart(draw));
  if (change === 3) return parts.toSpliced(at, 0, part);
  return parts.with(at, cutPart(draw, part));
}

/** The same text with one thing changed. */
export function mutate(draw: Draw, genome: Genome): Genome {
  const change = draw.below(8);
  if (change === 0) return { ...genome, isMixed: !genome.isMixed };
  if (change === 1) {
    return { ...genome, writings: [...genome.writings, pick(draw, writings)].slice(-writingsMax) };
  }
  if (change === 2) return { ...genome, writings: genome.writings.slice(0, -1) };
  const parts = mutateParts(draw, genome.parts)
    .slice(0, partsMax)
    .map((part) => part.slice(0, partLengthMax));
  return { ...genome, parts };
}

function written(text: string, ways: readonly Writing[]): string {
  return ways.reduce((now, { write }) => write(now.slice(0, unitLengthMax)), text);
}

/** The text, which is the same for the same genome. */
export function express({ parts, writings: ways, isMixed }: Genome, length: number): string {
  if (!isMixed) return filled(written(parts.join(""), ways) || " ", length);
  const draw = seededDraw(length);
  const units = parts.map((part) => written(part, ways) || " ");
  const pieces: string[] = [];
  for (let at = 0; at < length;) {
    const unit = pick(draw, units);
    pieces.push(unit);
    at += unit.length;
  }
  return pieces.join("").slice(0, length);
}

/** `["ghp_","="] as hex, mixed`. */
export function nameOf({ parts, writings: ways, isMixed }: Genome): string {
  const shown = JSON.stringify(parts.map((part) => part.slice(0, 24)));
  const how = ways.map(({ name }) => ` as ${name}`).join("");
  return `${shown.slice(0, 90)}${how}${isMixed ? ", mixed" : ""}`;
}
