import type { Span } from "#domain/governance/secrets/kind.ts";
import { effort } from "#domain/governance/secrets/linear/effort.ts";
import { textBefore } from "../values/blanks.ts";
import { isCredential } from "../values/judge.ts";

/** What reads a secret out of a store and prints it. */
const readers = [
  "initial-password",
  "initialadminpassword",
  "base64 -d",
  "base64 --decode",
  "-field=",
  "get-secret-value",
  "versions access",
  "keyvault secret show",
  "find-generic-password",
  "print-access-token",
  "op read",
  "config get",
  "jq -r",
  "/run/secrets/",
] as const;

const lineReach = 240;
const printSteps = 80;
/** Behind a prompt the next line is output; in a script it is another command. */
const promptedWeight = 4;
const commandWeight = 3;
const secretWord = /secret|passw|_pass|token|-key|_key/i;
const restAndNext = /[^\n]{0,160}\r?\n([^\s"'{}<>]{8,200})[ \t]{0,4}(?:\r?\n|$)/y;

/** `$ kubectl get secret … | base64 -d`, and the one word of the line below it. */
function findPrinted(text: string, keywordStart: number, keywordLength: number): Span | null {
  restAndNext.lastIndex = keywordStart + keywordLength;
  effort.steps += printSteps;
  const found = restAndNext.exec(text);
  const value = found?.[1];
  if (found === null || value === undefined) return null;
  const start = keywordStart + keywordLength + found[0].lastIndexOf(value);
  const before = textBefore(text, start, lineReach).trimEnd();
  const command = before.slice(before.lastIndexOf("\n") + 1);
  // What counts or hashes it prints something else.
  if (!secretWord.test(command) || /\|\s*(?:wc|grep|\w+sum)\b/.test(command)) return null;
  const weight = /^\s{0,4}[$#>%] /.test(command) ? promptedWeight : commandWeight;
  return isCredential(weight, "line", value) ? { start, end: start + value.length } : null;
}

export const printedSecrets = { keywords: readers, find: findPrinted } as const;
