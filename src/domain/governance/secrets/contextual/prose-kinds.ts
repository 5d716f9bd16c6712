import type { SecretKind } from "../kind.ts";
import { isSearchKey } from "./values/search-key.ts";
import { passwordWords, tokenWords } from "./values/prose-words.ts";
import { findInProse } from "./prose.ts";
import { contextual, drawPassword } from "./row.ts";
import { remedy, source } from "./talk/kinds.ts";

/** Passwords are as strong evidence as in an assignment; a sentence itself gives no points. */
const passwordWeight = 4;
/** Only a random value, or a strong one that is set off. */
const tokenWeight = 3;

/** What people write to each other. */
export const proseKinds: readonly SecretKind[] = [
  contextual({
    id: "generic.prose-password",
    title: "Password in a sentence",
    source,
    severity: "high",
    remedy,
    keywords: [...passwordWords, "pass", "pwd", "pw"],
    find: (text, at, length) => findInProse(passwordWeight, text, at, length),
    example: (draw) => `Das Kennwort lautet ${drawPassword(draw)}`,
  }),
  contextual({
    id: "generic.prose-token",
    title: "Key or token in a sentence",
    source,
    severity: "high",
    remedy,
    keywords: tokenWords,
    find: (text, at, length) =>
      isSearchKey(text, at) ? null : findInProse(tokenWeight, text, at, length),
    example: (draw) => `the new token is ${drawPassword(draw)}`,
  }),
];
