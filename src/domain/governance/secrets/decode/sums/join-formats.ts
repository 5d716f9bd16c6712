import { effort } from "#domain/governance/secrets/linear/effort.ts";
import { lastNear } from "../near.ts";
import { type Span, type View, ViewBuilder } from "../view.ts";

const formatsMax = 100;
const formatSteps = 200;
/** A number in the first placeholder, and its quote. */
const openingReach = 8;
const quotes = ['"', "'", "`"];

/** Placeholders in a row: `{}{}`, `{1}{0}`, `%s%s`, `%1$s%2$s`. */
const format = /["'`]((?:\{[0-9]{0,2}\}|%(?:[0-9]\$)?s){2,48})["'`]/y;
const opening = /\s{0,8}(?:-f|\.format\(|%|,|;)?\s{0,8}[([]?\s{0,8}/y;
const quoted = /["'`]([A-Za-z0-9+/=_.~:%@-]{1,400})["'`]\s{0,8},?\s{0,20}/y;
const word = /([A-Za-z0-9+/=_.~:%@-]{1,400})[ \t]{1,4}|([A-Za-z0-9+/=_.~:%@-]{1,400})/y;
const placeholder = /\{([0-9]{0,2})\}|%(?:([0-9])\$)?s/g;

function values(text: string, from: number, pattern: RegExp, count: number): readonly Span[] {
  const found: Span[] = [];
  let at = from;
  while (found.length < count) {
    pattern.lastIndex = at;
    const next = pattern.exec(text);
    if (next === null) break;
    const value = next[1] ?? next[2] ?? "";
    const start = at + next[0].indexOf(value);
    found.push([start, start + value.length]);
    at += next[0].length;
  }
  return found;
}

/** The place of the value for each placeholder: by number, or one behind the other. */
function orderOf(row: string): readonly number[] {
  return Array.from(row.matchAll(placeholder), ([, index, place], at) => {
    if (place !== undefined) return Number.parseInt(place, 10) - 1;
    return index === undefined || index === "" ? at : Number.parseInt(index, 10);
  });
}

function nextFormat(text: string, from: number): number {
  const braces = text.indexOf("}{", from);
  const signs = text.indexOf("s%", from);
  if (braces === -1 || signs === -1) return Math.max(braces, signs);
  return Math.min(braces, signs);
}

/** What a format with nothing but placeholders makes of the values behind it. */
export function joinFormats(text: string): View | null {
  const builder = new ViewBuilder(text);
  let tries = 0;
  for (let at = nextFormat(text, 0); at !== -1 && tries < formatsMax; tries += 1) {
    effort.steps += formatSteps;
    const quote = Math.max(...quotes.map((sign) => lastNear(text, sign, at, openingReach)));
    format.lastIndex = Math.max(0, quote);
    const row = quote === -1 ? null : format.exec(text);
    if (row === null) {
      at = nextFormat(text, at + 2);
      continue;
    }
    const end = quote + row[0].length;
    opening.lastIndex = end;
    const from = end + (opening.exec(text)?.[0].length ?? 0);
    const order = orderOf(row[1] ?? "");
    const inQuotes = values(text, from, quoted, order.length);
    const given = inQuotes.length > 1 ? inQuotes : values(text, from, word, order.length);
    if (given.length > 1) {
      builder.replace(quote, quote, "\n\n");
      for (const place of order) {
        const value = given[place];
        if (value !== undefined) builder.keep(...value);
      }
    }
    at = nextFormat(text, end);
  }
  return builder.length === 0 ? null : builder.finish();
}
