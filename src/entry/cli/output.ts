import type { JsonValue } from "#shared/json.ts";

/** A column of a table: key of the record and its heading. */
export interface Column {
  readonly key: string;
  readonly heading: string;
  readonly align?: "left" | "right";
}

/** Data goes to standard output, everything else to standard error. */
export interface Output {
  /** One document: text for people (from `text`), or the value itself under --json and --yaml. */
  document(value: unknown, text: () => string): void;
  /** A list: a table for people, one document `[…]` for machines. */
  table(rows: readonly Readonly<Record<string, unknown>>[], columns: readonly Column[]): void;
  /** Raw lines on standard output whatever the format (a token alone, JSON lines). */
  line(text: string): void;
  /** Progress and hints, on standard error; silent under --quiet. */
  note(text: string): void;
}

export type { JsonValue };
