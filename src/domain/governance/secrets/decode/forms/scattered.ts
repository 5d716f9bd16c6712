import { effort } from "#domain/governance/secrets/linear/effort.ts";
import { base62Alphabet, tableOf } from "#domain/governance/secrets/formats/characters.ts";
import { type Span, type View, ViewBuilder } from "../view.ts";

const reach = 480;
const piecesMax = 12;
/** Words in a row that are no piece: the sentence is over. */
const wordsMax = 12;
const scatteredSteps = 200;

const word = /[A-Za-z0-9+/=_.~-]{3,200}/g;
/** Letters beside digits, or both cases as no word has them. */
const isPiece = /[A-Za-z][0-9]|[0-9][A-Za-z]|[a-z][A-Z]+[a-z]|[A-Z]{2,}[a-z]+[A-Z]/;
/** A sentence that says that pieces belong together, or lines that count them. */
const belongTogether =
  /\b(?:then|append(?:ed)?|follow(?:ed|s)|continues?|concatenate|second|rest|finally|join(?:ed)?|glue|parts?|halves)\b/i;

/** `echo ${T:0:4} ${T:4}` shows all of a credential behind its lead and one blank. */
const behindLead = /([A-Za-z0-9_.-]{2,24}[_.:-])[ \t]([A-Za-z0-9+/=_.~-]{20,400})/y;

function joinTwo(text: string, from: number): View | null {
  behindLead.lastIndex = from;
  const found = behindLead.exec(text);
  if (found === null || !isPiece.test(found[2] ?? "")) return null;
  const [whole, lead = "", rest = ""] = found;
  const builder = new ViewBuilder(text);
  builder.keep(from, from + lead.length);
  builder.keep(from + whole.length - rest.length, from + whole.length);
  return builder.finish();
}

/** The words behind `from` that are no language, the first one whatever it is. */
function piecesFrom(text: string, from: number): readonly Span[] {
  const pieces: Span[] = [];
  let others = 0;
  for (const { 0: found, index } of text.slice(from, from + reach).matchAll(word)) {
    const piece = found.replace(/[.~-]+$/, "");
    if (pieces.length > 0 && !isPiece.test(piece)) {
      others += 1;
      if (others > wordsMax) break;
      continue;
    }
    others = 0;
    pieces.push([from + index, from + index + piece.length]);
    if (pieces.length === piecesMax) break;
  }
  return pieces;
}

/** Pieces in a sentence: `starts with …, then …, and finally …`; the last one may be another word. */
function joinSentence(text: string, from: number): View | null {
  if (!belongTogether.test(text.slice(Math.max(0, from - reach / 4), from + reach))) return null;
  const pieces = piecesFrom(text, from);
  const last = pieces.at(-1);
  if (last === undefined || pieces.length < 2) return null;
  const builder = new ViewBuilder(text);
  for (const piece of pieces) builder.keep(...piece);
  builder.replace(last[0], last[0], "\n\n");
  for (const piece of pieces.slice(0, -1)) builder.keep(...piece);
  return builder.finish();
}

const wordLengthMax = 200;
/** A comma, a quote or a bracket may stand before the blank. */
const signsMax = 3;
const isPart = tableOf(`${base62Alphabet}+/=_.~-`);

/** Whether a blank ends the word at `from`: pieces of other sorts of rows stand closer. */
function isBeforeBlank(text: string, from: number): boolean {
  let at = from;
  const limit = Math.min(text.length, from + wordLengthMax);
  while (at < limit && isPart[text.charCodeAt(at)] === 1) at += 1;
  effort.steps += at - from;
  return /\s/.test(text.slice(at, at + signsMax));
}

/** What may belong to the lead at `from` though words or a blank stand between. */
export function joinScattered(text: string, from: number): readonly View[] {
  if (!isBeforeBlank(text, from)) return [];
  effort.steps += scatteredSteps;
  return [joinTwo(text, from), joinSentence(text, from)].filter((view) => view !== null);
}
