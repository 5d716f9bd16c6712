import { effort } from "#domain/governance/secrets/linear/effort.ts";
import type { Span } from "#domain/governance/secrets/kind.ts";
import { answerStart, endsAnswer } from "./answers.ts";
import { codePatterns, trivialCode } from "./code-patterns.ts";
import { otherPurpose, purpose, sortOfNoun } from "./code-words.ts";

/**
 * Short codes: PINs, one-time codes, codes of doors and safes. Digits tell nothing by themselves,
 * so a noun has to name them, and a verb, a colon or nothing at all has to lead to them.
 */

/** To look for a digit, and to read the sentence that has one. */
const lookSteps = 100;
const codeSteps = 500;
const sentenceMax = 80;
const ownerMax = 24;

/** A pin in lower case is a person's behind one of these. */
const pinOwner =
  /(?:(?:^|[^\p{L}])(?:door|alarm|gate|safe|card|sim|lock|bank|room|phone|device|tablet|unlock|atm|host|guest|participant|voicemail|login|default|your|my|our|the|new|old|a|is|die|der|deine|ihre|meine|le|votre|mon|el|su|tu|mi|la|o|sua|il|tuo|de|je|mijn|this|following)|[,;(])[ \t-]$/iu;
const whose =
  /(?:^|[\s.,:!?\]\u3011])(?:your|our|ihr|dein|mein|unser|votre|ton|mon|notre|su|tu|mi|seu|meu|il tuo|il mio|je|uw|tw\u00f3j|m\u00f3j|\u0432\u0430\u0448|\u043c\u043e\u0439|kodunuz)(?:[ \t][\p{L}\d-]{2,16}){0,2}[ \t]?$/iu;
/** "The code for the shed is …" */
const forWhat = /^ (?:for|f\u00fcr|pour|para|per|voor|\u043e\u0442|\u0434\u043b\u044f) /;
/** `Haustürcode`: nouns that others are joined to. */
const joined = /^\p{L}{3,}-?code$/u;

function sentenceBefore(text: string, at: number): string {
  const before = text.slice(Math.max(0, at - sentenceMax), at);
  return before.slice(before.search(/[^.!?\n]*$/));
}

function hasDigit(text: string, from: number): boolean {
  const limit = Math.min(text.length, from + sentenceMax);
  for (let at = from; at < limit; at += 1) {
    const code = text.charCodeAt(at);
    if (code >= 48 && code < 58) return true;
  }
  return false;
}

/** Inside of a word, or the name of a pin of a chip. */
function isOther(text: string, start: number, word: string, sort: string): boolean {
  const lead = text.slice(Math.max(0, start - ownerMax), start);
  if (/[\w$.-]$/.test(lead) && /^\w/.test(word) && !/\p{L}-$/u.test(lead))
    return !(joined.test(word) && /[a-z]$/.test(lead));
  if (sort !== "loose" || pinOwner.test(lead) || word === word.toUpperCase()) return false;
  return !(purpose.test(sentenceBefore(text, start)) || /(?:^|\n)[ \t]*$/.test(lead));
}

function valueAfter(pattern: RegExp, text: string, from: number): Span | null {
  pattern.lastIndex = from;
  const value = pattern.exec(text)?.[1];
  if (value === undefined || trivialCode.test(value)) return null;
  return { start: pattern.lastIndex - value.length, end: pattern.lastIndex };
}

/** "Could you confirm your PIN?", and in the next line the number alone. */
function findAnswered(text: string, from: number): Span | null {
  const start = answerStart(text, from);
  const span = start === -1 ? null : valueAfter(codePatterns.answered, text, start);
  return span !== null && endsAnswer(text, span.end) ? span : null;
}

function findAhead(text: string, start: number): Span | null {
  const lead = text.slice(Math.max(0, start - sentenceMax), start);
  const value = /\d/.test(lead) ? codePatterns.ahead.exec(lead)?.[1] : undefined;
  if (value === undefined || trivialCode.test(value)) return null;
  const at = start - lead.length + lead.lastIndexOf(value);
  return { start: at, end: at + value.length };
}

function isEnded(text: string, at: number): boolean {
  return /^[ \t]*(?:$|[.,;!\r\n])/.test(text.slice(at, at + 4));
}

/** "Your code is …", "the code for the garage is …": no code of an error, a place or a shop. */
function findPlain(text: string, start: number, from: number): Span | null {
  const before = sentenceBefore(text, start);
  const led = valueAfter(codePatterns.told, text, from);
  const bare = led ?? valueAfter(codePatterns.bare, text, from);
  const span = bare ?? valueAfter(codePatterns.owned, text, from);
  if (span === null) return findAnswered(text, from) ?? findAhead(text, start);
  const around = `${before} ${text.slice(from, span.start)}`;
  if (otherPurpose.test(around)) return null;
  if (purpose.test(around)) return span;
  const isTold = whose.test(before) || forWhat.test(text.slice(from, from + 8));
  return isTold && isEnded(text, span.end) && led !== null ? span : null;
}

const chipPin = /(?:gpio|chip|board|header|input|output|analog|digital|connector|\bio)[ \t]$/i;

/** "the kiosk pin", a word of its own that no part of a circuit stands before. */
function isLoosePin(text: string, start: number): boolean {
  const lead = text.slice(Math.max(0, start - ownerMax), start);
  return /[ \t]$/.test(lead) && !chipPin.test(lead);
}

/** `The PIN is …`, `Türcode: …`, `код от сейфа …`, `暗証番号は…です`. */
export function findCode(text: string, start: number, length: number): Span | null {
  const from = start + length;
  if (text.charCodeAt(from - 1) > 0x2e80) return valueAfter(codePatterns.unspaced, text, from);
  const word = text.slice(start, from).toLowerCase();
  const sort = sortOfNoun(word);
  effort.steps += lookSteps;
  if (!hasDigit(text, from)) return findAhead(text, start);
  effort.steps += codeSteps;
  if (sort === "plain") return findPlain(text, start, /[ :]$/.test(word) ? from - 1 : from);
  const isFaint = isOther(text, start, text.slice(start, from), sort);
  if (isFaint && (word !== "pin" || !isLoosePin(text, start))) return null;
  const led = valueAfter(codePatterns.told, text, from);
  // "the kiosk pin is 4831": no pin of a chip has a number like that at the end of a sentence.
  if (isFaint) return led !== null && isEnded(text, led.end) ? led : null;
  // Six digits after a PIN code are an address in India.
  const isPostal = led !== null && led.end - led.start === 6;
  if (isPostal && /^pin[ -]?code/i.test(text.slice(start, start + 9))) return null;
  return (
    led ??
    valueAfter(codePatterns.bare, text, from) ??
    (text.charCodeAt(from - 1) > 0x3ff ? valueAfter(codePatterns.owned, text, from) : null) ??
    findAnswered(text, from) ??
    findAhead(text, start)
  );
}
