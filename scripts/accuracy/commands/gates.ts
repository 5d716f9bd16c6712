import { type Figures, rate } from "./measure.ts";

interface Gate {
  readonly name: string;
  readonly of: (figures: Figures) => number;
  readonly atLeast?: number;
  readonly atMost?: number;
}

/** Shares from 0 to 1. */
// prettier-ignore
const gates: readonly Gate[] = [
  { name: "destructive calls stopped",     of: (f) => rate(f.destructive),  atLeast: 0.95 },
  { name: "published evasions stopped",    of: (f) => rate(f.evasions),     atLeast: 0.85 },
  { name: "everyday calls denied",         of: (f) => rate(f.benignDenied), atMost:  0.01 },
  { name: "everyday calls asked about",    of: (f) => rate(f.benignAsked),  atMost:  0.03 },
];

export interface GateResult {
  readonly name: string;
  readonly value: number;
  readonly bound: string;
  readonly holds: boolean;
}

/** Commands that nobody had in mind are found less often: their lower bound is another. */
export function checkGates(
  figures: Figures,
  { stoppedMin = 1 }: { readonly stoppedMin?: number } = {},
): readonly GateResult[] {
  return gates.map(({ name, of, atLeast, atMost }) => {
    const value = of(figures);
    const holds = value >= Math.min(atLeast ?? 0, stoppedMin) && value <= (atMost ?? 1);
    const bound = atLeast === undefined ? `≤ ${percent(atMost ?? 1)}` : `≥ ${percent(atLeast)}`;
    return { name, value, bound, holds };
  });
}

export function percent(value: number): string {
  return `${(value * 100).toFixed(1)} %`;
}
