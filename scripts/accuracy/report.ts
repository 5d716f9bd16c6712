/**
 * Measures the detector on a corpus that is made anew from a seed: `bun run accuracy [--seed N]
 * [--json] [--compare] [--export DIR]`. The exit code is 1 when a gate does not hold.
 */
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { generateCorpus, type Sample, wholeCorpus } from "./corpus.ts";
import { judge } from "./gates.ts";
import { measure, product } from "./measure.ts";
import { naive } from "./naive.ts";
import { ofLabel, printComparison, printReport, rates } from "./print-report.ts";

function option(name: string): string | undefined {
  const at = process.argv.indexOf(name);
  return at === -1 ? undefined : process.argv[at + 1];
}

function exportTo(folder: string, samples: readonly Sample[]): void {
  mkdirSync(folder, { recursive: true });
  for (const [label, group] of Map.groupBy(samples, (sample) => sample.label)) {
    const lines = group.map(({ text, kind, context, encoding, isArguments }) =>
      JSON.stringify({ text, label: `${label}/${kind}/${context}/${encoding}`, isArguments }),
    );
    writeFileSync(join(folder, `${label}.jsonl`), `${lines.join("\n")}\n`);
  }
}

const seed = Number(option("--seed") ?? "1");
const folder = option("--export");
const samples = generateCorpus(seed, wholeCorpus);
if (folder !== undefined) exportTo(folder, samples);
const outcomes = measure(samples, product);
const judged = judge(outcomes);
if (process.argv.includes("--json")) {
  console.log(
    JSON.stringify({
      seed,
      gates: judged,
      kinds: rates(ofLabel(outcomes, "structured"), (s) => s.kind),
    }),
  );
} else {
  printReport(outcomes, judged, seed);
  if (process.argv.includes("--compare")) {
    printComparison(judged, judge(measure(samples, naive)));
  }
}
process.exit(judged.every(({ holds }) => holds) ? 0 : 1);
