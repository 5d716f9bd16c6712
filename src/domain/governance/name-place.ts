import { cut } from "#shared/cut-text.ts";

/**
 * A JSON pointer as reasons and rows may tell it. Keys are the caller's own words: one that could
 * be a person's name or address, not that of an argument, is told by its length.
 */
export function namePlace(pointer: string): string {
  const segments = pointer.split("/");
  const told = segments.map((key) => (/[\s@]/.test(key) ? `…(${key.length})` : key));
  return cut(told.join("/"));
}
