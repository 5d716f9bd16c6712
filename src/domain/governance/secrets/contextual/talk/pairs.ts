import type { Span } from "#domain/governance/secrets/kind.ts";
import { isMixedWord, isNumberedWord } from "../values/chosen-word.ts";
import { isCredential } from "../values/judge.ts";
import { isLetter } from "../values/noun.ts";
import { scoreShape, shapes } from "../values/value-shape.ts";

/** As a name that says that its value is a password. */
const passwordWeight = 4;

const pair =
  /[^\n:"'\\]{0,40}(?:\n[\w ]{0,20}(?=:))?[:=]?[ \t]{0,4}["'`]?([\w.@+-]{2,60})["'`]?(?:[ \t]{0,3}[/:|,][ \t]{0,3}|[ \t]{1,3}(?:and|und|et|y|e|en|i)[ \t]{1,3})["'`]?([^\s"'`\\/([]{1}[^\s"'`\\]{5,64})/iy;

/** "as the password hash", "into the password manager": another noun follows. */
const otherNoun =
  /^[ -](?:hash|hint|reset|policy|type|storage|manager|store|file|vault|prompt|length)/i;

/** "Use … as the password", `enter "…" in the password field`: the word before is the value. */
export function findBefore(text: string, start: number, length: number): Span | null {
  if (otherNoun.test(text.slice(start + length, start + length + 12))) return null;
  const before = text.slice(Math.max(0, start - 80), start);
  const found = /(?:^|\s)["'`]?([^\s"'`]{6,72})["'`]?\s$/.exec(before);
  const value = found?.[1];
  if (value === undefined) return null;
  // Other things are put into a field: only a literal is its content.
  const isField = /^in/i.test(text.slice(start, start + 2));
  if (isField && !/["'`]$/.test(before.trimEnd())) return null;
  const bonus = isMixedWord(value) ? 2 : 1;
  if (!isCredential(passwordWeight + bonus, "prose", value)) return null;
  const at = start - before.length + before.lastIndexOf(value);
  return { start: at, end: at + value.length };
}

/** `Tig3rStripe`, `rot-wein7`: what people choose, and neither a file nor a place in one. */
function isChosenWord(value: string): boolean {
  return (
    isMixedWord(value) && /^[\w!@#$%&*?+-]+$/.test(value) && /[a-z]\d[a-z]|[!@#$%&*?+]/.test(value)
  );
}

/** "Credentials: admin / …". */
export function findPair(text: string, start: number, length: number): Span | null {
  if (isLetter(text.charCodeAt(start - 1))) return null;
  if (!/^s?[ :]/.test(text.slice(start + length, start + length + 2))) return null;
  pair.lastIndex = start + length;
  const found = pair.exec(text);
  const value = found?.[2]?.replace(/[.,;:)]{1,3}$/, "");
  if (found === null || value === undefined) return null;
  const at = pair.lastIndex - (found[2]?.length ?? 0);
  // The hash of a module in `go.sum`.
  if (found[1] === "h1") return null;
  const shape = scoreShape(value);
  const isNumbered = isNumberedWord(value) && /[/:|]/.test(found[0].slice(0, -value.length));
  const isWeak = shape < shapes.strong && !isChosenWord(value) && !isNumbered;
  if (
    isWeak ||
    (shape < shapes.strong && /[/(]/.test(found[0].slice(0, -value.length - 3))) ||
    !isCredential(passwordWeight + 2, "prose", value)
  )
    return null;
  return { start: at, end: at + value.length };
}
