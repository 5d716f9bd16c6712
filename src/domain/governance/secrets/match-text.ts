import { isInDigest } from "./checks/digest.ts";
import { isWhole } from "./checks/distinctive.ts";
import { isByChance } from "./checks/by-chance.ts";
import { withoutOverlaps } from "./checks/overlaps.ts";
import { isPlaceholder } from "./checks/placeholder.ts";
import type { ClueAt } from "./decode/forms/clues.ts";
import { marks } from "./decode/marks.ts";
import { reverse, rotate } from "./decode/twist.ts";
import { effort } from "./linear/effort.ts";
import { base62Alphabet, membersOf, tableOf } from "./formats/characters.ts";
import type { KindSelection, SecretKind, Span } from "./kind.ts";
import { secretKinds } from "./kinds.ts";
import { ValueAhead } from "./formats/value-ahead.ts";
import {
  buildPrefilter,
  type ForeignHit,
  type Hit,
  type KindReading,
  nextEnd,
  type Prefilter,
  type Reading,
} from "./prefilter.ts";

/** A credential in one text as it stands there. */
export interface TextMatch {
  readonly kind: SecretKind;
  readonly start: number;
  readonly end: number;
  /** `ghp_…(40)`. */
  readonly masked: string;
  /** What stands in for the span in a masked text; `masked` where nothing is given. */
  readonly replacement?: string;
  /** A further piece of a credential that is already listed. */
  readonly isRest?: true;
}

/** What one pass over a text learnt: the matches, and which decoders have something to do. */
export interface Pass {
  readonly matches: readonly TextMatch[];
  readonly hasEscapes: boolean;
  readonly marks: number;
  readonly hasForeign: boolean;
  /** Where leads of distinctive kinds stand that no credential follows as it is. */
  readonly bareLeads: readonly number[];
  readonly reversedLeads: readonly number[];
  readonly rotatedLeads: readonly number[];
  /** Words that say how what is near them is written. */
  readonly clues: readonly ClueAt[];
  /** More was spent than the text is worth: the rest was not read. */
  readonly isCut: boolean;
}

const prefilter: Prefilter = buildPrefilter(secretKinds);
const sweeps = secretKinds.filter((kind) => kind.sweep !== undefined);

export function maskOf(kind: SecretKind, secret: string): string {
  return `${secret.slice(0, kind.publicLength(secret))}…(${secret.length})`;
}

/** To look at a candidate for placeholders, and once more for each of its characters. */
const judgingSteps = 75;
/** To look at what surrounds a lead that no credential follows. */
const leadSteps = 30;
/** To turn a stretch round and try its pattern. */
const twistSteps = 400;

function isGenuine(kind: SecretKind, text: string, start: number, end: number): boolean {
  const secret = text.slice(start, end);
  effort.steps += judgingSteps + (end - start) * 2;
  if (kind.proof?.(secret) === true) return true;
  if (isPlaceholder(secret.slice(kind.publicLength(secret)))) return false;
  if (isInDigest(text, start) || isByChance(kind, text, start, end)) return false;
  return kind.check?.({ secret, text, start, end }) ?? true;
}

/** What only its surroundings tell; found by reading them. */
function matchAround(kind: SecretKind, span: Span | null, text: string): TextMatch | null {
  if (span === null) return null;
  const { start, end } = span;
  if (!isGenuine(kind, text, start, end)) return null;
  return { kind, start, end, masked: maskOf(kind, text.slice(start, end)) };
}

/** What the pattern of a setting reads over between the name of an issuer and the value. */
const isBetween = membersOf("A-Za-z0-9_. \t\r\n\"'`:={([-");
const aheadMax = 64;

function lengthAhead(text: string, from: number): number {
  let at = from;
  while (at < from + aheadMax && isIn(isBetween, text, at)) at += 1;
  return at - from;
}

function matchAt(reading: KindReading, text: string, at: number): TextMatch | null {
  const { kind, pattern } = reading;
  pattern.lastIndex = at;
  const found = pattern.exec(text);
  effort.steps += reading.steps;
  if (reading.stepsAhead > 0) effort.steps += reading.stepsAhead * lengthAhead(text, at);
  if (found === null) return null;
  const [whole, group] = found;
  effort.steps += whole.length;
  const secret = group ?? whole;
  // A context pattern ends with its value, so its value starts where the rest is left.
  const start = group === undefined ? at : at + whole.lastIndexOf(secret);
  const end = start + secret.length;
  if (!isGenuine(kind, text, start, end)) return null;
  return { kind, start, end, masked: maskOf(kind, secret) };
}

/** Outside of a text nothing is in a set; a table read at NaN takes a hundred times as long. */
function isIn(table: Uint8Array, text: string, at: number): boolean {
  return at >= 0 && at < text.length && table[text.charCodeAt(at)] === 1;
}

/** How many characters before the keyword can belong to the pattern. */
function leadLength(reading: KindReading, text: string, keywordStart: number): number {
  const { before, leads } = reading;
  if (leads === null) return before;
  let length = 0;
  while (length < before && isIn(leads, text, keywordStart - length - 1)) length += 1;
  effort.steps += length;
  return length;
}

const isWordCharacter = membersOf("A-Za-z0-9");

/** Most keywords are there by chance: in another case, in a word, behind too short a beginning. */
function mayMatch(hit: Hit, text: string, end: number): boolean {
  const { exact, standsApart, leads, leadMin } = hit;
  const start = end - hit.keywordLength;
  if (standsApart) {
    const outside = hit.written === "reversed" ? end : start - 1;
    if (isIn(isWordCharacter, text, outside)) return false;
  }
  if (exact !== "" && !text.startsWith(exact, start)) return false;
  if (leads === null) return true;
  const first = start - leadMin;
  if (first < 0) return false;
  let at = start - 1;
  while (at >= first && leads[text.charCodeAt(at)] === 1) at -= 1;
  return at < first;
}

/** Most leads that chance makes stand in the middle of a word. */
function isInWord(kind: SecretKind, text: string, neighbour: number): boolean {
  return kind.before === 0 && isIn(isWordCharacter, text, neighbour);
}

function addPlace(places: number[], place: number): void {
  if (places.at(-1) !== place) places.push(place);
}

/**
 * A random body has a letter and a digit, or letters of both cases, in so many characters, and
 * nothing that tokens lack.
 */
const probeLength = 16;
/** Large letters among small ones: a name in code has three or four in such a stretch. */
const largeLettersMin = 5;
const smallLettersMin = 4;

const isBody = tableOf(`${base62Alphabet}+/=_.:?@-`);

function looksLikeBody(text: string, from: number, to: number): boolean {
  let digits = 0;
  let large = 0;
  for (let at = from; at < to; at += 1) {
    const code = text.charCodeAt(at);
    if (code >= 48 && code < 58) digits += 1;
    else if (isBody[code] !== 1) return false;
    else if (code > 64 && code < 91) large += 1;
  }
  const isCased = large >= largeLettersMin && large <= to - from - smallLettersMin;
  return isCased || (digits > 0 && digits < to - from);
}

/** Some character of another word differs nearly always, so this costs a look or two. */
function standsAt(text: string, start: number, codes: ForeignHit["codes"]): boolean {
  for (let at = codes.length - 1; at >= 0; at -= 1) {
    const code = text.charCodeAt(start + at);
    if (code !== codes[at]?.[0] && code !== codes[at]?.[1]) return false;
  }
  return true;
}

/** No credential by itself; it does not count in a text put together by guess. */
function needsSurroundings(kind: SecretKind): boolean {
  return kind.isNamed === true || kind.isContextual === true;
}

const none: readonly never[] = [];

/** What a reversed or rotated lead is tried with, and how far apart such tries are. */
const triedLengthMax = 768;
const triedStepMin = 256;

type Found = Pick<Pass, "matches" | "bareLeads" | "reversedLeads" | "rotatedLeads">;

const nothingFound: Found = {
  matches: none,
  bareLeads: none,
  reversedLeads: none,
  rotatedLeads: none,
};

class Matcher {
  readonly #matches: TextMatch[] = [];
  readonly #bareLeads: number[] = [];
  readonly #reversedLeads: number[] = [];
  readonly #rotatedLeads: number[] = [];
  /** By kind: where its last match ended; hits inside it are the same credential. */
  #covered: Map<SecretKind, number> | undefined;
  #ahead: ValueAhead | undefined;
  #triedAt = -triedStepMin;
  readonly #text: string;
  readonly #disabled: ReadonlySet<string>;
  readonly #formatsOnly: boolean;

  constructor(text: string, disabled: ReadonlySet<string>, formatsOnly: boolean) {
    this.#formatsOnly = formatsOnly;
    this.#text = text;
    this.#disabled = disabled;
  }

  take({ reading, written, keywordLength, isDistinctive }: Hit, end: number): void {
    const { kind } = reading;
    if (this.#formatsOnly && (written !== "plain" || needsSurroundings(kind))) return;
    if (this.#disabled.has(reading.id)) return;
    const start = end - keywordLength;
    if (written === "plain") {
      if (this.#tryKind(reading, start, keywordLength) || !isDistinctive) return;
      effort.steps += leadSteps;
      const isInside = isInWord(kind, this.#text, start - 1) || isInDigest(this.#text, start);
      if (!isInside && !isWhole(kind, this.#text, start)) {
        addPlace(this.#bareLeads, start);
      }
      return;
    }
    const places = written === "reversed" ? this.#reversedLeads : this.#rotatedLeads;
    if (this.#mayBeTwisted(kind, written, start, end)) addPlace(places, start);
  }

  /** Chance makes many leads, so what they lead to is tried, unless another was tried near by. */
  #mayBeTwisted(kind: SecretKind, written: Hit["written"], start: number, end: number): boolean {
    if (kind.before > 0 || start - this.#triedAt < triedStepMin) return true;
    const isReversed = written === "reversed";
    if (isInWord(kind, this.#text, isReversed ? end : start - 1)) return false;
    const body = isReversed ? start - probeLength : end;
    if (!looksLikeBody(this.#text, Math.max(0, body), body + probeLength)) return false;
    this.#triedAt = start;
    const text = isReversed
      ? reverse(this.#text.slice(Math.max(0, end - triedLengthMax), end))
      : rotate(this.#text.slice(start, start + triedLengthMax));
    effort.steps += twistSteps + text.length / 2;
    kind.pattern.lastIndex = 0;
    return kind.pattern.test(text);
  }

  /** True where a credential was found, now or by an earlier keyword in it. */
  #tryKind(reading: KindReading, keywordStart: number, keywordLength: number): boolean {
    const { kind, find } = reading;
    const text = this.#text;
    const covered = this.#covered?.get(kind) ?? 0;
    if (find !== null) {
      if (keywordStart < covered) return true;
      effort.steps += reading.steps;
      return this.#keepFound(kind, find(text, keywordStart, keywordLength));
    }
    if (reading.hasLongValue && !this.#hasValue(keywordStart + keywordLength)) return false;
    const first = Math.max(covered, keywordStart - leadLength(reading, text, keywordStart));
    const last = keywordStart - reading.beforeMin;
    for (let at = first; at <= last; at += 1) {
      if (reading.isBordered && isIn(isWordCharacter, text, at - 1)) continue;
      const match = matchAt(reading, text, at);
      if (match === null) continue;
      this.#keep(match);
      return true;
    }
    return covered > keywordStart;
  }

  #keepFound(kind: SecretKind, span: Span | null): boolean {
    let isAny = false;
    for (const part of span?.more === undefined ? [span] : [span, ...span.more]) {
      const match = matchAround(kind, part, this.#text);
      if (match === null) continue;
      this.#keep(match);
      isAny = true;
    }
    return isAny;
  }

  #hasValue(place: number): boolean {
    return (this.#ahead ??= new ValueAhead(this.#text)).isAfter(place);
  }

  tryForeign(hits: readonly ForeignHit[] | undefined, at: number): void {
    if (this.#formatsOnly) return;
    for (const { reading, codes, offset } of hits ?? none) {
      const start = at - offset;
      if (start < 0 || !standsAt(this.#text, start, codes) || this.#disabled.has(reading.id))
        continue;
      this.#tryKind(reading, start, codes.length);
    }
  }

  sweep(kind: SecretKind, spans: readonly Span[]): void {
    if (this.#disabled.has(kind.id)) return;
    for (const { start, end } of spans) {
      if (!isGenuine(kind, this.#text, start, end)) continue;
      this.#keep({ kind, start, end, masked: maskOf(kind, this.#text.slice(start, end)) });
    }
  }

  found(): Found {
    return {
      matches: withoutOverlaps(this.#matches),
      bareLeads: this.#bareLeads,
      reversedLeads: this.#reversedLeads,
      rotatedLeads: this.#rotatedLeads,
    };
  }

  #keep(match: TextMatch): void {
    this.#matches.push(match);
    (this.#covered ??= new Map()).set(match.kind, match.end);
  }
}

/**
 * Every credential of an enabled kind in a text as it stands, nothing decoded. One pass. With
 * `formatsOnly` the surroundings are not read: they mean nothing in a text put together by guess.
 */
export function matchText(
  text: string,
  disabled: KindSelection,
  stepsMax: number,
  formatsOnly = false,
): Pass {
  const filter = disabled.prefilter ?? prefilter;
  const { placeColumn, next, hits } = filter;
  let made: Matcher | undefined;
  let clues: ClueAt[] | undefined;
  const length = text.length;
  let isCut = false;
  effort.steps += length;
  const reading: Reading = { state: 0, found: 0, foreign: 0 };
  let at = nextEnd(filter, text, 0, reading);
  for (; at < length; at = nextEnd(filter, text, at + 1, reading)) {
    const code = text.charCodeAt(at);
    if (code > 127) {
      effort.steps += 20;
      made ??= new Matcher(text, disabled, formatsOnly);
      made.tryForeign(filter.foreignHits.get(code), at);
      if (effort.steps <= stepsMax) continue;
      isCut = true;
      break;
    }
    const place = next[reading.state + placeColumn] as number;
    const clue = filter.clues[place];
    if (clue !== undefined) (clues ??= []).push({ clue, start: at });
    for (const hit of hits[place] ?? none) {
      effort.steps += 4;
      if (!mayMatch(hit, text, at + 1)) continue;
      made ??= new Matcher(text, disabled, formatsOnly);
      made.take(hit, at + 1);
    }
    if (effort.steps > stepsMax) {
      isCut = true;
      break;
    }
  }
  const { found, foreign } = reading;
  for (const kind of isCut ? none : sweeps) {
    const spans = kind.sweep?.(text, foreign) ?? none;
    if (spans.length > 0) (made ??= new Matcher(text, disabled, formatsOnly)).sweep(kind, spans);
  }
  return {
    ...(made?.found() ?? nothingFound),
    hasEscapes: (found & marks.escape) !== 0,
    marks: found,
    hasForeign: foreign !== 0,
    clues: clues ?? none,
    isCut,
  };
}
