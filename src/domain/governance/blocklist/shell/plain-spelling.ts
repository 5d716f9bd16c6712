import { foldPoint } from "#domain/governance/secrets/decode/fold.ts";
import { shellBytesMax } from "./shell-limits.ts";

const strange = /[^\x00-\x7f]/;
/** What names and paths are made of; a folded `；` or `（` would be syntax that nobody wrote. */
const ofNames = /^[\w./~-]?$/;

/** `ｒｍ -rf ／` as whoever reads it takes it: the invisible goes, look-alikes become plain. */
export function plainSpelling(text: string): string {
  // A longer script is refused as it is.
  if (text.length > shellBytesMax || !strange.test(text)) return text;
  return Array.from(text, (char) => {
    const plain = char < "\u0080" ? null : foldPoint(char.codePointAt(0) ?? 0);
    return plain !== null && ofNames.test(plain) ? plain : char;
  }).join("");
}
