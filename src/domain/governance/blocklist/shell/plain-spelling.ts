import { foldPoint } from "#domain/governance/secrets/decode/fold.ts";

const strange = /[^\x00-\x7f]/;
/** What names and paths are made of; a folded `；` or `（` would be syntax that nobody wrote. */
const ofNames = /^[\w./~-]?$/;

/** `ｒｍ -rf ／` as whoever reads it takes it: the invisible goes, look-alikes become plain. */
export function plainSpelling(text: string): string {
  if (!strange.test(text)) return text;
  return Array.from(text, (char) => {
    const plain = char < "\u0080" ? null : foldPoint(char.codePointAt(0) ?? 0);
    return plain !== null && ofNames.test(plain) ? plain : char;
  }).join("");
}
