import { effort } from "#domain/governance/secrets/linear/effort.ts";

/** `Lena: `, `[10:42] Lena: `, `<alice> `, `A: `: who speaks in the next line, after a stamp. */
const stamp = "[ \\t>*_-]{0,8}(?:[[(][^\\])\\n]{1,24}[\\])][ \\t]{0,2})?";
const speaker =
  "(?:<[^<>\\n]{1,24}>|\\*{0,2}[\\p{L}\\d][\\p{L}\\d .@_-]{0,24}(?:\\([^()\\n]{1,16}\\))?\\*{0,2}[:\uff1a]\\*{0,2})";
const lead =
  "[ \\t]{0,4}(?:(?:it'?s|it is|es ist|das ist|c'est|es|\u00e9|\u00e8|to|\u044d\u0442\u043e)[ \\t:]{1,3})?";
const lineBreak = "[.:]?[\"'\u201d]?[ \\t]{0,4}\\r?\\n(?:[ \\t]{0,8}\\r?\\n)?";

const afterMark = new RegExp(`\\?{1,3}${lineBreak}${stamp}${speaker}?${lead}`, "uy");
const afterLine = new RegExp(`${lineBreak}${stamp}${speaker}${lead}`, "uy");

/** Chats do without the mark. */
const asks =
  /\b(?:what(?:'?s| is| are| was)|which|was ist|wie (?:ist|lautet|war)|wat is|cu[a\u00e1]l es|qual [e\u00e9\u00e8]|quel(?:le)? est|c'est quoi|need|send|give|tell|read|confirm|remind)\b[^\n]{0,40}$/i;

/** A question ends within so many characters of what it asks for. */
const questionMax = 60;

/** Where the answer to a question starts that asks for the noun that ends at `from`; or -1. */
export function answerStart(text: string, from: number): number {
  const limit = Math.min(text.length, from + questionMax);
  let at = from;
  while (at < limit && text.charCodeAt(at) !== 63 && text.charCodeAt(at) > 31) at += 1;
  effort.steps += at - from;
  if (at === limit) return -1;
  const isMarked = text.charCodeAt(at) === 63;
  effort.steps += questionMax;
  const answer = isMarked ? afterMark : afterLine;
  answer.lastIndex = at;
  if (!answer.test(text)) return -1;
  if (!isMarked && !asks.test(text.slice(Math.max(0, from - questionMax), from))) return -1;
  // `"Forgot your password?"` and the next member of a list of texts.
  const isText =
    /^\??["']/.test(text.slice(at, at + 2)) && /["']/.test(text.charAt(answer.lastIndex));
  return isText ? -1 : answer.lastIndex;
}

/** Nothing but an end of a sentence stands between the answer and the end of its line. */
export function endsAnswer(text: string, at: number): boolean {
  return /^[.!`"*]{0,3}[ \t]{0,4}(?:$|[\r\n])/.test(text.slice(at, at + 10));
}
