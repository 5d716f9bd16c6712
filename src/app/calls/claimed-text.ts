import { maskText } from "#domain/governance/secrets/mask.ts";
import { withoutAddresses } from "./without-addresses.ts";

/** What rows keep of a caller's own words. */
const claimCharsMax = 128;
/** Longer ones are not even searched; no client names anything so. */
const searchedCharsMax = 1_024;
const noKinds: ReadonlySet<string> = new Set();
const opaqueId = /^[A-Za-z0-9_.:-]{1,128}$/;

/**
 * A caller's own short text as a row may hold it: no credential, no address, printable, short. A
 * sealed row cannot be corrected later, so kinds that are switched off for arguments are masked
 * here as well.
 */
export function claimedText(text: string): string {
  if (text.length > searchedCharsMax) return `…(${text.length})`;
  const masked = withoutAddresses(maskText(text, noKinds)).replace(/[^\x20-\x7e…]/g, "?");
  return masked.length <= claimCharsMax ? masked : `${masked.slice(0, claimCharsMax - 1)}…`;
}

/** A client's own id of something. One that does not look like an id may be words about a person. */
export function claimedId(text: string, hmac: (text: string) => string): string {
  const masked = claimedText(text);
  return masked === text && opaqueId.test(text) ? text : `hmac:${hmac(text)}`;
}

/** Whether a name can be told in rows and reasons: no credential and no address is one. */
export function isNameable(name: string): boolean {
  return withoutAddresses(maskText(name, noKinds)) === name;
}
