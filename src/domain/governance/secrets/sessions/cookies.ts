import type { Candidate, Draw, SecretKind } from "../kind.ts";

/**
 * Between a cookie's name and its value: a `Cookie` header or a command, a member of an object, a
 * row of a browser's export, a line of a Netscape cookie file.
 */
const joint =
  "(?:=[\"']{0,1}|[\"']\\s{0,4}(?::|=>)\\s{0,4}[\"']|\\t|" +
  "[\"'],\\s{0,8}[\"']value[\"']\\s{0,4}:\\s{0,4}[\"'])";

interface Cookie {
  readonly id: string;
  readonly title: string;
  readonly source: string;
  /** The cookie's name as a pattern, and the lower-case literals it starts with. */
  readonly name: string;
  readonly keywords: readonly string[];
  readonly value: string;
  readonly check?: (candidate: Candidate) => boolean;
  readonly example: (draw: Draw) => string;
}

/** Letters and digits mixed, as a random value has them and a word has not. */
export function isRandomValue({ secret }: Candidate): boolean {
  return /[0-9]/.test(secret) && /[A-Za-z]/.test(secret);
}

export function cookie(row: Cookie): SecretKind {
  return {
    id: row.id,
    title: row.title,
    source: row.source,
    severity: "high",
    remedy: "Revoke it: sign out, which ends the session; never pass a session to a tool.",
    keywords: row.keywords,
    before: 0,
    pattern: new RegExp(
      `(?<![A-Za-z0-9])(?:${row.name})${joint}(${row.value})(?![A-Za-z0-9_])`,
      "y",
    ),
    check: row.check ?? isRandomValue,
    publicLength: () => 0,
    example: row.example,
  };
}
