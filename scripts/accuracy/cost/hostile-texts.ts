import { deflateSync, gzipSync } from "node:zlib";
import { seededDraw } from "#domain/governance/secrets/draw.ts";
import type { SecretKind } from "#domain/governance/secrets/kind.ts";
import { secretKinds } from "#domain/governance/secrets/kinds.ts";

/** A text that is made to cost as much as it can: one unit again and again. */
export interface HostileText {
  readonly unit: string;
  /** False where it is written in a way that has to be undone. */
  readonly isPlain: boolean;
  readonly text: string;
}

/** What stands behind a keyword: near misses, separators, more names, values that are none. */
const tails = [
  "", " ", ":", "=", ": ", '="', "='", '":"', "-", "_", "/", ".", "\n", ",", "1 ", "a", "a1B2 ", "=$",
  "= ", '("', "(", "|", "\\n", '\\"', "%", "&", " is ", "_key=", "_token=\"", "_secret_", "key ",
  "_api_key_id=", "-api-key: a", "token token token", "A1b2C3d4E5f6G7h8 ",
  "=A1b2C3d4E5f6G7h8I9j0K1l2M3n4O5p6$ ", " for the staging server of the team is ",
]; // prettier-ignore

const hexOf = (character: string): string => character.charCodeAt(0).toString(16).padStart(2, "0");
const each = (write: (character: string) => string) => (text: string) =>
  Array.from(text, write).join("");

/** Ways of writing that some reading of a text undoes. */
const writings: readonly ((text: string) => string)[] = [
  (text) => `${Buffer.from(text).toString("base64")} `,
  (text) => `${Buffer.from(text).toString("base64")}\n`,
  (text) => `${Buffer.from(Buffer.from(text).toString("base64")).toString("base64")} `,
  (text) => `${Buffer.from(text).toString("hex")} `,
  (text) => `${gzipSync(text).toString("base64")} `,
  (text) => `${deflateSync(text).toString("base64")} `,
  (text) => `${[...text].toReversed().join("")} `,
  (text) => text.replace(/.{5}/g, '$&" + "'),
  (text) => text.replace(/.{4}/g, "$&-"),
  each((character) => `${character} `),
  each((character) => `${character}\u200b`),
  each((character) => `%${hexOf(character)}`),
  each((character) => `%25${hexOf(character)}`),
  each((character) => `\\u00${hexOf(character)}`),
  each((character) => `\\x${hexOf(character)}`),
  each((character) => `&#${character.charCodeAt(0)};`),
  each((character) => `=${hexOf(character).toUpperCase()}`),
  each((character) => `${character.charCodeAt(0)}, `),
];

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
    const unit = write === undefined ? plain : write(filled(plain, writtenLength));
    return { unit, isPlain: write === undefined, text: filled(unit, length) };
  });
}

function filled(unit: string, length: number): string {
  return unit.repeat(Math.ceil(length / unit.length)).slice(0, length);
}
