import type { Draw } from "#domain/governance/secrets/kind.ts";
import { pick } from "./draw-text.ts";

const letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ";
const word = `${letters}${letters.toLowerCase()}0123456789`;

/** What encodings, escapes, layouts and evasions are written in. */
const alphabets: readonly (readonly string[])[] = [
  ..."01,0123456789,0123456789abcdef,0123456789ABCDEF,.-,_-,=".split(","),
  ...[`${letters}234567`, `${letters.toLowerCase()}234567`, `${word}+/`, `${word}-_`, word],
  ...["!\"#$%&'()*+-./:;<=>?@[]^_`{|}~", "'\"`+,()[]{}", "<>/=&;", ":/@", "\\%&#;xu="],
  ...[" \t\r\n\v\f\u00a0\u2003\u2028", "\u200b\u200d\u2060\ufeff\u00ad\u202e\ufe0f", "ｇｈｐａѕоеΑ①㏂"],
  ...["\u0000\u0001\u001b\u007f\ufffd\ufffc\ufdd0", "\ud800\udc00\ud83d", " abcdefghijklmnopqrstuvwxyz"],
].map((text) => text.split("")); // prettier-ignore

const runMax = 48;
const longRunMax = 600;

export function drawRun(draw: Draw): string {
  const alphabet = pick(alphabets, draw);
  const length = 1 + draw.below(draw.below(10) === 0 ? longRunMax : runMax);
  return Array.from({ length }, () => pick(alphabet, draw)).join("");
}
