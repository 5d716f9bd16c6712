import type { Draw } from "#domain/governance/secrets/kind.ts";
import { fill } from "../template.ts";

/** How a kind is written: a template, or a function where parts depend on each other. */
export type Format = string | ((draw: Draw) => string);

/** Kinds by the page that publishes their formats. */
export interface Published {
  readonly source: string;
  readonly kinds: Readonly<Record<string, Format>>;
}

export interface Credential {
  readonly name: string;
  readonly source: string;
  make(draw: Draw): string;
}

export function credentialsOf(published: readonly Published[]): Credential[] {
  return published.flatMap(({ source, kinds }) =>
    Object.entries(kinds).map(([name, format]) => ({
      name,
      source,
      make: (draw: Draw) => (typeof format === "string" ? fill(format, draw) : format(draw)),
    })),
  );
}
