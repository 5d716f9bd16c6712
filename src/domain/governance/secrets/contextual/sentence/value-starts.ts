import { tableOf } from "#domain/governance/secrets/formats/characters.ts";
import { effort } from "#domain/governance/secrets/linear/effort.ts";
import { adverbs, connectors } from "../values/prose-words.ts";
import { openingQuotes, skipSpaces } from "./told-value.ts";

/** Where a sentence may tell its value: behind a verb, a colon, a bracket, or right behind the noun. */

const reachMax = 110;
const wordSteps = 45;

function wordEnd(text: string, from: number, limit: number): number {
  let at = from;
  while (at < limit && text.charCodeAt(at) > 32) at += 1;
  return at;
}

/** Longer words are neither connectors nor adverbs. */
const stepLengthMax = Math.max(...[...connectors, ...adverbs].map((word) => word.length));
const connectorLengthMax = Math.max(...[...connectors].map((word) => word.length));
/** By first character: a bit for each length that a connector may have. */
const connectorLengths = new Uint32Array(128);
for (const word of ["on", ...connectors]) {
  for (const first of [word.charCodeAt(0), word.toUpperCase().charCodeAt(0)]) {
    if (first < 128)
      connectorLengths[first] = (connectorLengths[first] as number) | (1 << word.length);
  }
}
const endsSentence = tableOf('.!?;"\\<>{}=[]');

function skipAdverbs(text: string, from: number): number {
  let at = from;
  for (let count = 0; count < 3; count += 1) {
    const end = wordEnd(text, at, at + 24);
    if (end - at > stepLengthMax) return at;
    const word = text.slice(at, end).toLowerCase();
    if (!adverbs.has(word) && !connectors.has(word)) return at;
    at = skipSpaces(text, end);
  }
  return at;
}

export interface Start {
  readonly at: number;
  /** Words between the noun and what leads to the value; null where nothing leads to it. */
  readonly distance: number | null;
}

const setVerb =
  /(?:set|chang|reset|updat|switch|rotat|\bputs?\b|made|verander|gewijzigd|zmien|cambi|mudad|alterad|modifi|cambiat|\u0438\u0437\u043c\u0435\u043d|\u043f\u043e\u043c\u0435\u043d)/i;
const verbReach = 60;
const polishNoun = /(?:has[\u0142l][\u0142lo]|hes[lo])\S{0,3}$/i;
const finnishNoun = /(?:salasana|parool)\S{0,3}$/i;

/** "to" and its kin. */
const directions: ReadonlySet<string> = new Set(["to", "naar", "para", "na"]);

/** "to" leads to a value after "change", and "on" is a verb in Finnish only. */
function isConnector(text: string, start: number, end: number, nounEnd: number): boolean {
  if (end - start > connectorLengthMax) return false;
  const first = text.charCodeAt(start);
  if (first < 128 && ((connectorLengths[first] as number) & (1 << (end - start))) === 0)
    return false;
  const word = text.slice(start, end).toLowerCase();
  if (word !== "on" && !connectors.has(word)) return false;
  const before = text.slice(Math.max(0, nounEnd - verbReach), nounEnd);
  if (word === "on") return finnishNoun.test(before);
  if (!directions.has(word) || setVerb.test(before) || polishNoun.test(before)) return true;
  return setVerb.test(text.slice(nounEnd, start));
}

/** `the mqtt password (…)`, `with pwd […]`, `(currently …)`; -1 where none is opened. */
function bracketStart(text: string, start: number, end: number): number {
  const first = text.charCodeAt(start);
  if (first !== 40 && first !== 91) return -1;
  const at = skipAdverbs(text, start + 1);
  if (at > start + 1) return at;
  return text.slice(start, end).includes(first === 40 ? ")" : "]") ? at : -1;
}

const fillLeads: readonly string[] = ["with", "mit", "con", "avec", "com"];

/** "fill in #pass with "…"": what it is filled with stands in quotes. */
function isFilled(text: string, start: number, end: number): boolean {
  const length = end - start;
  if (length > 4 || length < 3 || !fillLeads.includes(text.slice(start, end))) return false;
  const quote = text.charAt(skipSpaces(text, end));
  return quote !== "" && openingQuotes.includes(quote);
}

/** Where a value can start after the noun that ends at `from`: behind each connector that fits. */
export function valueStarts(
  text: string,
  from: number,
  countMax: number,
  isPart: boolean,
): readonly Start[] {
  const starts: Start[] = [];
  const limit = Math.min(text.length, from + reachMax);
  let at = from;
  const colon = skipSpaces(text, at);
  if (/[:\uff1a]/.test(text.charAt(colon))) {
    const bold = text.slice(colon + 1, colon + 3) === "**" ? 3 : 1;
    return [{ at: skipAdverbs(text, skipSpaces(text, colon + bold)), distance: 0 }];
  }
  for (let count = 0; count < countMax && at < limit && starts.length < 3; count += 1) {
    const start = skipSpaces(text, at);
    effort.steps += wordSteps;
    if (start === at && count > 0) break;
    const end = wordEnd(text, start, limit);
    if (end === start) break;
    const last = text.charCodeAt(end - 1);
    const leads = last === 58 || last === 0xff1a || (count > 0 && last === 61 && end === start + 1);
    const bracket = bracketStart(text, start, end);
    if (leads || isConnector(text, start, end, from) || isFilled(text, start, end)) {
      starts.push({ at: skipAdverbs(text, skipSpaces(text, end)), distance: count });
    } else if (bracket !== -1) starts.push({ at: bracket, distance: null });
    else if (count === 0 && start > at && !isPart) starts.push({ at: start, distance: null });
    // `from Spring2023! to …`: the mark belongs to a password.
    const isMarked = last === 33 && /\d/.test(text.slice(start, end));
    if (last < 128 && endsSentence[last] === 1 && !isMarked) break;
    at = end;
  }
  return starts;
}
