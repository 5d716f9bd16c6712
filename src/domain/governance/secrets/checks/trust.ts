import type { SecretKind } from "../kind.ts";
import { isTelling, looksRandom } from "./distinctive.ts";

/** Which kinds count in a text that was put together by guess. */
export type Trust = "formats" | "distinctive";

/** Where pieces are put together, a shorter lead tells nothing. */
export const leadLengthMin = 4;

export function isTrusted(kind: SecretKind, secret: string, trust: Trust | undefined): boolean {
  if (trust === undefined) return true;
  const counts =
    trust === "distinctive" ? isTelling(kind) : kind.isContextual !== true && kind.isNamed !== true;
  return counts && looksRandom(kind, secret);
}
