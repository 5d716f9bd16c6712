import type { Span } from "../kind.ts";
import { tableOf } from "../formats/characters.ts";
import { effort } from "../linear/effort.ts";
import { isLeetWord, isMixedWord, isTechnique } from "./values/chosen-word.ts";
import { isCredential, isPassphrase } from "./values/judge.ts";
import { adverbs, connectors } from "./values/prose-words.ts";
import { wordTraits } from "./values/word-traits.ts";
import { isLetter, isPartOfName, mayLeadOn } from "./values/noun.ts";
import { isBlank } from "./values/blanks.ts";
import { answerStart, endsAnswer } from "./talk/answers.ts";
import { readQuoted } from "./values/read-value.ts";

/** A sentence names its password within this many words of the noun, or not at all. */
const wordsMax = 10;
/** Abbreviations are verbs and names too. */
const shortWordsMax = 5;
const reachMax = 110;
const valueMax = 200;
/** As a name that says that its value is a password. */
const passwordWeight = 4;
const wordSteps = 45;

/** Chinese, Japanese, Korean, Thai: words without blanks between them. */
const isUnspaced = (code: number): boolean =>
  (code >= 0x3040 && code < 0xd7a4) || (code >= 0x0e00 && code < 0x0e80);

interface Found extends Span {
  /** Quoted, or the end of its sentence or line. */
  readonly isSetOff: boolean;
  readonly isQuoted?: true;
}

const openingQuotes = "\"'`\u201c\u201e\u2018\u201a\u00ab\u300c\u300e\u2039";
const closingQuotes = "\"'`\u201d\u201c\u2019\u2018\u00bb\u300d\u300f\u203a";

function isValueEnd(code: number): boolean {
  if (code <= 32 || Number.isNaN(code)) return true;
  if (code === 34 || code === 96 || code === 92 || code === 60) return true;
  return code > 127 && !isLetter(code);
}

/** A new line as gettext's messages of GnuPG have it. */
function isNewLine(text: string, at: number): boolean {
  return text.charCodeAt(at) === 37 && /^%{1,2}0A/.test(text.slice(at, at + 4));
}

const wordClosers = /[.,;:)'\]}>]/;
const boldClosers = /[.,;:)'\]}>*]/;

/** Four groups of four letters: how Google shows the password of an application. */
const appWordLength = 4;
const appPassword = /[a-z]{4}(?:[ \u00a0][a-z]{4}){3}(?![ \u00a0]?[A-Za-z])/y;

function readWordValue(text: string, from: number): Found | null {
  let end = from;
  const limit = Math.min(text.length, from + valueMax);
  while (end < limit && !isValueEnd(text.charCodeAt(end)) && !isNewLine(text, end)) end += 1;
  if (end - from === appWordLength) {
    appPassword.lastIndex = from;
    if (appPassword.test(text))
      return { start: from, end: appPassword.lastIndex, isSetOff: true, isQuoted: true };
  }
  const stop = end;
  const closers = text.charAt(from - 1) === "*" ? boldClosers : wordClosers;
  while (end > from && closers.test(text.charAt(end - 1))) end -= 1;
  const rest = /^[ \t]*(?:$|[\r\n.,;()[|"'`*\u3002\uff0c\u3001\uff09<\\]|\u3067\u3059|\u3002)/;
  const isSetOff = end < stop || rest.test(text.slice(stop, stop + 8));
  return end === from ? null : { start: from, end, isSetOff };
}

/** `"…"`, `“…”`, `„…“`, `«…»`, `「…」`, or a word. */
export function readValue(text: string, from: number): Found | null {
  const quote = openingQuotes.indexOf(text.charAt(from));
  if (quote === -1 || text.charAt(from) === "") return readWordValue(text, from);
  const plain = readQuoted(text, from);
  // `… lautet: ".$variable."`: the literal ends here, and code follows.
  if (plain !== null && /[.+&]/.test(text.charAt(skipSpaces(text, plain.start)))) return null;
  if (plain !== null) return { start: plain.start, end: plain.end, isSetOff: true, isQuoted: true };
  for (let at = from + 1; at < from + 80 && at < text.length; at += 1) {
    const character = text.charAt(at);
    if (character === "\n" || character === '"' || character === "\\") return null;
    if (at > from + 1 && closingQuotes.includes(character)) {
      // French sets blanks inside of its quotes.
      const written = text.slice(from + 1, at);
      const start = at - written.trimStart().length;
      return { start, end: start + written.trim().length, isSetOff: true, isQuoted: true };
    }
  }
  return null;
}

function skipSpaces(text: string, from: number): number {
  let at = from;
  while (at < from + 8 && (isBlank(text.charCodeAt(at)) || text.charCodeAt(at) === 0x3000)) at += 1;
  return at;
}

const emphasis =
  /(?:\*{1,3}|<(?:b|strong|code|em|i|kbd|tt|span|font|mark|u)(?: [^<>\n]{0,60})?>[ \t]{0,2}){1,2}/y;

/** Bold letters and those of code: `**…**`, `<b>…</b>`. */
export function skipEmphasis(text: string, at: number): number {
  const code = text.charCodeAt(at);
  if (code !== 42 && code !== 60) return at;
  emphasis.lastIndex = at;
  return emphasis.test(text) ? emphasis.lastIndex : at;
}

function wordEnd(text: string, from: number, limit: number): number {
  let at = from;
  while (at < limit && text.charCodeAt(at) > 32) at += 1;
  return at;
}

/** Longer words are neither connectors nor adverbs. */
const stepLengthMax = Math.max(...[...connectors, ...adverbs].map((word) => word.length));
const connectorLengthMax = Math.max(...[...connectors].map((word) => word.length));
/** By first character: a bit for each length that a connector may have. */
const connectorLengths = new Uint32Array(128);
for (const word of ["on", ...connectors]) {
  for (const first of [word.charCodeAt(0), word.toUpperCase().charCodeAt(0)]) {
    if (first < 128)
      connectorLengths[first] = (connectorLengths[first] as number) | (1 << word.length);
  }
}
const endsSentence = tableOf('.!?;"\\<>{}=[]');

function skipAdverbs(text: string, from: number): number {
  let at = from;
  for (let count = 0; count < 3; count += 1) {
    const end = wordEnd(text, at, at + 24);
    if (end - at > stepLengthMax) return at;
    const word = text.slice(at, end).toLowerCase();
    if (!adverbs.has(word) && !connectors.has(word)) return at;
    at = skipSpaces(text, end);
  }
  return at;
}

interface Start {
  readonly at: number;
  /** Words between the noun and what leads to the value; null where nothing leads to it. */
  readonly distance: number | null;
  /** The noun is a verb or an abbreviation too. */
  readonly isShort?: boolean;
}

const setVerb = /(?:set|chang|reset|updat|switch|rotat|\bputs?\b|made)/i;
const verbReach = 60;
const polishNoun = /(?:has[\u0142l][\u0142lo]|hes[lo])\S{0,3}$/i;
const finnishNoun = /(?:salasana|parool)\S{0,3}$/i;

/** "to" leads to a value after "change", and "on" is a verb in Finnish only. */
function isConnector(text: string, start: number, end: number, nounEnd: number): boolean {
  if (end - start > connectorLengthMax) return false;
  const first = text.charCodeAt(start);
  if (first < 128 && ((connectorLengths[first] as number) & (1 << (end - start))) === 0)
    return false;
  const word = text.slice(start, end).toLowerCase();
  if (word !== "on" && !connectors.has(word)) return false;
  const before = text.slice(Math.max(0, nounEnd - verbReach), nounEnd);
  if (word === "on") return finnishNoun.test(before);
  if (word !== "to" || setVerb.test(before) || polishNoun.test(before)) return true;
  return setVerb.test(text.slice(nounEnd, start));
}

/** `the mqtt password (…)`, `with pwd [...]`. */
function isBracketed(text: string, start: number, end: number): boolean {
  const first = text.charCodeAt(start);
  if (first !== 40 && first !== 91) return false;
  return text.slice(start, end).includes(first === 40 ? ")" : "]");
}

/** Where a value can start after the noun that ends at `from`: behind each connector that fits. */
export function valueStarts(
  text: string,
  from: number,
  countMax: number,
  isPart: boolean,
): readonly Start[] {
  const starts: Start[] = [];
  const limit = Math.min(text.length, from + reachMax);
  let at = from;
  if (/[:\uff1a]/.test(text.charAt(at))) {
    const bold = text.slice(at + 1, at + 3) === "**" ? 3 : 1;
    return [{ at: skipAdverbs(text, skipSpaces(text, at + bold)), distance: 0 }];
  }
  for (let count = 0; count < countMax && at < limit && starts.length < 3; count += 1) {
    const start = skipSpaces(text, at);
    effort.steps += wordSteps;
    if (start === at && count > 0) break;
    const end = wordEnd(text, start, limit);
    if (end === start) break;
    const last = text.charCodeAt(end - 1);
    const leads = last === 58 || last === 0xff1a || (count > 0 && last === 61 && end === start + 1);
    if (leads || isConnector(text, start, end, from)) {
      starts.push({ at: skipAdverbs(text, skipSpaces(text, end)), distance: count });
    } else if (isBracketed(text, start, end)) starts.push({ at: start + 1, distance: null });
    else if (count === 0 && start > at && !isPart) starts.push({ at: start, distance: null });
    if (last < 128 && endsSentence[last] === 1) break;
    at = end;
  }
  return starts;
}

/** Letters, then two digits or more: `bluewhale77`. */
const numbered = /^[A-Za-z]{5,}[_-]?\d{2,}[!.#]?$/;

/** A word with digits that ends its sentence is no ordinary word; one in its middle may be. */
function placePoints(found: Found, value: string, weight: number, start: Start): number {
  const { distance } = start;
  const isPassword = weight >= passwordWeight;
  if (!found.isSetOff) {
    if (distance === null) return isPassword && !start.isShort && isLeetWord(value) ? 2 : 0;
    const isChosen = isLeetWord(value) || (numbered.test(value) && isMixedWord(value));
    return isPassword && isChosen ? 2 : distance === 0 ? 1 : 0;
  }
  if (!isPassword) return 1;
  const isFirm = distance !== null || found.isQuoted === true;
  return (isFirm ? isMixedWord(value) : isLeetWord(value)) ? 2 : 1;
}

/** A node of a device tree: `mdp: mdp@5100000`; a name in the genitive. */
const namesNode = /(?:^|,)mdp@[0-9a-f]+$|['\u2019]s$/;

export function judge(
  text: string,
  found: Found | null,
  weight: number,
  { distance }: Start,
  isDirect: boolean,
  isShort: boolean,
): Span | null {
  if (found === null) return null;
  const value = text.slice(found.start, found.end);
  effort.steps += wordSteps * 2 + value.length / 2;
  const bonus = placePoints(found, value, weight, { at: found.start, distance, isShort });
  if (found.isSetOff && weight >= passwordWeight && !isShort && isPassphrase("passphrase", value))
    return { start: found.start, end: found.end };
  const isLine = isDirect && found.isSetOff;
  if (isShort && !/\d/.test(value)) return null;
  // "pass the value to srv-01": only what cannot be anything else.
  const isFar = isShort && distance !== null && distance > 0;
  if (isFar && !(found.isSetOff && isMixedWord(value)) && !isLeetWord(value)) return null;
  if (namesNode.test(value) || isTechnique(value)) return null;
  // "an access key (TIP-1111)", "to pass [69338ec]": a number of something.
  const isAside = distance === null && /[([]/.test(text.charAt(found.start - 1));
  if (isAside && (weight < passwordWeight || /^[0-9a-f]+$/.test(value))) return null;
  // A word of a language whose pairs of letters are others.
  if (!isLine && /^\p{Ll}+$/u.test(value)) return null;
  if (!isCredential(weight + (isLine ? 2 : bonus), "prose", value)) return null;
  return { start: found.start, end: found.end };
}

const filler =
  /[\u3000-\u30ff\u0e00-\u0e7f\u4e00-\u9fff\uac00-\ud7a3\uff00-\uff1f \t:"'`\u201c\u2018]{0,16}/y;
const asciiValue = /[\x21\x23-\x26\x28-\x5b\x5d-\x5f\x61-\x7e]{4,128}/y;

/** `密码是 …`, `パスワードは「…」です`: the next Latin text is the value. */
function findUnspaced(text: string, from: number, weight: number): Span | null {
  filler.lastIndex = from;
  const between = filler.exec(text)?.[0] ?? "";
  const start = from + between.length;
  asciiValue.lastIndex = start;
  const found = asciiValue.exec(text);
  if (found === null) return null;
  const written = found[0].replace(/[.,;:)\]}]{1,3}$/, "");
  const isFirm =
    /[:\uff1a\u662f\u4e3a\u70ba\u306f\u300c\u201c"']|\uc740|\ub294|\u0e04\u0e37\u0e2d/.test(
      between,
    );
  const isMixed = weight >= passwordWeight && isMixedWord(written);
  const after = text.slice(start + written.length, start + written.length + 1);
  // Behind a blank alone only what ends its line or clause.
  const isAlone = isMixed && /^(?:$|[\r\n\uff0c\u3002\uff1b,;])/.test(after);
  const bonus = isFirm || isAlone ? (isMixed ? 2 : 1) : 0;
  return isCredential(weight + bonus, "prose", written)
    ? { start, end: start + written.length }
    : null;
}

/** Greek, Cyrillic, Hebrew, Arabic, Devanagari. */
const isOtherScript = (code: number): boolean => code >= 0x370 && code < 0xe00;

const otherWords = /[^\x00-\x7f]{1,24}(?:[ \t:*\u2013\u2014-]{1,4}[^\x00-\x7f]{1,24}){0,4}/y;
const otherValue =
  /[ \t:*=\u2013\u2014-]{1,5}["'`\u00ab\u201c]?([\x21\x23-\x26\x28-\x5b\x5d-\x5f\x61-\x7e]{6,64})/y;

/** A sentence in another script: the Latin word with digits that ends it is the value. */
function findOtherScript(text: string, from: number, weight: number): Span | null {
  otherWords.lastIndex = skipSpaces(text, from);
  const words = otherWords.exec(text);
  otherValue.lastIndex = words === null ? from : otherWords.lastIndex;
  const written = otherValue.exec(text)?.[1];
  if (written === undefined || weight < passwordWeight) return null;
  const value = written.replace(/[.,;)\]}]{1,3}$/, "");
  const start = otherValue.lastIndex - written.length;
  const after = text.slice(start + value.length, start + value.length + 40);
  if (
    !/^(?:["'`\u00bb\u201d.,;)]|[ \t]*(?:$|[\r\n\u0964]|[\u0900-\u097f]{1,6}[ \u0964]*(?:$|[\r\n])))/.test(
      after,
    )
  )
    return null;
  if (!isMixedWord(value) || !isCredential(weight + 2, "prose", value)) return null;
  return { start, end: start + value.length };
}

/** The rest of the word: `contraseña`, `пароля`, `passwords`. */
function skipEnding(text: string, from: number, isInflected: boolean): number {
  let at = from;
  const limit = from + 5;
  const isForeign = text.charCodeAt(from) > 127 || text.charCodeAt(from - 1) > 127 || isInflected;
  if (!isForeign) return text.charAt(from) === "s" ? from + 1 : from;
  while (at < limit && isLetter(text.charCodeAt(at))) at += 1;
  return at;
}

/** `{password:e,…}` and `arn:…:secret:…`: a name inside of a name or of an object, in code. */
function isMember(before: string, after: number): boolean {
  return /[{,(._$&?;:|[/@]/.test(before) && !isBlank(after) && after !== 10 && after !== 13;
}

/** "What's the sudo password again?", and in the next line nothing but the answer. */
function readAnswer(text: string, from: number): Span | null {
  const start = answerStart(text, from);
  const found = start === -1 ? null : readValue(text, skipEmphasis(text, start));
  if (found === null || !endsAnswer(text, found.end)) return null;
  const value = text.slice(found.start, found.end);
  return isMixedWord(value) && isCredential(passwordWeight + 2, "prose", value)
    ? { start: found.start, end: found.end }
    : null;
}

/** "I have reset your password. It is now …" */
const nextSentence =
  /^\.\s{1,2}(?:(?:It|The new one|Es|Das neue|Elle|Ahora|Agora|Ora)(?:'s| is| ist| lautet| est| es| \u00e9| \u00e8)(?: now| jetzt| nun)?|(?:The )?[Nn]ew one|Das neue|Le nouveau|La nueva|A nova|La nuova)[: ]{1,2}(?=\S)/;

/** A credential that a sentence names: "the password for staging is …", „das Passwort lautet …“. */
export function findInProse(
  weight: number,
  text: string,
  start: number,
  length: number,
): Span | null {
  let from = start + length;
  if (!mayLeadOn(text, start, from) || isPartOfName(text, start, from)) return null;
  if (isUnspaced(text.charCodeAt(from - 1))) return findUnspaced(text, from, weight);
  const before = text.charAt(start - 1);
  const word = text.slice(start, from).toLowerCase();
  from = skipEnding(text, from, wordTraits.inflected.has(word));
  const next = text.charCodeAt(from);
  const later = next === 46 ? nextSentence.exec(text.slice(from, from + 40)) : null;
  if (later !== null) {
    const start = { at: from + later[0].length, distance: 0 };
    return judge(text, readValue(text, start.at), weight, start, false, false);
  }
  if (next === 63) return weight < passwordWeight ? null : readAnswer(text, from);
  if (next !== 32 && next !== 58 && next !== 0xff1a && next !== 0xa0) return null;
  if (next === 58 && isMember(before, text.charCodeAt(from + 1))) return null;
  const isDirect = /[:\uff1a]/.test(text.charAt(skipSpaces(text, from)));
  const isShort = wordTraits.short.has(word);
  // What stands right behind `test_token` is its argument.
  const isPart = before === "_" && /[a-z]/.test(text.charAt(start));
  for (const found of valueStarts(text, from, isShort ? shortWordsMax : wordsMax, isPart)) {
    const value = readValue(text, skipEmphasis(text, found.at));
    const span = judge(text, value, weight, found, isDirect, isShort);
    if (span !== null) return span;
  }
  const answer = weight < passwordWeight ? null : readAnswer(text, from);
  if (answer !== null) return answer;
  return isOtherScript(text.charCodeAt(start)) ? findOtherScript(text, from, weight) : null;
}
