import type { SecretKindProblem, SecretKindRow } from "#shared/secrets/secret-kind.ts";
import { body, choice, type Part, patternOf } from "../formats/parts.ts";
import { findKeyword } from "../linear/find-keyword.ts";
import { measurePattern, type PatternMeasure, secretLengthOf } from "../linear/measure-pattern.ts";
import { PatternProblem, readPattern } from "../linear/read-pattern.ts";

/** What is shown of a find is its fixed beginning; the rest has to be worth hiding. */
const secretLengthMin = 8;
const tooShort = `leaves less than ${secretLengthMin} characters to the secret itself`;

type Problem = Omit<SecretKindProblem, "index">;

/** Shorter ones occur in every sentence. */
const keywordCharsMin = 3;
/** How far before its keyword a pattern may start: it is tried from each of these places. */
const beforeMax = 64;
/** The pattern's quantifiers, alone and inside each other. */
const repeatsMax = 5_000;
const nestedRepeatsMax = 2_000;
/** Characters looked at in one place, with all that backtracking may try again. */
const stepsMax = 50_000;

/** What is wrong with the format of a row: no text can make a good one slow. */
export function checkFormat(row: SecretKindRow): readonly Problem[] {
  const { pattern, parts, keywords } = row;
  if ((pattern === undefined) === (parts === undefined)) {
    return [{ path: [], message: "has either a pattern or parts; write one of them" }];
  }
  const words = (keywords ?? []).flatMap(checkKeyword);
  if (parts !== undefined) return [...words, ...checkParts(row)];
  if (keywords === undefined) {
    const message = "is required with a pattern, which runs only where a keyword occurs";
    return [{ path: ["keywords"], message }];
  }
  const path = ["pattern"];
  const problems = findPatternProblems(pattern ?? "").map((message) => ({ path, message }));
  if (problems.length > 0 || words.length > 0) return [...words, ...problems];
  if (secretLengthOf(readPattern(pattern ?? "")) < secretLengthMin) {
    return [{ path, message: tooShort }];
  }
  return keywords.flatMap((word, at) => checkReach(pattern ?? "", word, at));
}

function checkKeyword(word: string, at: number): readonly Problem[] {
  const path = ["keywords", at];
  if (word.length < keywordCharsMin) {
    const message = `has ${word.length} characters; a keyword has at least ${keywordCharsMin}`;
    return [{ path, message }];
  }
  if (/^[!-@[-~]+$/.test(word)) return [];
  return [{ path, message: "must be lower-case ASCII without spaces; it finds any case" }];
}

function checkReach(pattern: string, word: string, at: number): readonly Problem[] {
  const path = ["keywords", at];
  const reach = findKeyword(readPattern(pattern), word);
  if (reach === null) {
    return [{ path, message: "is nowhere in the pattern as a fixed text, so it never finds it" }];
  }
  if (reach.before <= beforeMax) return [];
  const message = `begins up to ${reach.before} characters into the pattern; at most ${beforeMax}`;
  return [{ path, message }];
}

function checkParts({ parts = [], keywords }: SecretKindRow): readonly Problem[] {
  const problems = parts.flatMap(checkPart);
  const varying = parts.map((part) => ("set" in part ? part.min : 0));
  if (varying.reduce((total, min) => total + min, 0) < secretLengthMin) {
    problems.push({ path: ["parts"], message: tooShort });
  }
  const fixed = parts.findIndex((part) => !("set" in part));
  const first = parts[fixed];
  if (first === undefined) {
    return [...problems, { path: ["parts"], message: "have no text or words to look for" }];
  }
  const anchors = "text" in first ? [first.text] : "words" in first ? first.words : [];
  const short = anchors.find((word) => word.length < keywordCharsMin);
  if (keywords === undefined && short !== undefined) {
    const message = `the first fixed text has at least ${keywordCharsMin} characters`;
    problems.push({ path: ["parts", fixed], message });
  }
  return problems.length > 0 ? problems : checkWholeOf(parts);
}

function checkPart(part: Parts[number], at: number): readonly Problem[] {
  if (!("set" in part)) return [];
  const path = ["parts", at];
  if (part.max !== undefined && part.max < part.min) {
    return [{ path: [...path, "max"], message: "is less than min" }];
  }
  const isPlain = /^(?:[^\\\]^]|\\[^A-Za-z0-9])+$/.test(part.set);
  if (isPlain && findPatternProblems(`[${part.set}]`).length === 0) return [];
  return [{ path: [...path, "set"], message: "must be the inside of a character class" }];
}

/** Parts that are fine one by one may still be slow together. */
function checkWholeOf(parts: Parts): readonly Problem[] {
  const path = ["parts"];
  const problems = findPatternProblems(patternOf(partsOf(parts)));
  if (problems.length > 0) return problems.map((message) => ({ path, message }));
  const leading = parts.slice(
    0,
    parts.findIndex((part) => !("set" in part)),
  );
  const before = leading.reduce(
    (sum, part) => sum + ("set" in part ? (part.max ?? part.min) : 0),
    0,
  );
  if (before <= beforeMax) return [];
  const message = `the first fixed text begins up to ${before} characters in; at most ${beforeMax}`;
  return [{ path, message }];
}

type Parts = NonNullable<SecretKindRow["parts"]>;

/** The parts of a row as formats are written. */
export function partsOf(parts: Parts): readonly Part[] {
  return parts.map((part) => {
    if ("text" in part) return part.text;
    return "words" in part ? choice(...part.words) : body(part.set, part.min, part.max ?? part.min);
  });
}

/** Why a pattern could be slow, or cannot be told to be fast. */
export function findPatternProblems(pattern: string): readonly string[] {
  if (!/^[ -~]*$/.test(pattern)) return ["must be ASCII"];
  let measure: PatternMeasure;
  try {
    RegExp(pattern, "y");
    measure = measurePattern(pattern);
  } catch (error) {
    if (error instanceof PatternProblem) return [error.message];
    if (error instanceof SyntaxError) return ["is not a regular expression"];
    throw error;
  }
  return [...problemsOf(measure)];
}

function* problemsOf(measure: PatternMeasure): Generator<string> {
  const { single, nested, ways, lengthMax, looksBehind, captures } = measure;
  if (single === Infinity) {
    yield "has a quantifier without an upper bound; write {1,200} instead of + or *";
    return;
  }
  if (looksBehind) yield "looks behind; a border on the left is added where it is needed";
  if (captures > 1) yield "has more than one group; the group is the secret, write (?:…) elsewhere";
  if (single > repeatsMax) yield `repeats ${single} times; at most ${repeatsMax}`;
  if (nested > nestedRepeatsMax) {
    yield `repeats inside repeats up to ${nested} times; at most ${nestedRepeatsMax}`;
  }
  const steps = ways * lengthMax;
  if (steps > stepsMax) {
    yield `may look at ${describe(steps)} characters in one place, at most ${stepsMax}: ` +
      "let nothing that repeats be followed by what it could hold itself";
  }
}

function describe(steps: number): string {
  return steps > 1e9 ? "more than a billion" : String(Math.ceil(steps));
}
