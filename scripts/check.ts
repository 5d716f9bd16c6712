/** Runs every check in order and ends with one line: `N passed, N failed`. */
import { join } from "node:path";

const root = join(import.meta.dir, "..");

interface Step {
  readonly name: string;
  readonly command: readonly string[];
  /** Reads how many checks a step ran from what it printed; a step without counts is one check. */
  readonly count?: (printed: string) => Counts;
}

interface Counts {
  readonly passed: number;
  readonly failed: number;
}

const bun = process.execPath;

// prettier-ignore
const steps: readonly Step[] = [
  { name: "format",    command: [bun, "fmt", "--no-script", "--check", "."] },
  { name: "lint",      command: ["node_modules/.bin/oxlint", "--type-aware"] },
  { name: "types",     command: [bun, "check", "--no-script"] },
  { name: "artifacts", command: [bun, "scripts/schema.ts", "--check"] },
  // Before the tests: the end-to-end ones drive the compiled executable.
  { name: "build",     command: [bun, "scripts/build.ts", "--executable-only"] },
  { name: "tests",     command: [bun, "test", "src", "extensions", "scripts/bench", "scripts/demo", "scripts/accuracy"], count: countTests },
  { name: "e2e",       command: [bun, "test", "--parallel=2", "scripts/e2e"],    count: countTests },
  { name: "long",      command: [bun, "test", "--parallel=2", "scripts/long"],   count: countTests },
  { name: "demos",     command: ["sh", "demo/sweep.sh", "--own-server"],         count: countDemos },
];

function countTests(printed: string): Counts {
  const number = (word: string) =>
    Number(new RegExp(`^\\s*(\\d+) ${word}$`, "m").exec(printed)?.[1] ?? 0);
  return { passed: number("pass"), failed: number("fail") + number("errors?") };
}

function countDemos(printed: string): Counts {
  const match = /^(\d+) passed, (\d+) failed$/m.exec(printed);
  return { passed: Number(match?.[1] ?? 0), failed: Number(match?.[2] ?? 0) };
}

async function run(step: Step): Promise<Counts> {
  const started = performance.now();
  const child = Bun.spawn([...step.command], { cwd: root, stdout: "pipe", stderr: "pipe" });
  const [out, err, code] = await Promise.all([
    new Response(child.stdout).text(),
    new Response(child.stderr).text(),
    child.exited,
  ]);
  const printed = `${out}\n${err}`;
  const counted = step.count?.(printed) ?? { passed: code === 0 ? 1 : 0, failed: 0 };
  // A step that failed counts at least one failure, and one that ran nothing has failed.
  const broken = code !== 0 || counted.passed === 0;
  const counts = { ...counted, failed: broken ? Math.max(1, counted.failed) : counted.failed };
  const seconds = ((performance.now() - started) / 1000).toFixed(1);
  console.log(`${counts.failed > 0 ? "✗" : "✓"} ${step.name} (${seconds} s)`);
  if (counts.failed > 0) console.log(relevant(printed));
  return counts;
}

const printedCharactersMax = 20_000;

function relevant(printed: string): string {
  const lines = printed.split("\n").filter((line) => !/^\(pass\)|^✓/.test(line));
  return lines.join("\n").slice(-printedCharactersMax);
}

const only = process.argv.slice(2);
let passed = 0;
let failed = 0;
for (const step of steps) {
  if (only.length > 0 && !only.includes(step.name)) continue;
  const counts = await run(step);
  passed += counts.passed;
  failed += counts.failed;
}
console.log(`${passed} passed, ${failed} failed`);
process.exit(failed > 0 ? 1 : 0);
