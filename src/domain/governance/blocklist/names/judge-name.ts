import { remembered } from "#domain/governance/remembered.ts";
import type { Match } from "../categories.ts";
import { nameRules, nameWords, secretReaders } from "./name-rules.ts";

const nameLengthMax = 256;

/** The words of a name: `dropTable`, `drop-table` and `DROP_TABLE` have the same two. */
export function wordsOf(name: string): readonly string[] {
  return name
    .slice(0, nameLengthMax)
    .replaceAll(/([a-z0-9])([A-Z])/g, "$1 $2")
    .replaceAll(/([A-Z])([A-Z][a-z])/g, "$1 $2")
    .toLowerCase()
    .split(/[^a-z0-9]+/)
    .filter((word) => word !== "");
}

interface NameVerdict {
  readonly match: Match | null;
  readonly looksOnly: boolean;
  readonly searches: boolean;
  readonly words: readonly string[];
}

/** What a tool's name alone says, by whole words. Only for tools that declare nothing. */
export function judgeName(name: string): Match | null {
  return readName(name).match;
}

/** The tool's name says that it only looks. */
export function looksOnly(name: string): boolean {
  return readName(name).looksOnly;
}

/** The tool looks words up: `search_code`, `find_docs`. */
export function searchesOnly(name: string): boolean {
  return readName(name).searches;
}

/** The words of a tool's name, remembered. */
export function wordsOfTool(name: string): readonly string[] {
  return readName(name).words;
}

const readName = remembered((name): NameVerdict => {
  const words = wordsOf(name);
  const match = readSecret(words) ?? (asksOnly(words) ? null : matchName(words));
  const reads = words.some((word) => nameWords.readers.has(word));
  const writes = words.some((word) => nameWords.writers.has(word));
  return {
    match,
    looksOnly: match === null && reads && !writes,
    searches: words.some((word) => nameWords.searchers.has(word)),
    words,
  };
});

/** `get_deleted_users`, `slack_list_channels`: the first or, after a server's name, the second word looks. */
function asksOnly(words: readonly string[]): boolean {
  const [first = "", second = ""] = words;
  if (words.includes("and")) return false;
  return (
    nameWords.lookers.has(first) || (nameWords.lookers.has(second) && !nameWords.verbs.has(first))
  );
}

function readSecret(words: readonly string[]): Match | null {
  const { verb, noun, except } = secretReaders;
  const isAny = (wanted: ReadonlySet<string>) => words.some((word) => wanted.has(word));
  if (!isAny(noun) || !isAny(verb) || isAny(except)) return null;
  const what = "is named for reading secrets";
  return { category: "credential-access", rule: "name.words", what, soft: true };
}

function isWith(words: readonly string[], verbAt: number, noun?: ReadonlySet<string>): boolean {
  return noun === undefined || words.some((word, at) => at !== verbAt && noun.has(word));
}

function matchName(words: readonly string[]): Match | null {
  for (const rule of nameRules) {
    const { verb, except, noun, also, category, what, soft } = rule;
    if (!words.some((word, at) => verb.has(word) && isWith(words, at, noun))) continue;
    if (except !== undefined && words.some((word) => except.has(word))) continue;
    if (also !== undefined && !words.some((word) => also.has(word))) continue;
    return { category, rule: "name.words", what, ...(soft && { soft }) };
  }
  return null;
}
