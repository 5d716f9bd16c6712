import { adverbs, connectors } from "../values/prose-words.ts";

/** How a sentence leads from the noun to the digits. */

const escaped = (word: string): string => word.replace(/[.*+?^${}()|[\]\\-]/g, "\\$&");
const articles = "le|la|el|il|der|die|das|the|o|a";
const verbs = [...connectors].filter((word) => /^\p{L}+$/u.test(word)).map(escaped);
const steps = [...adverbs].map(escaped);

/** The rest of the noun, and whose code it is: `-Code für die Firmenkarte`. */
const restOfNoun =
  "(?:(?:[- ]?(?:[Cc]ode|CODE|kod|[Nn]umber|[Nn]ummer|no\\.?|[Nn]r\\.?|n[\u00fau]mero|\u043a\u043e\u0434))?[\\p{L}]{0,3}";
const owner = "(?:[ \\t]{1,3}[(]?[\\p{L}'\u2019][\\p{L}\\d'\u2019#&/-]{0,16}[)]?){0,6}?)";
const opened = "[ \\t]{0,3}[\"'`*\u201c\u201e\u2018\u00ab\u300c]{0,3}";

/** Groups of digits, or digits around one letter, with what keypads have beside them. */
const code =
  "([#*]?\\d{4,8}[#*]?|\\d{3}[ -]\\d{3}|[A-Z]-\\d{6}|[A-Z]\\d{3,5}[A-Z]?|\\d{1,4}[A-Z\u0410-\u042f]\\d{2,5}" +
  "|\\d{4,6}[A-Z]|\\d{1,2}(?:-\\d{1,2}){2,3})";
const units =
  "px|ms|%|kb|mb|x|=|digits?|chars?|characters?|numbers?|attempts?|times|minutes?|seconds?|bits?|bytes?|lines?|tokens?|" +
  "files?|tests?|stellen|ziffern|zeilen|cijfers|chiffres|lignes|d\u00edgitos|l\u00edneas|linhas|cifre|righe|linii|" +
  "\u0446\u0438\u0444\u0440|\u0441\u0442\u0440\u043e\u043a";
const end = `(?![\\d.,:%/+-]*\\d|[\\p{L}_(]|[ \\t]*(?:${units})(?![\\p{L}]))`;
const isSetOff = "(?=[ \\t]*(?:$|[\\r\\n.,;!)\\]\"'`*]| (?:PUK|PIN|puk|pin|und|and|then|dann)\\b))";

const colon = "[ \\t]{0,3}(?:[:=\uff1a]|[-=]>|[\u2013\u2014\u2192])";
const verb = `[ \\t]{1,3}(?:${verbs.join("|")})[:]?(?=[ \\t])`;
const step = `(?:[ \\t]{1,3}(?:${articles}|${steps.join("|")})(?![\\p{L}]))?`;

/** "PIN of the card is …" */
const told = new RegExp(
  `${restOfNoun}${owner}(?:${colon}|${verb})${step}${opened}${code}${end}`,
  "uy",
);
/** `gate code #2580`, `host PIN 771204`: nothing leads to it. */
const bare = new RegExp(`[ \\t]{0,3}${opened}${code}${end}${isSetOff}`, "uy");
/** `код от сейфа 4-19-33`: a name that goes on. */
const owned = new RegExp(
  `[- \\t]{0,2}(?:[\\p{L}]{2,16}[ \\t]{1,2}){1,3}${code}${end}${isSetOff}`,
  "uy",
);
const answered = new RegExp(`${opened}${code}`, "uy");

/** Between words without blanks. */
const unspaced =
  /[\u3040-\u30ff\u4e00-\u9fff\uac00-\ud7a3\uff1a: \t"'\u201c\u2018\u300c[\u3010]{0,10}(\d{4,8}#?)(?![\d.,:%-]*\d)(?![\u4f4d\u6841\u5206\u79d2\uc790\ubd84])/y;

/** "583920 is your verification code": the number comes first. */
const ahead =
  /(?:^|[\s"'`>:])(?:[A-Z]-)?(\d{4,8})[ \t](?:is|as|ist|als|est|es|\u00e9|\u00e8|jest|\u2014|-)[ \t](?:the|your|ihr|dein|votre|ton|su|tu|seu|il tuo|je|uw|tw\u00f3j|\u0432\u0430\u0448)(?:[ \t][\p{L}-]{2,16}){0,3}[ \t]?$/u;

export const codePatterns = { told, bare, owned, answered, unspaced, ahead } as const;

/** What keyboards, counters and calendars give. */
export const trivialCode = /^\D*(?:0?1234\d*|4321|0000|(\d)\1+|(?:19|20)\d\d|654321|987654\d*)\D*$/;
