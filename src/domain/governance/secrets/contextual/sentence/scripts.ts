import type { Span } from "#domain/governance/secrets/kind.ts";
import { isMixedWord } from "../values/chosen-word.ts";
import { isCredential } from "../values/judge.ts";
import { skipSpaces } from "./told-value.ts";

/** Sentences in scripts other than Latin: the Latin text in them is the value. */

/** As a name that says that its value is a password. */
const passwordWeight = 4;

/** Chinese, Japanese, Korean, Thai: words without blanks between them. */
export const isUnspaced = (code: number): boolean =>
  (code >= 0x3040 && code < 0xd7a4) || (code >= 0x0e00 && code < 0x0e80);

const filler =
  /[\u0e00-\u0e7f]{0,40}[\u3000-\u30ff\u0e00-\u0e7f\u4e00-\u9fff\uac00-\ud7a3\uff00-\uff1f \t:"'`\u201c\u2018]{0,16}/y;
const asciiValue = /[\x21\x23-\x26\x28-\x5b\x5d-\x5f\x61-\x7e]{4,128}/y;

/** `密码是 …`, `パスワードは「…」です`: the next Latin text is the value. */
export function findUnspaced(text: string, from: number, weight: number): Span | null {
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
  const isMixed = weight >= passwordWeight && (isMixedWord(written) || /^\d{6,12}$/.test(written));
  const after = text.slice(start + written.length, start + written.length + 4);
  // Behind a blank alone only what ends its line or clause.
  const isAlone =
    isMixed &&
    /^(?:$|[\r\n\uff0c\u3002\uff1b,;]|[ ]?(?:\u767b|\u8fdb|\u30ed\u30b0|\u3067|\ub85c|\uc73c\ub85c))/.test(
      after,
    );
  const bonus = isFirm || isAlone ? (isMixed ? 2 : 1) : 0;
  return isCredential(weight + bonus, "prose", written)
    ? { start, end: start + written.length }
    : null;
}

/** Greek, Cyrillic, Hebrew, Arabic, Devanagari. */
export const isOtherScript = (code: number): boolean => code >= 0x370 && code < 0xe00;

const otherWords =
  /[^\x00-\x7f]{1,24}(?:[ \t:*\u2013\u2014-]{1,4}(?:[^\x00-\x7f]{1,24}|[Ww]i-?[Ff]i)){0,4}/y;
const otherValue =
  /[ \t:*=\u2013\u2014-]{1,5}["'`\u00ab\u201c]?([\x21\x23-\x26\x28-\x5b\x5d-\x5f\x61-\x7e]{6,64})/y;

/** A sentence in another script: the Latin word with digits that ends it is the value. */
export function findOtherScript(text: string, from: number, weight: number): Span | null {
  otherWords.lastIndex = skipSpaces(text, from);
  const words = otherWords.exec(text);
  otherValue.lastIndex = words === null ? from : otherWords.lastIndex;
  const written = otherValue.exec(text)?.[1];
  if (written === undefined || weight < passwordWeight) return null;
  const value = written.replace(/[.,;)\]}]{1,3}$/, "");
  const start = otherValue.lastIndex - written.length;
  const after = text.slice(start + value.length, start + value.length + 40);
  if (
    !/^(?:["'`\u00bb\u201d.,;)]|[ \t]*(?:$|[\r\n\u0964]|(?:[\u0600-\u06ff]{1,6}|[\u0900-\u097f]{1,6})[ \u0964.]*(?:$|[\r\n])))/.test(
      after,
    )
  )
    return null;
  if (!isMixedWord(value) || !isCredential(weight + 2, "prose", value)) return null;
  return { start, end: start + value.length };
}
