import type { Syntax } from "../values/read-value.ts";

/** Where a format puts a password without a name beside it. */
export interface Place {
  /** From the keyword on; the group that takes part is the value. */
  readonly after: RegExp;
  /** What stands before the keyword. */
  readonly before?: RegExp;
  readonly weight: number;
  readonly syntax: Syntax;
}

/** By keyword. */
export type Places = Readonly<Record<string, Place>>;
