import type { Label } from "./corpus.ts";
import { type Outcome, type Share, share } from "./measure.ts";

export interface Gate {
  readonly name: string;
  readonly labels: readonly Label[];
  readonly percent: number;
  readonly bound: "at least" | "at most";
}

export const gates: readonly Gate[] = [
  { name: "structured", labels: ["structured"], percent: 99.5, bound: "at least" },
  { name: "contextual", labels: ["contextual"], percent: 92, bound: "at least" },
  { name: "evasions", labels: ["evasion"], percent: 92, bound: "at least" },
  { name: "false positives", labels: ["ordinary", "file"], percent: 0.1, bound: "at most" },
];

export interface Judged {
  readonly gate: Gate;
  readonly share: Share;
  readonly holds: boolean;
}

export function judge(outcomes: readonly Outcome[]): Judged[] {
  return gates.map((gate) => {
    const got = share(outcomes.filter(({ sample }) => gate.labels.includes(sample.label)));
    const isMet =
      gate.bound === "at least" ? got.percent >= gate.percent : got.percent <= gate.percent;
    return { gate, share: got, holds: got.of > 0 && isMet };
  });
}
