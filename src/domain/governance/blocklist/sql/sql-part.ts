import type { Match } from "../categories.ts";
import type { SqlStatement, SqlToken } from "./read-sql.ts";

export interface SqlContext {
  readonly report: (match: Match) => void;
  /** Judges a text that a statement would run; one that is only kept for later is doubtful. */
  readonly run: (text: string, isKept?: boolean) => void;
  /** Somebody said that this is SQL, so that the doubtful counts. */
  readonly strict: boolean;
  /** Whether the script itself made this table for its own session. */
  readonly isTemporary: (table: string) => boolean;
  /** Judges whatever the whole script builds of strings; a second time does nothing. */
  readonly runTexts: () => void;
}

export type VerbRule = (part: SqlStatement, context: SqlContext) => void;

export function hasWord(part: SqlStatement, ...words: string[]): boolean {
  return part.some(({ kind, text }) => kind === "word" && words.includes(text));
}

/** From a token to the end of its own level. */
export function partFrom(statement: SqlStatement, start: number): SqlStatement {
  const level = (statement[start] as SqlToken).level;
  let end = start + 1;
  while (end < statement.length && (statement[end] as SqlToken).level >= level) end++;
  return statement.slice(start, end);
}
