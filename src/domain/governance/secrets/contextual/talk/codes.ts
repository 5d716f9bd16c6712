import { effort } from "#domain/governance/secrets/linear/effort.ts";
import type { Span } from "#domain/governance/secrets/kind.ts";
import { adverbs, connectors } from "../values/prose-words.ts";
import { answerStart, endsAnswer } from "./answers.ts";
import { looseWords } from "./code-words.ts";

/**
 * Short codes: PINs, one-time codes, codes of doors and safes. Digits tell nothing by themselves,
 * so a noun has to name them and a verb or a colon to lead to them.
 */

const escaped = (word: string): string => word.replace(/[.*+?^${}()|[\]\\-]/g, "\\$&");
const articles = "le|la|el|il|der|die|das|the|o|a";
const verbs = [...connectors].filter((word) => /^\p{L}+$/u.test(word)).map(escaped);
const steps = [...adverbs].map(escaped);

/** The rest of the noun, and whose code it is: `-Code für die Firmenkarte`. */
const restOfNoun =
  "(?:[- ]?(?:[Cc]ode|CODE|kod|[Nn]umber|[Nn]ummer|no\\.?|[Nn]r\\.?|n[\u00fau]mero|\u043a\u043e\u0434)?[\\p{L}]{0,3}";
const owner = "(?:[ \\t]{1,3}[(]?[\\p{L}'\u2019][\\p{L}\\d'\u2019#&/-]{0,16}[)]?){0,6}?)";
const opened = "[ \\t]{0,3}[\"'`*\u201c\u201e\u2018\u00ab\u300c]{0,3}";

/** Groups of digits, or digits around one letter, with what keypads have beside them. */
const code =
  "([#*]?\\d{4,8}[#*]?|\\d{3}[ -]\\d{3}|[A-Z]-\\d{6}|[A-Z]\\d{3,5}[A-Z]?|\\d{1,4}[A-Z]\\d{2,5}" +
  "|\\d{4,6}[A-Z]|\\d{1,2}(?:-\\d{1,2}){2,3})";
const end =
  "(?![\\d.,:%/+-]*\\d|[\\p{L}_(]|[ \\t]*(?:px|ms|%|kb|mb|x|=|digits?|chars?|characters?|numbers?|attempts?|" +
  "times|minutes?|seconds?|stellen|ziffern|cijfers|chiffres|d\u00edgitos|cifre|\u0446\u0438\u0444\u0440)(?![\\p{L}]))";

const told = new RegExp(
  `${restOfNoun}${owner}(?:[ \\t]{0,3}(?:[:=\uff1a]|[-=]>|[\u2013\u2014\u2192])|[ \\t]{1,3}(?:${verbs.join("|")})[:]?(?=[ \\t]))` +
    `(?:[ \\t]{1,3}(?:${articles}|${steps.join("|")})(?![\\p{L}]))?${opened}${code}${end}`,
  "uy",
);
const isSetOff = "(?=[ \\t]*(?:$|[\\r\\n.,;!)\\]\"'`*]))";
/** `gate code #2580`, `host PIN 771204`: nothing leads to it. */
const bare = new RegExp(`[ \\t]{1,3}${opened}${code}${end}${isSetOff}`, "uy");
/** `код от сейфа 4-19-33`: a name that goes on. */
const owned = new RegExp(`(?:[\\p{L}]{2,16}[ \\t]{1,2}){0,2}${code}${end}${isSetOff}`, "uy");
const unspaced =
  /[\u3040-\u30ff\u4e00-\u9fff\uac00-\ud7a3\uff1a: \t"'\u201c\u2018\u300c[\u3010]{0,10}(\d{4,8}#?)(?![\d.,:%-]*\d)(?![\u4f4d\u6841\u5206\u79d2\uc790\ubd84])/y;
const answered = new RegExp(`${opened}${code}`, "uy");

/** "583920 is your verification code": the number comes first. */
const ahead =
  /(?:^|[\s"'`>:])(?:[A-Z]-)?(\d{4,8})[ \t](?:is|ist|est|es|\u00e9|\u00e8|to|\u2014|-)[ \t](?:the|your|ihr|dein|votre|ton|su|tu|seu|il tuo|je|uw|twój|код)(?:[ \t][\p{L}]{2,16}){0,3}[ \t]$/u;

function findAhead(text: string, start: number): Span | null {
  const lead = text.slice(Math.max(0, start - 90), start);
  const value = /\d/.test(lead) ? ahead.exec(lead)?.[1] : undefined;
  if (value === undefined || trivial.test(value)) return null;
  const at = start - lead.length + lead.lastIndexOf(value);
  return { start: at, end: at + value.length };
}

/** What a code without a name of its own may open, in the words before it. */
const opens =
  /\b(?:door|gate|lock ?box|key ?box|key ?safe|safe|lock(?:er)?|padlock|entrance|entry|alarm|garage|building|keypad|t\u00fcr|tor|porte|portail|puerta|porta|cancello)\b[^.!?\n]{0,50}$/i;

const looseOwner =
  /(?:door|alarm|gate|safe|card|sim|lock|bank|room|phone|device|tablet|unlock|atm|host|guest|participant|voicemail|login|your|my|our|the|new|old|a|is|die|der|deine|ihre|meine|le|votre|mon|el|su|tu|mi|la|o|sua|il|tuo|de|je|mijn|this|following)[ \t-]$/i;

/** What keyboards, counters and calendars give. */
const trivial = /^\D*(?:0?1234\d*|4321|0000|(\d)\1+|(?:19|20)\d\d|654321|987654\d*)\D*$/;

const codeSteps = 200;

/** `Haustürcode`: nouns that others are joined to. */
const joined = /^\p{L}{3,}-?code$/u;

/** In capitals or behind its owner: pins and combinations of other sorts have numbers too. */
function isNamed(text: string, start: number, length: number): boolean {
  const word = text.slice(start, start + length).trim();
  const lead = text.slice(Math.max(0, start - 24), start);
  if (/[\w$.-]$/.test(lead) && word.charCodeAt(0) < 128 && !/\p{L}-$/u.test(lead))
    return joined.test(word) && /[a-z]$/.test(lead);
  const isLoose = looseWords.has(word.toLowerCase());
  if (!isLoose || looseOwner.test(lead)) return true;
  if (/^c/i.test(word)) return opens.test(text.slice(Math.max(0, start - 80), start));
  return word === word.toUpperCase() || (length > 3 && /(?:^|\n)[ \t]*$/.test(lead));
}

function isOwned(text: string, start: number): boolean {
  return looseOwner.test(text.slice(Math.max(0, start - 24), start));
}

/** Six digits after a PIN code are an address in India. */
function isPostal(text: string, start: number, span: Span | null): boolean {
  if (span === null || span.end - span.start !== 6) return false;
  return /^pin[ -]?code/i.test(text.slice(start, start + 9));
}

function valueAfter(pattern: RegExp, text: string, from: number): Span | null {
  pattern.lastIndex = from;
  const value = pattern.exec(text)?.[1];
  if (value === undefined || trivial.test(value)) return null;
  return { start: pattern.lastIndex - value.length, end: pattern.lastIndex };
}

/** "Could you confirm your PIN?", and in the next line the number alone. */
function findAnswered(text: string, from: number): Span | null {
  const start = answerStart(text, from);
  const span = start === -1 ? null : valueAfter(answered, text, start);
  return span !== null && endsAnswer(text, span.end) ? span : null;
}

/** `The PIN is …`, `Türcode: …`, `код от сейфа …`, `暗証番号は…です`. */
export function findCode(text: string, start: number, length: number): Span | null {
  if (!isNamed(text, start, length)) return null;
  effort.steps += codeSteps;
  const from = start + length;
  const last = text.charCodeAt(from - 1);
  if (last > 0x2e80) return valueAfter(unspaced, text, from);
  const isLoose = looseWords.has(text.slice(start, from).trim().toLowerCase());
  const mayStandAlone =
    !isLoose || opens.test(text.slice(Math.max(0, start - 80), start)) || isOwned(text, start);
  const named = valueAfter(told, text, from);
  if (isPostal(text, start, named)) return null;
  return (
    named ??
    (last === 32 ? valueAfter(owned, text, from) : null) ??
    (mayStandAlone ? valueAfter(bare, text, from) : null) ??
    findAnswered(text, from) ??
    findAhead(text, start)
  );
}
