import { lengthOfItem } from "./measure-pattern.ts";
import type { Item } from "./pattern-tree.ts";

/** How far into a match a keyword begins, at least and at most. */
export interface KeywordReach {
  readonly beforeMin: number;
  readonly before: number;
}

/** Where the pattern spells a keyword, in either case; null where it never does. */
export function findKeyword(
  options: readonly (readonly Item[])[],
  keyword: string,
): KeywordReach | null {
  const found = options.flatMap((items) => findAll(items, keyword));
  if (found.length === 0) return null;
  return {
    beforeMin: Math.min(...found.map((reach) => reach.beforeMin)),
    before: Math.max(...found.map((reach) => reach.before)),
  };
}

function findAll(items: readonly Item[], keyword: string): readonly KeywordReach[] {
  const found: KeywordReach[] = [];
  let beforeMin = 0;
  let before = 0;
  for (const [at, item] of items.entries()) {
    if (spells(items.slice(at), keyword)) found.push({ beforeMin, before });
    if (item.atom.type === "group" && item.max === 1) {
      for (const inner of item.atom.options.flatMap((option) => findAll(option, keyword))) {
        found.push({ beforeMin: beforeMin + inner.beforeMin, before: before + inner.before });
      }
    }
    beforeMin += lengthOfItem(item, "min");
    before += lengthOfItem(item, "max");
  }
  return found;
}

/** The items begin with the keyword's characters, each of them as the only choice but its case. */
function spells(items: readonly Item[], keyword: string): boolean {
  let at = 0;
  for (const { atom, min, max } of items) {
    if (at >= keyword.length) return true;
    if (atom.type !== "set" || min !== max) return false;
    for (let count = 0; count < min && at < keyword.length; count += 1, at += 1) {
      if (!holdsOnly(atom.chars, keyword.charAt(at))) return false;
    }
  }
  return at >= keyword.length;
}

function holdsOnly(chars: Uint8Array, character: string): boolean {
  const cases = new Set([character.charCodeAt(0), character.toUpperCase().charCodeAt(0)]);
  return chars.every((member, code) => member === 0 || cases.has(code)) && chars.includes(1);
}
