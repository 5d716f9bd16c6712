import type { Draw } from "#domain/governance/secrets/kind.ts";

/** How a value is given away by what stands around it. */
export interface Form {
  readonly name: string;
  readonly value: (draw: Draw) => string;
  write(value: string, draw: Draw): string;
}

export type Forms = Readonly<Record<string, Form["write"]>>;

export function formsOf(value: Form["value"], forms: Forms): Form[] {
  return Object.entries(forms).map(([name, write]) => ({ name, value, write }));
}
