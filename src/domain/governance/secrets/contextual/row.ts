import type { Draw, SecretKind, Span } from "../kind.ts";

/** What the rows of this layer say; the rest is the same for all of them. */
export interface ContextualRow {
  readonly id: string;
  readonly title: string;
  readonly source: string;
  readonly severity: SecretKind["severity"];
  readonly remedy: string;
  readonly keywords: readonly string[];
  readonly find: (text: string, keywordStart: number, keywordLength: number) => Span | null;
  /** Where the finder alone knows what stands there instead of a value. */
  readonly proof?: NonNullable<SecretKind["proof"]>;
  readonly example: (draw: Draw) => string;
}

/** The values of this layer are found by reading what surrounds them, not by their own pattern. */
const nothing = /(?!)/y;

export function contextual(row: ContextualRow): SecretKind {
  return { ...row, before: 0, pattern: nothing, isContextual: true, publicLength: () => 0 };
}

const letters = "abcdefghkmnpqrstwxyzABCDEFGHKMNPQRSTWXYZ";
const digits = "23456789";

/** A password as a generator makes it: letters and digits in turn. */
export function drawPassword(draw: Draw): string {
  return Array.from({ length: 6 }, () => draw.chars(letters, 2) + draw.chars(digits, 1)).join("");
}
