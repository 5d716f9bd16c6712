import { effort } from "#domain/governance/secrets/linear/effort.ts";
import { type Syntax } from "./read-value.ts";
import { documented } from "./documented.ts";
import { scoreShape, shapes, valueLengthMax, valueLengthMin } from "./value-shape.ts";
import { isLeetWord, isMixedWord } from "./chosen-word.ts";
import { fillerWords } from "./vocabulary.ts";

/**
 * A finding needs evidence from three sides, and each gives points:
 *
 * - the name: `password` 4, `secret` 3, `token` and `api_key` 2;
 * - the syntax: a literal in quotes or in an environment line 2, a line of a configuration file 2,
 *   a bare word in the middle of something 1, prose 0;
 * - the shape of the value: plain 0, weak 1, fair 2, strong 3, random 4 (`value-shape.ts`).
 *
 * Seven make a finding. So a password in quotes needs a value that is a little more than a word
 * (4 + 2 + 1), one in prose a strong one (4 + 0 + 3), and a token in quotes as well (2 + 2 + 3).
 */
const pointsMin = 7;

const syntaxPoints: Readonly<Record<Syntax, number>> = { quoted: 2, line: 2, bare: 1, prose: 0 };

/** A variable of a program looks like `hunter2` too; where code may stand, that costs a point. */
const identifier = /^[A-Za-z_$][\w$]*$/;
const identifierPenalty = 1;

/** A call, an index, a type with parameters, an emphasis, an option: code or markup in a text. */
const code = new RegExp(
  [
    "[A-Za-z_\\u00c0-\\u1fff]{3,}[([{]|^[,:;|][A-Za-z(,:-]+$|^\\*[*(]|\\w[([{]$",
    "^[[\\](){*`./:=-]+[\"']?[A-Za-z\\u00c0-\\u1fff]|^[[({]+(?:#\\d|\\d+[-,]|[\"'])",
    // Macros, negations, members of an object, a rule of a style sheet.
    "^[A-Z\\d_]{4,}\\(|^[a-z]{1,2}\\(\\d+,|^!{1,2}[A-Za-z_$][A-Za-z_$.]*$|:\\{|=\\{|^(?:if|for|while|switch|return)\\(|;(?:const|let|var|return|function)$|^[A-Z][a-z]+[A-Z]\\w*\\(|^[[({]+\\d\\||^[a-z]+:[\\w$]+[,}]|^[A-Z](?:\\([a-z$]|\\{)|\\]\\(|^!\\d[:,]|[a-z\\d](?:Pwd|Passwd|Password)$|_(?:pwd|passwd|password)$|\\w\\]:\\w|\\}[.#][a-z]",
    "^[!\\w$.]+(?:\\([\\w$.]*\\))?[,?]!?[A-Za-z_$][\\w$.]*[:=,]|[\\w-]\\{[a-z-]+:|[;}][\\w.#-]+[:{]",
    "[A-Za-z_]\\)?\\.[a-z]\\w*\\??\\(|[)\\]]$",
    "^[A-Za-z][\\w-]*=[{\"'([]|^(?:[a-z]+(?:[A-Z][a-z]+)*|[a-z\\d_:-]{1,30}|[A-Z\\d_:-]{1,30})=$",
    // Addresses and paths: a slash and a dot between words.
    "\\/.*\\.\\w|\\w\\.\\w.*\\/",
  ].join("|"),
);

const base64 = /^(?=.*[a-z])(?=.*[A-Z])(?=.*\d)[A-Za-z0-9+/]{10,}={1,2}$/;

/** Base-64 ends with the sign that ends a name before its value, but in whole groups of four. */
const isPadded = (value: string): boolean => value.length % 4 === 0 && base64.test(value);

/** A property of an object, where code may stand. */
const property = /^[A-Za-z_$][\w$]*(?:\.[A-Za-z_$][\w$]*)+$/;

const judgingSteps = 95;

export function isCredential(weight: number, syntax: Syntax, value: string): boolean {
  effort.steps += judgingSteps;
  if (value.length < valueLengthMin || value.length > valueLengthMax) return false;
  if (syntax === "bare" || syntax === "prose") {
    effort.steps += judgingSteps + value.length * 5;
    if (code.test(value) && !isPadded(value)) return false;
  }
  if (syntax === "bare" && property.test(value)) return false;
  const shape = scoreShape(value);
  if (shape === shapes.refused) return false;
  const penalty =
    syntax === "bare" &&
    shape < shapes.random &&
    identifier.test(value) &&
    !(shape >= shapes.fair && isLeetWord(value))
      ? identifierPenalty
      : 0;
  return weight + syntaxPoints[syntax] + shape - penalty >= pointsMin;
}

/** `correct horse battery staple`: words without a sentence. */
const phrase =
  /^[A-Za-z]{3,12}(?:(?:[ -][A-Za-z]{3,12}){3,9}|(?:[ -][A-Za-z]{3,12}){2,9}[ -]\d{1,4})$/;
const sentence =
  /\b(?:the|your|you|for|and|with|must|enter|please|this|that|not|are|was|has|have|should|can|will|password|passphrase|passwort|invalid|required|wrong|from|when|user|new|confirm)\b/i;

/** `harvest moon 77`, of a wireless network. */
const numberedPhrase = /^[A-Za-z]{3,12}(?: [A-Za-z]{2,12}){1,5} \d{1,6}$/;

export function isPassphrase(name: string, value: string): boolean {
  if (!/phrase|password|passwort|kennwort|pwd$|psk$/i.test(name)) return false;
  if (documented.has(value)) return false;
  if (sentence.test(value)) return false;
  if (isSpacedSecret(value) || (/psk$/i.test(name) && numberedPhrase.test(value))) return true;
  if (!phrase.test(value)) return false;
  // German nouns have capitals; the label of a field starts with one.
  return value === value.toLowerCase() || (/phrase$/i.test(name) && /^[a-z]/.test(value));
}

/** `--passphrase '…'`: words and a number, where nothing else can stand. */
const optionPhrase = /^[A-Za-z]{2,16}(?: [A-Za-z]{2,16}){0,5} \d{1,6}[!.?]?$/;

export function isOptionPhrase(value: string): boolean {
  return optionPhrase.test(value) && !sentence.test(value);
}

const words = /^[A-Za-z\u00c0-\u024f]{2,14}(?: [A-Za-z\u00c0-\u024f]{2,14}){2,6}$/;

/** Three words or more that are no sentence and no label. */
export function isPhrase(value: string): boolean {
  return (
    words.test(value) &&
    !sentence.test(value) &&
    !documented.has(value) &&
    /^[a-z]/.test(value) &&
    !value.split(" ").some((word) => fillerWords.has(word.toLowerCase()))
  );
}

const spaced = /^[\x21-\x7e]{2,20}(?: [\x21-\x7e]{1,20}){1,6}$/;

/** `Ne7es Kennwort`: a word of a label has no digit inside. */
function isSpacedSecret(value: string): boolean {
  if (!spaced.test(value) || /[{}<>$%|=:;]/.test(value)) return false;
  return value
    .split(" ")
    .some(
      (word) =>
        /[A-Za-z]\d[A-Za-z]|[a-z]{3}\d{2,4}[!@#]?$/.test(word) &&
        isMixedWord(word) &&
        !/^\w*(?:sha|utf|base|oauth|md5|i18n|h2|k8s)/i.test(word),
    );
}
