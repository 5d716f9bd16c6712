/**
 * Measures what texts cost that are made to cost as much as they can, beside what ordinary text
 * costs in the same run: `bun run accuracy:cost [--seed N] [--count N] [--length N]`.
 */
import { Glob } from "bun";
import { readFileSync } from "node:fs";
import { scanForSecrets } from "#domain/governance/secrets/scan-value.ts";
import { hostileTexts } from "./hostile-texts.ts";

function option(name: string, standard: number): number {
  const at = process.argv.indexOf(name);
  return at === -1 ? standard : Number(process.argv[at + 1]);
}

const options = { disabledKinds: new Set<string>() };
/** The shortest of several runs: what else the machine does only adds. */
const runs = 7;
const warmUps = 5;

function microsecondsPerKb(text: string): number {
  let shortest = Number.POSITIVE_INFINITY;
  for (let run = 0; run < runs; run += 1) {
    const start = Bun.nanoseconds();
    scanForSecrets({ text }, options);
    shortest = Math.min(shortest, Bun.nanoseconds() - start);
  }
  return shortest / 1_000 / (text.length / 1_024);
}

const at = (values: readonly number[], share: number): number =>
  values[Math.min(values.length - 1, Math.floor(values.length * share))] ?? 0;

function ordinaryTexts(): readonly string[] {
  const files = [...new Glob("{src,services}/**/*.{ts,md,json,yaml,sql}").scanSync(".")].toSorted();
  return files
    .filter((file) => !file.includes("governance") && !file.endsWith(".test.ts"))
    .map((file) => readFileSync(file, "utf8"))
    .filter((text) => text.length > 4_000)
    .filter((_text, index) => index % 6 === 0);
}

const ordinary = ordinaryTexts();
for (let pass = 0; pass < warmUps; pass += 1) ordinary.forEach(microsecondsPerKb);
const usual = ordinary.map(microsecondsPerKb).toSorted((a, b) => a - b);
const median = at(usual, 0.5);
console.log(`ordinary: ${usual.length} files, median ${median.toFixed(1)} µs a KB`);
console.log(`          9 of 10 below ${at(usual, 0.9).toFixed(1)} µs a KB`);

const length = option("--length", 32_768);
const measured = hostileTexts(option("--seed", 1), option("--count", 800), length).map(
  ({ unit, text }) => {
    const { unscannable } = scanForSecrets({ text }, options);
    return { unit, cost: microsecondsPerKb(text), isRefused: unscannable !== null };
  },
);
const sorted = measured.toSorted((a, b) => b.cost - a.cost);
const costs = sorted.map(({ cost }) => cost);
const times = (cost: number): string =>
  `${cost.toFixed(0)} µs, ${(cost / median).toFixed(1)} times`;
console.log(`hostile:  ${sorted.length} texts of ${length} characters, a KB of ordinary text = 1`);
console.log(
  `          half below ${times(at(costs, 0.5))}; 9 of 10 below ${times(at(costs, 0.1))}`,
);
console.log(`          the worst ${times(at(costs, 0))}`);
for (const { unit, cost, isRefused } of sorted.slice(0, 15)) {
  const shown = JSON.stringify(unit.slice(0, 60));
  console.log(`  ${times(cost).padStart(20)}  ${isRefused ? "refused " : "searched"}  ${shown}`);
}
