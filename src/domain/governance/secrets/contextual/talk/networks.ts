import type { Span } from "#domain/governance/secrets/kind.ts";
import { effort } from "#domain/governance/secrets/linear/effort.ts";
import { isMixedWord, isTechnique } from "../values/chosen-word.ts";
import { isCredential } from "../values/judge.ts";

/** Keys of wireless networks are called keys, which says nothing where no network is named. */

export const networkWords: readonly string[] = ["ssid", "wlan", "wifi", "wi-fi"];

const key =
  /[^\n]{0,60}?(?:[,;/|(] ?(?:the )?(?:[Kk]ey|[Pp]ass|[Ss]chl\u00fcssel|[Cc]l\u00e9|[Cc]lave|[Cc]have|[Cc]hiave|[Ss]leutel|[Kk]lucz)(?: is| ist|:| =)?[ \t]{1,3}| \/ )["'`\u201c\u201e]?([^\s"'`<>,;)]{8,63})["'`\u201d\u201c]?(?=[.,;)"]?(?:$|[\s}]))/y;
const passwordWeight = 4;

/** `SSID "Home", key …`. */
export function findNetworkKey(text: string, start: number, length: number): Span | null {
  effort.steps += 150;
  key.lastIndex = start + length;
  const value = key.exec(text)?.[1]?.replace(/[.]$/, "");
  if (value === undefined || !isMixedWord(value) || isTechnique(value)) return null;
  if (!isCredential(passwordWeight + 2, "prose", value)) return null;
  const at = text.lastIndexOf(value, key.lastIndex - value.length);
  return { start: at, end: at + value.length };
}
