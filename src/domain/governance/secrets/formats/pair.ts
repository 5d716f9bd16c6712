import type { Draw, SecretKind } from "../kind.ts";
import { type Part, patternOf, sampleOf } from "./parts.ts";
import { issuedBy, type Issuer } from "./token.ts";

/** `ID:secret`, `("ID", "secret")`, `key_id: "ID", key_secret: "secret"`. */
const joint =
  "(?::|[\"']?[ \\t]{0,4},\\s{0,20}" +
  "(?:[\"']?[a-zA-Z_]{1,16}[\"']?[ \\t]{0,2}[:=]>?[ \\t]{0,2})?[\"'])";

export interface Pair {
  /** What a public identifier starts with, and what may stand before it. */
  readonly keywords: readonly string[];
  /** From the keyword on to the end of the identifier, as a linear pattern. */
  readonly identifier: string;
  readonly secret: readonly Part[];
  readonly sampleIdentifier: (draw: Draw) => string;
}

/** A secret without a mark of its own, right behind the public identifier that it belongs to. */
export function pair(issuer: Issuer, id: string, title: string, row: Pair): SecretKind {
  return {
    ...issuedBy(issuer, id, title),
    keywords: row.keywords,
    before: 0,
    isNamed: true,
    pattern: new RegExp(
      `${row.identifier}${joint}(${patternOf(row.secret)})(?![A-Za-z0-9_-])`,
      "y",
    ),
    publicLength: () => 0,
    example: (draw) => `${row.sampleIdentifier(draw)}:${sampleOf(row.secret, draw)}`,
  };
}
