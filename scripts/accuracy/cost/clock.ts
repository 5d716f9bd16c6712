import { Glob } from "bun";
import { readFileSync } from "node:fs";
import { scanForSecrets } from "#domain/governance/secrets/scan-value.ts";

const options = { disabledKinds: new Set<string>() };

export interface Cost {
  readonly microsecondsPerKb: number;
  readonly stepsPerCharacter: number;
  /** Given up as more than it is worth. */
  readonly isRefused: boolean;
}

/** The shortest of several runs: what else the machine does only adds. */
const runsFirst = 3;
/** A text of a new sort meets code that is not compiled yet, so dear ones are run again. */
const runsMore = 40;
const isDear = 90;

function shortest(text: string, runs: number): number {
  let least = Number.POSITIVE_INFINITY;
  for (let run = 0; run < runs; run += 1) {
    const start = Bun.nanoseconds();
    scanForSecrets({ text }, options);
    least = Math.min(least, Bun.nanoseconds() - start);
  }
  return least / 1_000 / (text.length / 1_024);
}

export function costOf(text: string): Cost {
  const meter = { steps: 0 };
  const { unscannable } = scanForSecrets({ text }, options, meter);
  const first = shortest(text, runsFirst);
  return {
    microsecondsPerKb: first > isDear ? Math.min(first, shortest(text, runsMore)) : first,
    stepsPerCharacter: meter.steps / text.length,
    isRefused: unscannable !== null,
  };
}

export function share(values: readonly number[], part: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))] ?? 0;
}

const warmUps = 5;

/** What files of this repository cost, in microseconds a KB. */
export function ordinaryCosts(): readonly number[] {
  const files = [...new Glob("{src,services}/**/*.{ts,md,json,yaml,sql}").scanSync(".")].toSorted();
  const texts = files
    .filter((file) => !file.includes("governance") && !file.endsWith(".test.ts"))
    .map((file) => readFileSync(file, "utf8"))
    .filter((text) => text.length > 4_000)
    .filter((_text, index) => index % 6 === 0);
  for (let pass = 0; pass < warmUps; pass += 1) texts.forEach((text) => shortest(text, runsFirst));
  return texts.map((text) => shortest(text, runsMore));
}
