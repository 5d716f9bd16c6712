import type { Draw } from "#domain/governance/secrets/kind.ts";
import { fill } from "../template.ts";

/** Ordinary text without a credential, by what it looks like. */
export interface Ordinary {
  readonly name: string;
  make(draw: Draw): string;
}

export function ordinaryOf(texts: Readonly<Record<string, string | Ordinary["make"]>>): Ordinary[] {
  return Object.entries(texts).map(([name, text]) => ({
    name,
    make: (draw: Draw) => (typeof text === "string" ? fill(text, draw) : text(draw)),
  }));
}
