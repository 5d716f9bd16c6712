import { type CharSet, type Item } from "#domain/governance/secrets/linear/pattern-tree.ts";
import { readPattern } from "#domain/governance/secrets/linear/read-pattern.ts";

type Options = readonly (readonly Item[])[];

/** Characters that most patterns treat apart; the first member of a set stands for the others. */
const telling = "a1 -\"'(/.=\n,_:;{*";
const alikeMax = 4;
const repeatMin = 3;
const sampleMax = 50;

function membersOf(chars: CharSet): readonly string[] {
  const known = Array.from(telling).filter((char) => chars[char.charCodeAt(0)] === 1);
  if (known.length > 0) return known.slice(0, alikeMax);
  const code = chars.indexOf(1, 33);
  return [code > 0 && code < 127 ? String.fromCharCode(code) : "字"];
}

function sampleOf({ atom }: Item, count: number): string {
  if (atom.type === "look" || atom.type === "edge") return "";
  const times = Math.min(count, sampleMax);
  if (atom.type === "set") return (membersOf(atom.chars)[0] ?? "").repeat(times);
  const texts = atom.options.map((items) => items.map((item) => sampleOf(item, item.min)).join(""));
  return (texts.find((text) => text !== "") ?? "").repeat(times);
}

/** What may stand often at some place of a pattern, behind the least that leads there. */
function repeatsOf(options: Options, before: string, into: Set<string>): void {
  for (const items of options) {
    let lead = before;
    for (const item of items) {
      const { atom, max } = item;
      if (atom.type === "set" && max >= repeatMin) {
        for (const char of membersOf(atom.chars)) into.add(`${lead}\0${char}`);
      }
      if ("options" in atom) {
        if (max >= repeatMin) into.add(`${lead}\0${sampleOf(item, 1)}`);
        repeatsOf(atom.options, lead, into);
      }
      lead += sampleOf(item, item.min);
    }
    into.add(`\0${lead}`);
  }
}

/** Texts of about one length that begin as the pattern wants and never end as it does. */
export function longTexts({ source }: RegExp, length: number): readonly string[] {
  // Names of groups and escapes that the reader does not know change no cost.
  const plain = source
    .replaceAll(/\(\?<[A-Za-z]\w*>/g, "(?:")
    .replaceAll(/\\u\{?[0-9a-fA-F]{4,6}\}?|\\x[0-9a-f]{2}|\\[0v]|\\p\{\w+\}/g, "字")
    .replaceAll(/\\[1-9]/g, "'");
  const repeats = new Set<string>();
  repeatsOf(readPattern(plain), "", repeats);
  const often = (unit: string) => unit.repeat(Math.ceil(length / unit.length));
  return Array.from(repeats)
    .map((repeat) => repeat.split("\0") as [string, string])
    .filter(([lead, unit]) => lead + unit !== "" && unit !== "")
    .flatMap(([lead, unit]) => [
      `${lead}${often(unit)}\u0001`,
      often(`${lead}${unit.repeat(repeatMin)}`),
      often(`${lead}${unit} `),
      often(`${lead}${unit} x-y=z `),
    ]);
}
