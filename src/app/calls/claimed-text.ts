import { maskText } from "#domain/governance/secrets/mask.ts";

/** What rows keep of a caller's own words. */
const claimCharsMax = 128;
/** Longer ones are not even searched; no client names anything so. */
const searchedCharsMax = 1_024;
const noKinds: ReadonlySet<string> = new Set();

/**
 * A caller's own short text as a row may hold it: no credential, printable, short. A sealed row
 * cannot be corrected later, so kinds that are switched off for arguments are masked here as well.
 */
export function claimedText(text: string): string {
  if (text.length > searchedCharsMax) return `…(${text.length})`;
  const masked = maskText(text, noKinds).replace(/[^\x20-\x7e…]/g, "?");
  return masked.length <= claimCharsMax ? masked : `${masked.slice(0, claimCharsMax - 1)}…`;
}

/** Whether a name can be told in rows and reasons: one that holds a credential names nothing. */
export function isNameable(name: string): boolean {
  return maskText(name, noKinds) === name;
}
