import type { KindSelection } from "#domain/governance/secrets/kind.ts";
import { maskText } from "#domain/governance/secrets/mask.ts";
import { rememberedFor } from "#domain/governance/remembered.ts";
import { withoutAddresses } from "./without-addresses.ts";

/** What rows keep of a caller's own words. */
const claimCharsMax = 128;
/** Longer ones are not even searched; no client names anything so. */
const searchedCharsMax = 1_024;
const opaqueId = /^[A-Za-z0-9_.:-]{1,128}$/;

/**
 * A caller's own short text as a row may hold it: no credential, no address, printable, short. A
 * sealed row cannot be corrected later, so `kinds` are all of them, those that are switched off for
 * arguments as well. A client says its name and its session's id again with every call; what is
 * plain is remembered.
 */
export const claimedText = rememberedFor(
  (text: string, kinds: KindSelection): string => {
    if (text.length > searchedCharsMax) return `…(${text.length})`;
    const masked = withoutAddresses(maskText(text, kinds)).replace(/[^\x20-\x7e…]/g, "?");
    return masked.length <= claimCharsMax ? masked : `${masked.slice(0, claimCharsMax - 1)}…`;
  },
  (masked, text) => masked === text,
);

/** A client's own id of something. One that does not look like an id may be words about a person. */
export function claimedId(
  text: string,
  hmac: (text: string) => string,
  kinds: KindSelection,
): string {
  const masked = claimedText(text, kinds);
  return masked === text && opaqueId.test(text) ? text : `hmac:${hmac(text)}`;
}

/** Whether a name can be told in rows and reasons: no credential and no address is one. */
export const isNameable = rememberedFor(
  (name: string, kinds: KindSelection) => withoutAddresses(maskText(name, kinds)) === name,
  (nameable) => nameable,
);
