import { shellBytesMax } from "./shell-limits.ts";

/**
 * Every `from` replaced by `to`; null for a text that no script could hold. Swaps feed on their
 * results: eight of them could fill the memory.
 */
export function swapAll(text: string, from: string, to: string): string | null {
  const growth = to.length - from.length;
  if (growth > 0) {
    let length = text.length;
    for (let at = text.indexOf(from); at !== -1; at = text.indexOf(from, at + from.length)) {
      length += growth;
      if (length > shellBytesMax) return null;
    }
  }
  return text.replaceAll(from, () => to);
}
