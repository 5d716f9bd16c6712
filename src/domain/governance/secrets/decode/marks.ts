/** What a text holds of the signs that some other reading of it needs. */
export const marks = { digit: 1, quote: 2, equals: 4, escape: 8 } as const;

/** What `scanViews` reads for: most short texts have none, and are read in one way only. */
export const viewMarks = marks.digit | marks.quote | marks.equals;

/** By code; the marks of a text are those of its characters together. */
export const markOf = new Uint8Array(128);
for (const digit of "0123456789") markOf[digit.charCodeAt(0)] = marks.digit;
for (const quote of "\"'`") markOf[quote.charCodeAt(0)] = marks.quote;
markOf["=".charCodeAt(0)] = marks.equals;
// These and the escape of terminals start an escape in some notation.
for (const sign of "\\%&\x1b") markOf[sign.charCodeAt(0)] = marks.escape;
