import { gzipSync } from "node:zlib";
import type { Draw } from "#domain/governance/secrets/kind.ts";
import { pick } from "./template.ts";

/** Another way to write a value. */
export interface Evasion {
  readonly name: string;
  /** Some hide a value of one word only: a phrase or a key file would not survive them. */
  readonly oneWord: boolean;
  write(value: string, draw: Draw): string;
}

type Write = Evasion["write"];

const base64 = (value: string): string => Buffer.from(value).toString("base64");
const hex = (value: string): string => Buffer.from(value).toString("hex");

function each(value: string, write: (letter: string, code: number) => string): string {
  return [...value].map((letter) => write(letter, letter.codePointAt(0) ?? 0)).join("");
}

function wrap(text: string, width: number, glue: string): string {
  return (text.match(new RegExp(`[^]{1,${width}}`, "g")) ?? []).join(glue);
}

function someUnicode(value: string, draw: Draw): string {
  return each(value, (letter, code) =>
    code > 31 && draw.below(3) === 0 ? `\\u${code.toString(16).padStart(4, "0")}` : letter,
  );
}

function invisible(mark: string): Write {
  return (value, draw) => each(value, (letter) => (draw.below(4) === 0 ? letter + mark : letter));
}

const twins: Readonly<Record<string, string>> = {
  a: "\u0430",
  c: "\u0441",
  e: "\u0435",
  o: "\u043e",
  p: "\u0440",
  x: "\u0445",
  s: "\u0455",
  i: "\u0456",
  A: "\u0410",
  B: "\u0412",
  E: "\u0415",
  K: "\u039a",
  M: "\u041c",
  H: "\u041d",
  O: "\u041e",
  P: "\u0420",
  C: "\u0421",
  T: "\u03a4",
  X: "\u0425",
  I: "\u0399",
  N: "\u039d",
};

function lookAlike(value: string): string {
  let left = 4;
  return each(value, (letter) => {
    const twin = twins[letter];
    if (twin === undefined || left === 0) return letter;
    left -= 1;
    return twin;
  });
}

function fullWidth(value: string): string {
  return each(value, (letter, code) =>
    code > 0x20 && code < 0x7f ? String.fromCodePoint(code + 0xfee0) : letter,
  );
}

/** The pieces of a value, cut in two to four places. */
function pieces(value: string, draw: Draw): string[] {
  const width = Math.max(3, Math.ceil(value.length / (2 + draw.below(3))));
  return wrap(value, width, "\0").split("\0");
}

const quotedPieces = (value: string, draw: Draw): string[] =>
  pieces(value, draw).map((piece) => JSON.stringify(piece));

function separated(glue: string, width: number): Write {
  return (value) => wrap(value, width, glue);
}

const encodings: Record<string, Write> = {
  base64,
  "base64-of-line": (value) => base64(`upstream ${value} end`),
  "base64-url": (value) => Buffer.from(`v=${value};`).toString("base64url"),
  "base64-unpadded": (value) => base64(`ref ${value}`).replace(/=+$/, ""),
  "base64-wrapped": (value) =>
    wrap(base64(`first line of the file\n${value}\nlast line\n`), 64, "\n"),
  "base64-twice": (value) => base64(base64(`x ${value}`)),
  "base64-of-hex": (value) => base64(hex(value)),
  "data-uri": (value) => `data:text/plain;base64,${base64(value)}`,
  hex,
  "hex-upper": (value) => hex(value).toUpperCase(),
  "hex-spaced": (value) => wrap(hex(value), 2, " "),
  "hex-colons": (value) => wrap(hex(value), 2, ":"),
  "hex-list": (value) => each(value, (_, code) => `0x${code.toString(16)}, `).slice(0, -2),
  "octal-escapes": (value) => each(value, (_, code) => `\\${code.toString(8).padStart(3, "0")}`),
  "char-codes": (value) =>
    `String.fromCharCode(${[...value].map((letter) => letter.codePointAt(0)).join(", ")})`,
  "base64-wrapped-crlf": (value) =>
    wrap(base64(`Dear Tom,\n\nhere it is:\n${value}\n\nBest, Eve\n`), 76, "\r\n"),
  "url-twice": (value) => encodeURIComponent(encodeURIComponent(`v=${value}&next=/`)),
  "hex-escapes": (value) => each(value, (_, code) => `\\x${code.toString(16).padStart(2, "0")}`),
  "url-reserved": (value) => encodeURIComponent(`a b ${value}`),
  "url-all": (value) => each(value, (_, code) => `%${code.toString(16).padStart(2, "0")}`),
  "unicode-escapes": (value) =>
    each(value, (_, code) => `\\u${code.toString(16).padStart(4, "0")}`),
  "unicode-escapes-some": someUnicode,
  "html-decimal": (value) => each(value, (_, code) => `&#${code};`),
  "html-hex": (value) => each(value, (_, code) => `&#x${code.toString(16)};`),
  "gzip-base64": (value) => gzipSync(`config of today\nupstream=${value}\n`).toString("base64"),
};

const disguises: Record<string, Write> = {
  "zero-width-space": invisible("\u200b"),
  "zero-width-joiner": invisible("\u200d"),
  "word-joiner": invisible("\u2060"),
  "soft-hyphen": invisible("\u00ad"),
  "byte-order-mark": invisible("\ufeff"),
  "variation-selector": invisible("\ufe0f"),
  "look-alike": lookAlike,
  "full-width": fullWidth,
  mathematical: (value) =>
    each(value, (letter, code) => {
      if (/[A-Z]/.test(letter)) return String.fromCodePoint(code - 65 + 0x1d670);
      return /[a-z]/.test(letter) ? String.fromCodePoint(code - 97 + 0x1d68a) : letter;
    }),
  "combining-mark": invisible("\u0301"),
  "tag-characters": invisible("\u{e0041}"),
  "concat-append": (value, draw) =>
    quotedPieces(value, draw)
      .map((piece, at) => `s ${at === 0 ? "" : "+"}= ${piece};`)
      .join("\n"),
  "concat-plus": (value, draw) => quotedPieces(value, draw).join(" + "),
  "concat-plus-lines": (value, draw) => quotedPieces(value, draw).join(" +\n  "),
  "concat-adjacent": (value, draw) => `(${quotedPieces(value, draw).join(" ")})`,
  "concat-dot": (value, draw) => quotedPieces(value, draw).join(" . "),
  "concat-sql": (value, draw) =>
    pieces(value, draw)
      .map((piece) => `'${piece}'`)
      .join(" || "),
  "concat-shell": (value, draw) =>
    pieces(value, draw)
      .map((piece) => `'${piece}'`)
      .join(""),
  "concat-join": (value, draw) => `[${quotedPieces(value, draw).join(", ")}].join("")`,
  reversed: (value) => [...value].reverse().join(""),
  "split-space": separated(" ", 4),
  "split-dash": separated("-", 4),
  "split-dot": separated(".", 5),
  "split-letters": separated(" ", 1),
  "split-lines": separated("\n", 8),
};

export const evasions: readonly Evasion[] = [
  ...Object.entries(encodings).map(([name, write]) => ({ name, oneWord: false, write })),
  ...Object.entries(disguises).map(([name, write]) => ({ name, oneWord: true, write })),
];

const places: readonly Write[] = [
  (value) => `please keep this for the next step: ${value}\nthanks`,
  (value) => JSON.stringify({ path: "notes/out.txt", content: value }),
  (value) => `service:\n  upstream: ${value}\n  replicas: 2\n`,
  (value) => `2026-01-14T10:11:12Z INFO sync value ${value} status=200`,
  (value) => `$v = ${value};\nrun($v);`,
];

/** Text in which the hidden value stands; JSON would escape a backslash that hides, so it does not. */
export function hide(value: string, draw: Draw): string {
  const place = pick(draw, value.includes("\\") ? places.filter((_, at) => at !== 1) : places);
  return place(value, draw);
}
