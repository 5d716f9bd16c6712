/** What a text holds of the signs that some other reading of it needs. */
export const marks = { digit: 1, quote: 2, equals: 4 } as const;

const markOf = new Uint8Array(128);
for (const digit of "0123456789") markOf[digit.charCodeAt(0)] = marks.digit;
for (const quote of "\"'`") markOf[quote.charCodeAt(0)] = marks.quote;
markOf["=".charCodeAt(0)] = marks.equals;

/** The marks of a text together: most short texts have none, and are read in one way only. */
export function marksOf(text: string): number {
  let found = 0;
  for (let at = 0; at < text.length; at += 1) found |= markOf[text.charCodeAt(at)] ?? 0;
  return found;
}
