import type { Candidate } from "../kind.ts";

/** Small letters, capitals and digits: an identifier of the same length seldom has all three. */
export function isMixed({ secret }: Candidate): boolean {
  return /[0-9]/.test(secret) && /[A-Z]/.test(secret) && /[a-z]/.test(secret);
}

/** A word has no digit inside; a random value of 20 characters nearly always has. */
export function hasDigitAndLetter({ secret }: Candidate): boolean {
  return /[0-9]/.test(secret) && /[A-Za-z]/.test(secret);
}
