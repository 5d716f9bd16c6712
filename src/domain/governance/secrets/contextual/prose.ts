import type { Span } from "../kind.ts";
import { effort } from "../linear/effort.ts";
import { findOtherScript, findUnspaced, isOtherScript, isUnspaced } from "./sentence/scripts.ts";
import { type Found, readTold, skipEmphasis, skipSpaces } from "./sentence/told-value.ts";
import { type Start, valueStarts } from "./sentence/value-starts.ts";
import { answerStart, endsAnswer } from "./talk/answers.ts";
import { refersBehind } from "./values/refers-behind.ts";
import { isBlank } from "./values/blanks.ts";
import { isLeetWord, isMixedWord, isNumberedWord, isTechnique } from "./values/chosen-word.ts";
import { isCredential, isPassphrase } from "./values/judge.ts";
import { isLetter, isPartOfName, mayLeadOn } from "./values/noun.ts";
import { valueLengthMin } from "./values/value-shape.ts";
import { wordTraits } from "./values/word-traits.ts";

/** A sentence names its password within this many words of the noun, or not at all. */
const wordsMax = 10;
/** Verbs and nouns of other things. */
const vagueWordsMax = 5;
/** As a name that says that its value is a password. */
const passwordWeight = 4;
const wordSteps = 55;

/** What is known of a noun, apart from what follows it. */
export interface Noun {
  readonly start: number;
  readonly weight: number;
  /** An abbreviation, or a word of other things too. */
  readonly isShort: boolean;
  /** A verb too, so that any word may follow. */
  readonly isVague: boolean;
}

const accountBefore =
  /(?:^|[^A-Za-z])(?:user(?:name)?|login|account|admin|usuario|usu\u00e1rio|benutzer(?:name)?|utilisateur|identifiant|utente|gebruiker(?:snaam)?|compte|konto)[:=]?[ \t]{1,2}(?:is |ist |es |est |c'est |= ?)?["'`]?[\w.@+\\-]{2,40}["'`]?(?:[,;/]|[ \t](?:and|und|et|y|e|en|i|with|mit|con|com|avec))?[ \t]{1,2}(?:the |das |le |la |el |o |its )?$/i;

const usedWith =
  /(?:^|[^A-Za-z])(?:with|using|use|has|hat|as|mit|als|avec|comme|con|como|com|come|met|wi-?fi|wlan)[ \t](?:the |das |le |la |el |o )?$/i;

/** Slavic languages say "with the password" by its ending. */
const instrumental = /^(?:has[\u0142l]em|heslem|\u043f\u0430\u0440\u043e\u043b\u0435\u043c)/i;

/** "user admin, password …", "with password …", "pw …": the words before say what follows. */
function isAnnounced(text: string, noun: Noun): boolean {
  effort.steps += wordSteps;
  if (noun.isShort && !noun.isVague) return true;
  if (instrumental.test(text.slice(noun.start, noun.start + 7))) return true;
  const before = text.slice(Math.max(0, noun.start - 80), noun.start);
  return usedWith.test(before) || accountBefore.test(before);
}

const possessive =
  /(?:^|[^A-Za-z])(?:my|our|mein|unser|mon|notre|mi|nuestra|minha|nossa|mia|mijn|ons)[ \t]$/i;

/** "take my password Harbour-2016 and …" */
function isPossessed(text: string, noun: Noun): boolean {
  return possessive.test(text.slice(Math.max(0, noun.start - 12), noun.start));
}

/** A word with digits that ends its sentence is no ordinary word; one in its middle may be. */
function placePoints(text: string, noun: Noun, found: Found, distance: number | null): number {
  const value = text.slice(found.start, found.end);
  const isPassword = noun.weight >= passwordWeight;
  if (!found.isSetOff) {
    const isNumbered = isNumberedWord(value);
    if (distance === null) {
      if (!isPassword || noun.isVague) return 0;
      const isChosen = isNumbered && (isPossessed(text, noun) || isAnnounced(text, noun));
      return isLeetWord(value) || isChosen ? 2 : 0;
    }
    const isChosen = isLeetWord(value) || isNumbered;
    return isPassword && isChosen ? 2 : distance === 0 ? 1 : 0;
  }
  if (!isPassword) return 1;
  if (isLeetWord(value)) return 2;
  const isFirm = distance !== null || found.isQuoted === true;
  return isMixedWord(value) && (isFirm || isAnnounced(text, noun)) ? 2 : 1;
}

/** A node of a device tree: `mdp: mdp@5100000`; a name in the genitive. */
const namesNode = /(?:^|,)mdp@[0-9a-f]+$|['\u2019]s$/;

export function judge(
  text: string,
  noun: Noun,
  found: Found | null,
  distance: number | null,
  isDirect: boolean,
): Span | null {
  if (found === null) return null;
  const { weight, isShort } = noun;
  const value = text.slice(found.start, found.end);
  // The shortest value; only what has blanks is judged otherwise.
  if (value.length < valueLengthMin && !value.includes(" ")) return null;
  effort.steps += wordSteps * 2 + value.length / 2;
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
  // A reference of reStructuredText: [`RFC6749#Token`_].
  if (text.startsWith("`_", found.end)) return null;
  // A word of a language whose pairs of letters are others.
  if (!isLine && /^\p{Ll}+$/u.test(value)) return null;
  if (
    !isCredential(weight + (isLine ? 2 : placePoints(text, noun, found, distance)), "prose", value)
  )
    return null;
  return { start: found.start, end: found.end };
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
  const found = start === -1 ? null : readTold(text, skipEmphasis(text, start));
  if (found === null || !endsAnswer(text, found.end)) return null;
  const value = text.slice(found.start, found.end);
  return isMixedWord(value) && isCredential(passwordWeight + 2, "prose", value)
    ? { start: found.start, end: found.end }
    : null;
}

const fieldBefore =
  /(?:^|\n)[ \t]*(?:user(?:name)?|login|e-?mail|usuario|benutzer(?:name)?|identifiant|utente)[ \t]*:?\r?\n[ \t]*\S{2,60}[ \t]*\r?\n[ \t]*$/i;
const lineBelow = /\r?\n[ \t]{0,8}(\S{6,64})[ \t]{0,8}(?=$|[\r\n])/y;

/** A form as it is copied from a page: each name in a line, its value in the next. */
function readForm(text: string, noun: Noun, from: number): Span | null {
  if (noun.weight < passwordWeight) return null;
  effort.steps += wordSteps * 2;
  if (!fieldBefore.test(text.slice(Math.max(0, noun.start - 100), noun.start))) return null;
  lineBelow.lastIndex = from;
  const value = lineBelow.exec(text)?.[1];
  if (value === undefined || !isMixedWord(value)) return null;
  if (!isCredential(passwordWeight + 2, "prose", value)) return null;
  return { start: lineBelow.lastIndex - value.length, end: lineBelow.lastIndex };
}

const laterReach = 100;

/** "I have reset your password. It is now …" */
const nextSentence =
  /^\.\s{1,2}(?:(?:It|The new one|Es|Das neue|Elle|Ahora|Agora|Ora)(?:'s| is| ist| lautet| est| es| \u00e9| \u00e8)(?: now| jetzt| nun)?|(?:The )?[Nn]ew one|Das neue|Le nouveau|La nueva|A nova|La nuova)[: ]{1,2}(?=\S)/;

/** "rotated the api key on Friday. Old one was …" */
const laterSentence =
  /^[^.\n]{1,40}\.\s{1,2}(?:The )?(?:[Oo]ld|[Nn]ew|[Pp]revious|[Cc]urrent) (?:one|key|value|token|secret|password) (?:is|was)(?: now)?[: ]{1,2}(?=\S)/;

function startsOf(text: string, from: number, noun: Noun, isPart: boolean): readonly Start[] {
  return valueStarts(text, from, noun.isVague ? vagueWordsMax : wordsMax, isPart);
}

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
  const noun = {
    start,
    weight,
    isShort: wordTraits.short.has(word),
    isVague: wordTraits.vague.has(word),
  };
  const pattern = next === 46 ? nextSentence : next === 32 ? laterSentence : null;
  const later = pattern?.exec(text.slice(from, from + laterReach)) ?? null;
  if (later !== null) {
    return judge(
      text,
      { ...noun, isShort: false },
      readTold(text, from + later[0].length),
      0,
      false,
    );
  }
  if (next === 10 || next === 13) return readForm(text, noun, from);
  if (next === 63) return weight < passwordWeight ? null : readAnswer(text, from);
  if (next !== 32 && next !== 58 && next !== 0xff1a && next !== 0xa0) return null;
  if (next === 58 && isMember(before, text.charCodeAt(from + 1))) return null;
  if (next === 58 && refersBehind(text, from + 1)) return null;
  const isDirect = /[:\uff1a]/.test(text.charAt(skipSpaces(text, from)));
  // What stands right behind `test_token` is its argument.
  const isPart = before === "_" && /[a-z]/.test(text.charAt(start));
  for (const found of startsOf(text, from, noun, isPart)) {
    const value = readTold(text, skipEmphasis(text, found.at));
    const span = judge(text, noun, value, found.distance, isDirect);
    if (span !== null) return span;
  }
  const answer = weight < passwordWeight ? null : readAnswer(text, from);
  if (answer !== null) return answer;
  return isOtherScript(text.charCodeAt(start)) ? findOtherScript(text, from, weight) : null;
}
