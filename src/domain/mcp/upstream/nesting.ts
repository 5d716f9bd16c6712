import { endOfString } from "#shared/json-string.ts";

/**
 * Deeper messages are refused whole. Whatever walks a message after this recurses: at some 45,000
 * levels the engine's stack ends, and a result would be lost on its way into its row.
 */
export const messageNestingMax = 256;

const quote = 0x22;

/** Whether a line of JSON nests deeper than any message may. Looks at brackets outside strings. */
export function isTooDeep(line: string): boolean {
  if (line.length <= messageNestingMax) return false;
  let depth = 0;
  for (let index = 0; index < line.length; index++) {
    const code = line.charCodeAt(index);
    if (code === quote) index = endOfString(line, index);
    else if (code === 0x7b || code === 0x5b) {
      if (++depth > messageNestingMax) return true;
    } else if (code === 0x7d || code === 0x5d) depth--;
  }
  return false;
}
