import { isJsonObject, type JsonObject } from "#shared/json.ts";
import type { Candidate, SecretKind } from "../kind.ts";
import { base64Alphabet, keyRemedy } from "./form.ts";

/** How far `kty` may lie from the private member of a key in text. */
export const jwkReach = 4_000;

/** The private member `d` (`k` of a symmetric key) beside a `kty`: RFC 7517, RFC 7518. */
function isInsideJwk({ text, start, end }: Candidate): boolean {
  const open = text.lastIndexOf("{", start);
  const from = Math.max(open, start - jwkReach, 0);
  const close = text.slice(end, end + jwkReach).indexOf("}");
  const to = close === -1 ? Math.min(text.length, end + jwkReach) : end + close;
  return /["']?\bkty["']?\s{0,4}:/.test(text.slice(from, to));
}

function privateMember(object: JsonObject): string | null {
  if (!isJsonObject(object) || typeof object["kty"] !== "string") return null;
  const member = object["kty"] === "oct" ? "k" : "d";
  const value = object[member];
  return typeof value === "string" && value.length >= 22 ? member : null;
}

export const jwk: SecretKind = {
  id: "key.jwk",
  title: "Private JSON Web Key",
  source: "RFC 7517; RFC 7518, section 6",
  severity: "critical",
  remedy: keyRemedy,
  // As JSON, and as a program writes an object.
  keywords: ['"d"', '"k"', "d: '", 'd: "', "k: '", 'k: "', "'d'", "'k'"],
  before: 0,
  pattern: /(?<![A-Za-z0-9_$])["']?[dk]["']?\s{0,4}:\s{0,4}["']([A-Za-z0-9_-]{22,1400})["']/y,
  check: isInsideJwk,
  structure: privateMember,
  publicLength: () => 0,
  example: (draw) =>
    `{"kty":"EC","crv":"P-256","d":"${draw.chars(base64Alphabet.slice(0, 62), 43)}"}`,
};
