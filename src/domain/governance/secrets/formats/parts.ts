import type { Draw } from "../kind.ts";
import { expandSet } from "./characters.ts";

/** A stretch of characters from one set, given as the inside of a character class. */
export interface Body {
  readonly set: string;
  readonly min: number;
  readonly max: number;
}

/** One of several words, in the provider's own case. */
export interface Choice {
  readonly words: readonly string[];
}

export type Part = string | Body | Choice;

export function body(set: string, min: number, max: number = min): Body {
  return { set, min, max };
}

export function choice(...words: readonly string[]): Choice {
  return { words };
}

function escapePattern(literal: string): string {
  return literal.replace(/[\\^$.*+?()[\]{}|/]/g, "\\$&");
}

export function patternOf(parts: readonly Part[]): string {
  return parts
    .map((part) => {
      if (typeof part === "string") return escapePattern(part);
      if ("words" in part) return `(?:${part.words.map(escapePattern).join("|")})`;
      return part.min === part.max
        ? `[${part.set}]{${part.min}}`
        : `[${part.set}]{${part.min},${part.max}}`;
    })
    .join("");
}

export function sampleOf(parts: readonly Part[], draw: Draw): string {
  return parts
    .map((part) => {
      if (typeof part === "string") return part;
      if ("words" in part) return part.words[draw.below(part.words.length)] ?? "";
      // Ranges state what is tolerated; real tokens sit near the lower half.
      const span = Math.min(part.max - part.min, 24);
      return draw.chars(expandSet(part.set), part.min + draw.below(span + 1));
    })
    .join("");
}
