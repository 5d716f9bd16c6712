import { type Clue, clueNames, clueWords } from "./decode/forms/clues.ts";
import { markOf } from "./decode/marks.ts";
import { reverse, rotate } from "./decode/twist.ts";
import { isDistinctive, isRotatable } from "./checks/distinctive.ts";
import { leftBorder } from "./formats/token.ts";
import type { SecretKind } from "./kind.ts";

/**
 * Aho–Corasick over the keywords of all kinds, completed to a table with one row for each state, so
 * that a character costs one load whatever the number of kinds. Measured with 941 kinds on one slow
 * core: 6 µs a KB of source text with the patterns it starts, without decoders.
 */
export interface Prefilter {
  /**
   * Character code (below 128) → class, with the character's marks above it: one load for both. The
   * class is 0 for every character that is in no keyword.
   */
  readonly signs: Uint16Array;
  /** By a state that ends a keyword, and this: where it stands in `hits` and `clues`. */
  readonly placeColumn: number;
  /** By state and class: the next state. A state is the place of its row in this table. */
  readonly next: Uint32Array;
  /** States from here on end a keyword. */
  readonly firstHit: number;
  /** What a state has found. */
  readonly hits: readonly (readonly Hit[])[];
  /** What a word that ends there says of how the text near it is written. */
  readonly clues: readonly (Clue | undefined)[];
  /** By character code: 1 where a keyword of another script has its first character of it. */
  readonly foreignStarts: Uint8Array;
  readonly foreignHits: ReadonlyMap<number, readonly ForeignHit[]>;
}

/**
 * What is read of a kind at each of its keywords. Kinds are made in many ways, and so are many
 * sorts of objects to the engine; these are all of one.
 */
export interface KindReading {
  readonly kind: SecretKind;
  readonly id: string;
  readonly find: NonNullable<SecretKind["find"]> | null;
  readonly pattern: RegExp;
  readonly hasLongValue: boolean;
  /** What reading on from a keyword is counted as. */
  readonly steps: number;
  /** And for each character behind it that may lead on to the value. */
  readonly stepsAhead: number;
  readonly before: number;
  readonly beforeMin: number;
  readonly leads: Uint8Array | null;
  /** The pattern fails inside of a word, so nothing in one needs to be tried. */
  readonly isBordered: boolean;
}

const startsApart = (kind: SecretKind): boolean => kind.pattern.source.startsWith(leftBorder);

/** What a try costs where it fails; a pattern that starts with a name reads far. */
const patternSteps = 12;
const namedPatternSteps = 40;
const namedAheadSteps = 3;
const finderSteps = 40;

function stepsOf(kind: SecretKind): number {
  if (kind.find !== undefined) return finderSteps;
  return kind.isNamed === true ? namedPatternSteps : patternSteps;
}

function readingOf(kind: SecretKind): KindReading {
  return {
    kind,
    id: kind.id,
    find: kind.find ?? null,
    pattern: kind.pattern,
    hasLongValue: kind.hasLongValue === true,
    steps: stepsOf(kind),
    stepsAhead: kind.stepsAhead ?? (kind.isNamed === true ? namedAheadSteps : 0),
    before: kind.before,
    beforeMin: kind.beforeMin ?? 0,
    leads: kind.leads ?? null,
    isBordered: kind.before > 0 && startsApart(kind),
  };
}

export interface ForeignHit {
  readonly reading: KindReading;
  /** The characters of the keyword in lower and in upper case. */
  readonly codes: readonly (readonly [number, number])[];
  /** Where in the word its first character that is not ASCII stands. */
  readonly offset: number;
}

export interface Hit {
  readonly reading: KindReading;
  readonly keywordLength: number;
  /** How the keyword is written in the text. */
  readonly written: "plain" | "reversed" | "rotated";
  /** Of a kind that counts in other readings of a text too. */
  readonly isDistinctive: boolean;
  /** The keyword in the only case that the pattern takes, written so; empty for any case. */
  readonly exact: string;
  /** The pattern takes no letter or digit in front of the keyword. */
  readonly standsApart: boolean;
  /** What has to stand in front of the keyword, and how many of it; null where nothing has to. */
  readonly leads: Uint8Array | null;
  readonly leadMin: number;
}

const isAscii = (keyword: string): boolean => /^[\x00-\x7f]*$/.test(keyword);

/** Keywords such as `пароль`: few and rare, so a look at one character finds them. */
function collectForeign(kinds: readonly SecretKind[]) {
  const foreignStarts = new Uint8Array(65_536);
  const foreignHits = new Map<number, ForeignHit[]>();
  for (const kind of kinds) {
    const reading = readingOf(kind);
    for (const word of kind.keywords) {
      const offset = word.search(/[^\x00-\x7f]/);
      if (offset === -1) continue;
      const codes = Array.from({ length: word.length }, (_, at): readonly [number, number] => [
        word.charCodeAt(at),
        word.charAt(at).toUpperCase().charCodeAt(0),
      ]);
      const hit = { reading, codes, offset };
      for (const first of new Set([word.charAt(offset), word.charAt(offset).toUpperCase()])) {
        const code = first.charCodeAt(0);
        foreignStarts[code] = 1;
        foreignHits.set(code, [...(foreignHits.get(code) ?? []), hit]);
      }
    }
  }
  return { foreignStarts, foreignHits };
}

interface Spelling {
  readonly keyword: string;
  readonly found: Hit | Clue;
}

const clues: readonly Spelling[] = clueNames.flatMap((found) =>
  clueWords[found].map((keyword) => ({ keyword, found })),
);

/** The case in which the pattern writes a keyword that it begins with; empty where in several. */
function exactOf({ before, beginnings = [] }: SecretKind, keyword: string): string {
  if (before > 0) return "";
  const cases = beginnings
    .map((beginning) => beginning.slice(0, keyword.length))
    .filter((beginning) => beginning.toLowerCase() === keyword);
  return cases.every((one) => one === cases[0]) ? (cases[0] ?? "") : "";
}

function spellingsOf(kind: SecretKind): readonly Spelling[] {
  const distinctive = isDistinctive(kind);
  const shared = {
    reading: readingOf(kind),
    isDistinctive: distinctive,
    standsApart: kind.before === 0 && startsApart(kind),
    // A distinctive kind's bare lead is of use for other readings of the text.
    leads: distinctive ? null : (kind.leads ?? null),
    leadMin: kind.beforeMin ?? 0,
  };
  const spelled = (keyword: string, written: Hit["written"], twist: (text: string) => string) => ({
    keyword: twist(keyword),
    found: {
      ...shared,
      written,
      keywordLength: keyword.length,
      exact: twist(exactOf(kind, keyword)),
    },
  });
  const keywords = [...new Set(kind.keywords.filter(isAscii))];
  const plain = keywords.map((keyword) => spelled(keyword, "plain", (text) => text));
  if (!distinctive) return plain;
  return [
    ...plain,
    ...keywords.map((keyword) => spelled(keyword, "reversed", reverse)),
    ...keywords
      .filter((keyword) => isRotatable(kind, keyword))
      .map((keyword) => spelled(keyword, "rotated", rotate)),
  ];
}

/** Upper and lower case share a class: the prefilter ignores case, the patterns need not. */
function classify(spellings: readonly Spelling[]): { classes: Uint8Array; classCount: number } {
  const classes = new Uint8Array(128);
  let classCount = 1;
  for (const { keyword } of spellings) {
    for (const character of keyword) {
      const code = character.charCodeAt(0);
      if (classes[code] !== 0) continue;
      classes[code] = classCount;
      classes[character.toUpperCase().charCodeAt(0)] = classCount;
      classCount += 1;
    }
  }
  return { classes, classCount };
}

/** The states of all spellings; a state's children are a chain of siblings, and 0 is the root. */
interface Trie {
  readonly firstChild: Uint16Array;
  readonly sibling: Uint16Array;
  /** The class of the character that leads to a state. */
  readonly edge: Uint8Array;
  /** What ends in a state; most end nothing, and share one empty list. */
  readonly hits: (readonly Hit[])[];
  readonly clues: (Clue | undefined)[];
}

/** In `Prefilter.signs`: the bits of the class, and where the marks stand. */
const classBits = 0x7f;
const marksShift = 8;

const stateMax = 65_535;
const none: readonly Hit[] = [];

function buildTrie(spellings: readonly Spelling[], classes: Uint8Array): Trie {
  const firstChild = new Uint16Array(stateMax + 1);
  const sibling = new Uint16Array(stateMax + 1);
  const edge = new Uint8Array(stateMax + 1);
  const hits = [none];
  const clues: (Clue | undefined)[] = [undefined];
  for (const { keyword, found } of spellings) {
    let state = 0;
    for (const character of keyword) {
      const step = classes[character.charCodeAt(0)] ?? 0;
      let child = firstChild[state] ?? 0;
      while (child !== 0 && edge[child] !== step) child = sibling[child] ?? 0;
      if (child === 0) {
        child = hits.push(none) - 1;
        clues.push(undefined);
        if (child > stateMax) throw new RangeError(`the keywords need over ${stateMax} states`);
        edge[child] = step;
        sibling[child] = firstChild[state] ?? 0;
        firstChild[state] = child;
      }
      state = child;
    }
    if (typeof found === "string") clues[state] = found;
    else hits[state] = [...(hits[state] ?? none), found];
  }
  return { firstChild, sibling, edge, hits, clues };
}

/** Where a search goes on that finds no next state, for each state, and an order for the rows. */
interface Failures {
  readonly failure: Uint16Array;
  /** Breadth first, so that a failure stands before every state that leads to it. */
  readonly order: readonly number[];
}

/** A state also ends what its failure ends. */
function linkFailures(trie: Trie, classCount: number): Failures {
  const { firstChild, sibling, edge, hits, clues } = trie;
  const failure = new Uint16Array(hits.length);
  const rows = new Uint16Array(hits.length * classCount);
  const order = [0];
  for (const state of order) {
    const from = (failure[state] ?? 0) * classCount;
    const row = state * classCount;
    rows.copyWithin(row, from, from + classCount);
    for (let child = firstChild[state] ?? 0; child !== 0; child = sibling[child] ?? 0) {
      const at = edge[child] ?? 0;
      const elsewhere = state === 0 ? 0 : (rows[from + at] ?? 0);
      failure[child] = elsewhere;
      rows[row + at] = child;
      const inherited = hits[elsewhere] ?? none;
      if (inherited.length > 0) hits[child] = [...(hits[child] ?? none), ...inherited];
      clues[child] ??= clues[elsewhere];
      order.push(child);
    }
  }
  return { failure, order };
}

export function buildPrefilter(kinds: readonly SecretKind[]): Prefilter {
  const spellings = [...kinds.flatMap(spellingsOf), ...clues];
  const { classes, classCount } = classify(spellings);
  const trie = buildTrie(spellings, classes);
  const { firstChild, sibling, edge, hits } = trie;
  const { failure, order } = linkFailures(trie, classCount);
  const endsWord = (state: number): boolean =>
    hits[state] !== none || trie.clues[state] !== undefined;
  const ending = order.filter(endsWord);
  const firstHit = order.length - ending.length;
  const rank = new Uint16Array(order.length);
  [...order.filter((state) => !endsWord(state)), ...ending].forEach((state, at) => {
    rank[state] = at;
  });
  // The last place of a row is that of its state among the ending ones.
  const width = classCount + 1;
  const next = new Uint32Array(order.length * width);
  for (const state of order) {
    const row = (rank[state] ?? 0) * width;
    const from = (rank[failure[state] ?? 0] ?? 0) * width;
    next.copyWithin(row, from, from + classCount);
    for (let child = firstChild[state] ?? 0; child !== 0; child = sibling[child] ?? 0) {
      next[row + (edge[child] ?? 0)] = (rank[child] ?? 0) * width;
    }
    next[row + classCount] = Math.max(0, (rank[state] ?? 0) - firstHit);
  }
  return {
    signs: Uint16Array.from(classes, (one, code) => one | ((markOf[code] ?? 0) << marksShift)),
    placeColumn: classCount,
    next,
    firstHit: firstHit * width,
    hits: ending.map((state) => hits[state] ?? none),
    clues: ending.map((state) => trie.clues[state]),
    ...collectForeign(kinds),
  };
}

/** What a pass has read so far. */
export interface Reading {
  state: number;
  /** Marks. */
  found: number;
  foreign: number;
}

/**
 * Where the next keyword ends, or one of another script may stand. Apart from what is done there,
 * as each character goes through this loop.
 */
export function nextEnd(filter: Prefilter, text: string, from: number, reading: Reading): number {
  const { signs, next, firstHit, foreignStarts } = filter;
  let { state } = reading;
  let found = 0;
  const length = text.length;
  let at = from;
  for (; at < length; at += 1) {
    const code = text.charCodeAt(at);
    if (code > 127) {
      reading.foreign |= code;
      state = 0;
      if (foreignStarts[code] === 1) break;
      continue;
    }
    const sign = signs[code] as number;
    found |= sign;
    state = next[state + (sign & classBits)] as number;
    if (state >= firstHit) break;
  }
  reading.state = state;
  reading.found |= found >> marksShift;
  return at;
}
