import { base62Alphabet } from "#domain/governance/secrets/formats/characters.ts";
import type { SecretKind } from "#domain/governance/secrets/kind.ts";
import { findMarked } from "./find-marked.ts";
import { contextual } from "../row.ts";

/** What the second-last part of a prefix is called, by those who have one. */
const marks = "sk pat secret apikey api_key token _tok sec _api _key _live _prod _sandbox".split(
  " ",
);

export const markedKinds: readonly SecretKind[] = [
  contextual({
    id: "generic.marked-token",
    title: "Token whose prefix says that it is one",
    source: "github.blog, Behind the authentication token formats; seam.co, prefixed API keys",
    severity: "high",
    remedy: "Revoke it where it was issued, and pass it to the tool as a stored secret.",
    keywords: [...marks.flatMap((mark) => [`${mark}_`, `${mark}-`]), "-live-", "-prod-"],
    find: findMarked,
    example: (draw) =>
      `acme_sk_${draw.chars(base62Alphabet, 20)}4k${draw.chars(base62Alphabet, 20)}Q7`,
  }),
];
