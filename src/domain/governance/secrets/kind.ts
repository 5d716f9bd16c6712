import type { JsonObject } from "#shared/json.ts";
import type { Prefilter } from "./prefilter.ts";

/** The kinds that a search leaves out; one with added kinds brings their prefilter along. */
export interface KindSelection extends ReadonlySet<string> {
  /** Of all kinds, the added ones included; absent where none is added. */
  readonly prefilter?: Prefilter;
  /** Added names that stand before a value, in lower case without joints. */
  readonly names?: readonly string[];
}

/** What a check sees: the candidate and the text around it. */
export interface Candidate {
  readonly secret: string;
  readonly text: string;
  /** Where the secret starts and ends in `text`. */
  readonly start: number;
  readonly end: number;
}

/** A stretch of a text. */
export interface Span {
  readonly start: number;
  readonly end: number;
  /** Others that the same name leads to, such as the rows below its column. */
  readonly more?: readonly Span[];
}

/** A source of characters for test vectors; seeded, so that a failing vector can be built again. */
export interface Draw {
  /** One of `count` possibilities, counted from 0. */
  below(count: number): number;
  chars(alphabet: string, length: number): string;
}

/**
 * One kind of credential: everything that finding, naming, masking and testing it needs. Adding a
 * kind is adding a row.
 */
export interface SecretKind {
  /** Dotted, lower-case, stable for ever: it is in rows, rules and `SECRET.<id>`. */
  readonly id: string;
  readonly title: string;
  /** Who published the format. */
  readonly source: string;
  readonly severity: "critical" | "high" | "medium";
  readonly remedy: string;
  /** Lower-case literals of the prefilter; a pattern runs only where one of them occurs. */
  readonly keywords: readonly string[];
  /** How the pattern begins, where it begins with a keyword and takes no other case. */
  readonly beginnings?: readonly string[];
  /** How far before the keyword the pattern may start, at most and at least. */
  readonly before: number;
  readonly beforeMin?: number;
  /** By character code: 1 for what may stand between the pattern's start and the keyword. */
  readonly leads?: Uint8Array;
  /**
   * Sticky and linear: bounded quantifiers only. Its first group is the secret when it has groups.
   */
  readonly pattern: RegExp;
  /**
   * Only its surroundings give it away, so `find` reads them instead of a pattern. Where a kind
   * with a format of its own matches too, that one counts.
   */
  readonly isContextual?: boolean;
  /** The secret that the keyword announces. Linear, bounded, and null after a few characters. */
  readonly find?: (text: string, keywordStart: number, keywordLength: number) => Span | null;
  /**
   * Every place where one stands, when nothing short announces it. It replaces the keywords, and is
   * given all bits that the characters of the text have which are not of ASCII, or 0.
   */
  readonly sweep?: (text: string, foreign: number) => readonly Span[];
  /** Something long that was drawn stands behind its keyword; see `value-ahead.ts`. */
  readonly hasLongValue?: boolean;
  /** What a character between its keyword and its value is counted as, where it is much. */
  readonly stepsAhead?: number;
  /** Its keywords are names that stand before the value, such as the key of a JSON member. */
  readonly isNamed?: boolean;
  /** A structure or an entropy that must hold. Documented placeholders are dropped before it. */
  readonly check?: (candidate: Candidate) => boolean;
  /**
   * A published checksum. Where it holds, the candidate counts even if it looks like a placeholder.
   * Where it does not, the candidate still counts: a mistyped credential is refused too, and an
   * issuer that changes its sum must not blind the scan.
   */
  readonly proof?: (secret: string) => boolean;
  /** The member of a JSON object that holds the secret, when the object as a whole tells. */
  readonly structure?: (object: JsonObject) => string | null;
  /** How many leading characters are the same for everybody and may be shown. */
  readonly publicLength: (secret: string) => number;
  /** A vector that must be found, assembled when called. */
  readonly example: (draw: Draw) => string;
}
