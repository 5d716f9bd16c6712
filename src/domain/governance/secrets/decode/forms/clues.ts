import { effort } from "#domain/governance/secrets/linear/effort.ts";
import { reverse, rotate } from "../twist.ts";
import { type Span, type View, ViewBuilder } from "../view.ts";
import { readInPlace } from "./in-place.ts";

export const clueNames = ["signs", "letters", "printables", "reversed", "changed"] as const;

/** What a word in a text says of how a credential near it is written. */
export type Clue = (typeof clueNames)[number];

export interface ClueAt {
  readonly clue: Clue;
  readonly start: number;
}

const bordered = (words: string): readonly string[] =>
  words.split(" ").flatMap((word) => [` ${word} `, `[${word}]`, `(${word})`]);

/**
 * Lower-case words, met by the prefilter in any case. Signs that are spoken; ROT13 and ROT47 by
 * name and as `tr` writes them; names and schemes that read from right to left; calls that change
 * the value beside its name.
 */
export const clueWords: Readonly<Record<Clue, readonly string[]>> = {
  signs: bordered("dash underscore hyphen dot minus"),
  letters: ["rot13", "rot-13", "rot_13", "rot 13", "n-za-m"],
  printables: ["rot47", "rot-47", "rot_47", "rot 47", "p-~!-o"],
  reversed: [
    "drowssap", "dwssap", "terces", "nekot", "yek_ipa", "yekipa", "backwards", "//:sptth",
    "//:sergtsop", "//:lqsergtsop", "//:bdognom", "//:vrs+bdognom", "//:lqsym", "//:sider",
    "//:sqma", "//:pqma",
  ], // prettier-ignore
  changed: [
    "base64 -d", "base64 --decode", "word:: ", "passwd:: ", "atob(", "64decode", "64_decode(",
    "decode64(", "decodestring(", "base64string(", "'base64')", '"base64")', "fromhex(", "hex2bin(",
    "unhexlify(", "'hex')", '"hex")', "[::-1]", ".reverse", "strrev(", "strreverse(", "str_rot13(",
    ".join('')", '.join("")', "''.join(", '"".join(', "implode('", 'implode("',
  ], // prettier-ignore
};

/** How far from the word what it speaks of is read, in either direction. */
const reaches: Readonly<Record<Clue, number>> = {
  signs: 320,
  letters: 1_024,
  printables: 1_024,
  reversed: 1_024,
  changed: 512,
};
const stretchesMax = 16;

const spokenSign =
  /[ ]?[[(<]?\b(dash|hyphen|minus|underscore|dot|period|colon|slash|equals|plus)\b[\])>]?[ ]?/gi;
const signs: Readonly<Record<string, string>> = {
  dash: "-", hyphen: "-", minus: "-", underscore: "_", dot: ".", period: ".", colon: ":",
  slash: "/", equals: "=", plus: "+",
}; // prettier-ignore

/** A character with a blank on its other side: the whole is spelled, which is read later. */
function isSpelled(text: string, start: number, end: number): boolean {
  return (
    /(?:^|\s)\S$/.test(text.slice(Math.max(0, start - 2), start)) &&
    /^\S(?:\s|$)/.test(text.slice(end, end + 2))
  );
}

function readSigns(text: string, [from, to]: Span): View | null {
  const builder = new ViewBuilder(text);
  let kept = from;
  for (const { 0: whole, 1: word = "", index } of text.slice(from, to).matchAll(spokenSign)) {
    const start = from + index;
    const sign = signs[word.toLowerCase()] ?? "";
    const isApart = isSpelled(text, start, start + whole.length);
    builder.keep(kept, start);
    kept = start + whole.length;
    builder.replace(start, kept, isApart ? ` ${sign} ` : sign);
  }
  builder.keep(kept, to);
  return builder.finish();
}

const quotedWord = /(^|[\s(])(["'`])(\S+)\2(?=$|[\s),;])/g;
const firstSign = 33;
const signCount = 94;

const rotateSign = (sign: string): string =>
  String.fromCharCode(firstSign + ((sign.charCodeAt(0) - firstSign + signCount / 2) % signCount));

/** ROT47: as ROT13, for every visible sign of ASCII; the quotes around a word are not of them. */
function rotateSigns(text: string): string {
  const bare = text.replace(quotedWord, "$1 $3 ");
  return bare.replace(/[!-~]/g, rotateSign);
}

function inPlace(text: string, [from, to]: Span, twist: (stretch: string) => string): View {
  const rawSpan = (start: number, end: number): Span => [from + start, from + end];
  const rawSpans = (start: number, end: number) => [rawSpan(start, end)];
  return { text: twist(text.slice(from, to)), rawSpan, rawSpans };
}

function fromEnd(text: string, [from, to]: Span): View {
  const rawSpan = (start: number, end: number): Span => [to - end, to - start];
  const rawSpans = (start: number, end: number) => [rawSpan(start, end)];
  return { text: reverse(text.slice(from, to)), rawSpan, rawSpans };
}

const readers: Readonly<Record<Clue, (text: string, stretch: Span) => View | null>> = {
  signs: readSigns,
  letters: (text, stretch) => inPlace(text, stretch, rotate),
  printables: (text, stretch) => inPlace(text, stretch, rotateSigns),
  reversed: fromEnd,
  changed: readInPlace,
};

/** The text around words of one sort; stretches that touch are one. */
function stretchesOf(clue: Clue, places: readonly ClueAt[], length: number): readonly Span[] {
  const stretches: [number, number][] = [];
  const reach = reaches[clue];
  for (const place of places) {
    if (place.clue !== clue) continue;
    const from = Math.max(0, place.start - reach);
    const to = Math.min(length, place.start + reach);
    const last = stretches.at(-1);
    if (last !== undefined && from <= last[1]) last[1] = to;
    else stretches.push([from, to]);
  }
  return stretches.slice(0, stretchesMax);
}

/** What stands near the words of a clue, as that clue says to read it. */
export function readByClue(
  clue: Clue,
  text: string,
  places: readonly ClueAt[],
): readonly (View | null)[] {
  return stretchesOf(clue, places, text.length).map((stretch) => {
    effort.steps += stretch[1] - stretch[0];
    return readers[clue](text, stretch);
  });
}
