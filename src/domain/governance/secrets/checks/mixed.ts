import type { Candidate } from "../kind.ts";

/**
 * Small letters and capitals, with a digit or in the disorder that chance gives: an identifier of
 * the same length, in camel case or in kebab case, seldom is so.
 */
export function isMixed({ secret }: Candidate): boolean {
  if (!/[a-z]/.test(secret) || !/[A-Z]/.test(secret)) return false;
  return /[0-9]/.test(secret) || (/[A-Z]{2}/.test(secret) && /[a-z][A-Z]/.test(secret));
}

/** A word has no digit inside; a random value of 20 characters nearly always has. */
export function hasDigitAndLetter({ secret }: Candidate): boolean {
  return /[0-9]/.test(secret) && /[A-Za-z]/.test(secret);
}

/** Not a stretch of base-64 data, which a mark of three letters starts by chance. */
export function isOutsideBase64({ text, start }: Candidate): boolean {
  return start === 0 || !"+/".includes(text.charAt(start - 1));
}

/** A lead of ordinary words such as `key_` is the end of other names: `cache_key_…`. */
export function startsName({ text, start }: Candidate): boolean {
  return !/[_-]/.test(text.charAt(start - 1));
}
