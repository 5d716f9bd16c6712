import { reverse, rotate } from "./decode/twist.ts";
import { isDistinctive, isRotatable } from "./checks/distinctive.ts";
import type { SecretKind } from "./kind.ts";

/**
 * Aho–Corasick over the keywords of all kinds, completed to a table with one row for each state, so
 * that a character costs one load whatever the number of kinds. Measured with 941 kinds on one slow
 * core: 6 µs a KB of source text with the patterns it starts, without decoders.
 */
export interface Prefilter {
  /** Character code (below 128) → class; 0 for every character that is in no keyword. */
  readonly classes: Uint8Array;
  readonly classCount: number;
  readonly next: Uint16Array;
  /** States from here on end a keyword. */
  readonly firstHit: number;
  /** By `state - firstHit`: what the state has found. */
  readonly hits: readonly (readonly Hit[])[];
  /** By character code: 1 where a keyword of another script has its first character of it. */
  readonly foreignStarts: Uint8Array;
  readonly foreignHits: ReadonlyMap<number, readonly ForeignHit[]>;
}

export interface ForeignHit {
  readonly kind: SecretKind;
  /** The characters of the keyword in lower and in upper case. */
  readonly codes: readonly (readonly [number, number])[];
  /** Where in the word its first character that is not ASCII stands. */
  readonly offset: number;
}

export interface Hit {
  readonly kind: SecretKind;
  readonly keywordLength: number;
  /** How the keyword is written in the text. */
  readonly written: "plain" | "reversed" | "rotated";
  /** Of a kind that counts in other readings of a text too. */
  readonly isDistinctive: boolean;
}

interface Node {
  readonly edges: Map<number, Node>;
  readonly hits: Hit[];
  fail: Node | null;
  state: number;
}

function newNode(): Node {
  return { edges: new Map(), hits: [], fail: null, state: 0 };
}

const isAscii = (keyword: string): boolean => /^[\x00-\x7f]*$/.test(keyword);

/** Keywords such as `пароль`: few and rare, so a look at one character finds them. */
function collectForeign(kinds: readonly SecretKind[]) {
  const foreignStarts = new Uint8Array(65_536);
  const foreignHits = new Map<number, ForeignHit[]>();
  for (const kind of kinds) {
    for (const word of kind.keywords) {
      const offset = word.search(/[^\x00-\x7f]/);
      if (offset === -1) continue;
      const codes = Array.from({ length: word.length }, (_, at): readonly [number, number] => [
        word.charCodeAt(at),
        word.charAt(at).toUpperCase().charCodeAt(0),
      ]);
      const hit = { kind, codes, offset };
      for (const first of new Set([word.charAt(offset), word.charAt(offset).toUpperCase()])) {
        const code = first.charCodeAt(0);
        foreignStarts[code] = 1;
        foreignHits.set(code, [...(foreignHits.get(code) ?? []), hit]);
      }
    }
  }
  return { foreignStarts, foreignHits };
}

/** Upper and lower case share a class: the prefilter ignores case, the patterns need not. */
function classify(kinds: readonly SecretKind[]): { classes: Uint8Array; classCount: number } {
  const classes = new Uint8Array(128);
  let classCount = 1;
  const spellings = kinds.flatMap((kind) => spellingsOf(kind).map(([keyword]) => keyword));
  for (const keyword of spellings) {
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

type Spelling = readonly [keyword: string, written: Hit["written"]];

function spellingsOf(kind: SecretKind): readonly Spelling[] {
  const keywords = [...new Set(kind.keywords.filter(isAscii))];
  const plain = keywords.map((keyword): Spelling => [keyword, "plain"]);
  if (!isDistinctive(kind)) return plain;
  return [
    ...plain,
    ...keywords.map((keyword): Spelling => [reverse(keyword), "reversed"]),
    ...keywords
      .filter((keyword) => isRotatable(kind, keyword))
      .map((keyword): Spelling => [rotate(keyword), "rotated"]),
  ];
}

function buildTrie(kinds: readonly SecretKind[], classes: Uint8Array): Node {
  const root = newNode();
  for (const kind of kinds) {
    for (const [keyword, written] of spellingsOf(kind)) {
      let node = root;
      for (const character of keyword) {
        const edge = classes[character.charCodeAt(0)] ?? 0;
        const child = node.edges.get(edge) ?? newNode();
        node.edges.set(edge, child);
        node = child;
      }
      node.hits.push({
        kind,
        keywordLength: keyword.length,
        written,
        isDistinctive: isDistinctive(kind),
      });
    }
  }
  return root;
}

/** Breadth first, so that the node a failure leads to is complete before it is needed. */
function linkFailures(root: Node): readonly Node[] {
  const order: Node[] = [root];
  for (const node of order) {
    for (const [edge, child] of node.edges) {
      let fail = node.fail;
      while (fail !== null && !fail.edges.has(edge)) fail = fail.fail;
      child.fail = fail?.edges.get(edge) ?? root;
      child.hits.push(...child.fail.hits);
      order.push(child);
    }
  }
  return order;
}

export function buildPrefilter(kinds: readonly SecretKind[]): Prefilter {
  const { classes, classCount } = classify(kinds);
  const order = linkFailures(buildTrie(kinds, classes));
  const silent = order.filter((node) => node.hits.length === 0);
  const ending = order.filter((node) => node.hits.length > 0);
  [...silent, ...ending].forEach((node, state) => {
    node.state = state;
  });
  const next = new Uint16Array(order.length * classCount);
  for (const node of order) {
    const row = node.state * classCount;
    if (node.fail !== null)
      next.copyWithin(row, node.fail.state * classCount, (node.fail.state + 1) * classCount);
    for (const [edge, child] of node.edges) next[row + edge] = child.state;
  }
  return {
    classes,
    classCount,
    next,
    firstHit: silent.length,
    hits: ending.map((node) => node.hits),
    ...collectForeign(kinds),
  };
}
