import { membersOf } from "#domain/governance/secrets/formats/characters.ts";
import { wordTraits } from "./word-traits.ts";

/** Whether what stands around a noun may be a sentence; most nouns are parts of names in code. */

export const isLetter = (code: number): boolean =>
  (code >= 65 && code <= 90) || (code >= 97 && code <= 122) || (code > 0xbf && code < 0x2000);

/** Hebrew and Arabic write "the", "and", "in" together with the noun. */
const isPrefixing = (code: number): boolean => code >= 0x590 && code < 0x700;

/** Nouns that others are joined to: `Administratorkennwort`. */
const compounding: ReadonlySet<string> = new Set([
  "passwort", "kennwort", "wachtwoord", "l\u00f6senord", "passord", "adgangskode", "schl\u00fcssel",
]); // prettier-ignore

const inflectedLengthMin = Math.min(...[...wordTraits.inflected].map((word) => word.length));

/** A noun in a sentence is followed by its ending, a blank, a colon or a full stop; code is not. */
export function mayLeadOn(text: string, start: number, end: number): boolean {
  if (end >= text.length) return false;
  const next = text.charCodeAt(end);
  if (next === 32 || next === 58 || next === 46 || next === 63 || next === 10 || next > 127)
    return true;
  if (text.charCodeAt(end - 1) > 127) return true;
  if (next === 115) return true;
  return (
    isLetter(next) &&
    end - start >= inflectedLengthMin &&
    wordTraits.inflected.has(text.slice(start, end).toLowerCase())
  );
}

const variableLengthMax = 20;
const isVariableCharacter = membersOf("A-Za-z0-9_");

/** `$NAME`, `${NAME`: the noun is the rest of a variable's name. */
function isInVariable(text: string, start: number): boolean {
  let at = start - 1;
  const limit = Math.max(-1, at - variableLengthMax);
  while (at > limit) {
    const code = text.charCodeAt(at);
    if (code > 127 || isVariableCharacter[code] === 0) break;
    at -= 1;
  }
  if (at > 0 && text.charCodeAt(at) === 123) at -= 1;
  return at >= 0 && text.charCodeAt(at) === 36;
}

/** Inside of a word, behind a digit (`O7PW:`), of a variable (`$PASSWORD`, `%token`). */
export function isPartOfName(text: string, start: number, end: number): boolean {
  if (start === 0) return false;
  const first = text.charCodeAt(start);
  const before = text.charCodeAt(start - 1);
  if (isLetter(before)) {
    const isJoined =
      first >= 0x3000 ||
      isPrefixing(first) ||
      compounding.has(text.slice(start, end).toLowerCase());
    if (!isJoined) return true;
  }
  const isNumberOrSign = (before >= 48 && before <= 57) || before === 36 || before === 37;
  return (isNumberOrSign && first < 128) || isInVariable(text, start);
}
