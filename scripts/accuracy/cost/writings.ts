import { deflateRawSync, deflateSync, gzipSync } from "node:zlib";

/** One unit as often as it takes, cut to the length. */
export function filled(unit: string, length: number): string {
  return unit.repeat(Math.ceil(length / Math.max(1, unit.length))).slice(0, length);
}

export interface Writing {
  readonly name: string;
  readonly write: (text: string) => string;
}

const base64Of = (text: string): string => Buffer.from(text).toString("base64");
const hexOf = (character: string): string => character.charCodeAt(0).toString(16).padStart(2, "0");
const each = (write: (character: string) => string) => (text: string) =>
  Array.from(text, write).join("");

function base32Of(text: string): string {
  const bits = Array.from(Buffer.from(text), (byte) => byte.toString(2).padStart(8, "0")).join("");
  return (bits.match(/.{5}/g) ?? [])
    .map((group) => "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".charAt(Number.parseInt(group, 2)))
    .join("");
}

function rotated(text: string): string {
  const turn = (letter: string, first: number): string =>
    String.fromCharCode(((letter.charCodeAt(0) - first + 13) % 26) + first);
  return text
    .replace(/[a-z]/g, (letter) => turn(letter, 97))
    .replace(/[A-Z]/g, (letter) => turn(letter, 65));
}

/** Ways of writing that some reading of a text undoes, and some that put it elsewhere. */
const ways: Readonly<Record<string, (text: string) => string>> = {
  "base-64 in lines": (text) => `${base64Of(filled(text, 57))}\n`,
  "base-64": (text) => `${base64Of(filled(text, 300))} `,
  "short base-64": (text) => `${base64Of(filled(text, 18))} `,
  "base-64 in quotes": (text) => `"${base64Of(filled(text, 60))}",\n`,
  "base-64 twice": (text) => `${base64Of(base64Of(filled(text, 200)))} `,
  "base-64 thrice": (text) => `${base64Of(base64Of(base64Of(filled(text, 100))))} `,
  hex: (text) => `${Buffer.from(filled(text, 60)).toString("hex")} `,
  "hex in lines": (text) => `${Buffer.from(filled(text, 30)).toString("hex")}\n`,
  "base-32": (text) => `${base32Of(filled(text, 40))} `,
  "gzip of 40": (text) => `${gzipSync(filled(text, 40)).toString("base64")} `,
  "gzip of 400": (text) => `${gzipSync(filled(text, 400)).toString("base64")} `,
  "gzip of 4000": (text) => `${gzipSync(filled(text, 4_000)).toString("base64")} `,
  zlib: (text) => `${deflateSync(filled(text, 60)).toString("base64")} `,
  deflate: (text) => `${deflateRawSync(filled(text, 30)).toString("base64")} `,
  reversed: (text) => `${[...filled(text, 40)].toReversed().join("")} `,
  rotated,
  "added by fives": (text) => text.replace(/.{5}/g, '$&" + "'),
  "added one by one": (text) => `"${[...text].join('"+"')}" `,
  "dashes by four": (text) => text.replace(/.{4}/g, "$&-"),
  "dashes one by one": (text) => [...text].join("-"),
  "points by two": (text) => text.replace(/.{2}/g, "$&."),
  "lines by six": (text) => text.replace(/.{6}/g, "$&\n"),
  spaced: each((character) => `${character} `),
  "signs without width": each((character) => `${character}\u200b`),
  "soft hyphens": each((character) => `${character}\u00ad`),
  "percent escapes": each((character) => `%${hexOf(character)}`),
  "percent escapes twice": each((character) => `%25${hexOf(character)}`),
  "unicode escapes": each((character) => `\\u00${hexOf(character)}`),
  "hex escapes": each((character) => `\\x${hexOf(character)}`),
  references: each((character) => `&#${character.charCodeAt(0)};`),
  "quoted-printable": each((character) => `=${hexOf(character).toUpperCase()}`),
  "decimal codes": each((character) => `${character.charCodeAt(0)}, `),
  "hex codes": each((character) => `0x${hexOf(character)}, `),
  "hex bytes": each((character) => `${hexOf(character)} `),
  "octal escapes": each((character) => `\\${character.charCodeAt(0).toString(8).padStart(3, "0")}`),
  "full width": each((character) =>
    /[!-~]/.test(character) ? String.fromCharCode(character.charCodeAt(0) + 0xfee0) : character,
  ),
  tags: each((character) =>
    /[ -~]/.test(character) ? String.fromCodePoint(0xe0000 + character.charCodeAt(0)) : character,
  ),
  "in JSON": (text) => JSON.stringify(text),
  "in JSON twice": (text) => JSON.stringify(JSON.stringify(text)),
  "a member": (text) => `{"a":${JSON.stringify(text)}},`,
  quoted: (text) => `"${text}"`,
  "a line": (text) => `${text}\n`,
  capitals: (text) => text.toUpperCase(),
  half: (text) => text.slice(0, Math.ceil(text.length / 2)),
};

export const writings: readonly Writing[] = Object.entries(ways).map(([name, write]) => ({
  name,
  write,
}));
