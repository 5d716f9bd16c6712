/** Room for a pointer or an excerpt; what is longer is cut, so that the row always fits. */
const textCharsMax = 256;

/** A text for a row or for people; what is longer than a row's texts may be is cut. */
export function cut(text: string): string {
  if (text.length <= textCharsMax) return text;
  // A cut between two halves of a character would leave a lone surrogate, which no row may hold.
  return `${text.slice(0, textCharsMax - 1).toWellFormed()}…`;
}
