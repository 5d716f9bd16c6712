/**
 * Two executables side by side: short slices of load in turn, so that a machine whose speed moves
 * within minutes moves both. Prints one JSON document.
 * `bun run bench:compare BEFORE [AFTER] [--rounds N] [--seconds N]`.
 */
import { resolve } from "node:path";
import type { LoadResult } from "./load.ts";
import { median } from "./median.ts";
import { option } from "./option.ts";
import { executable, type OwnServer, startOwnServer } from "./own-server.ts";
import { measure, type Scenario, scenarios, startCeiling } from "./scenarios.ts";

const rounds = option("--rounds", 8);
const timing = { seconds: option("--seconds", 2), warmupSeconds: 0.5 };
const measured = ["allow", "deny", "tools_call"] as const;
const firstPort = 20_000 + (process.pid % 20_000);

interface Side {
  readonly label: string;
  readonly server: OwnServer;
  readonly plan: Record<string, Scenario>;
  readonly runs: Record<string, LoadResult[]>;
}

async function compare(sides: readonly Side[], ceiling: Scenario) {
  const ceilings: number[] = [];
  for (let round = 0; round < rounds; round++) {
    ceilings.push((await measure(ceiling, timing)).perSecond);
    for (const name of measured) {
      const inTurn = round % 2 === 0 ? sides : sides.toReversed();
      for (const { plan, runs } of inTurn) {
        (runs[name] ??= []).push(await measure(plan[name] as Scenario, timing));
      }
    }
  }
  return Object.fromEntries(
    measured.map((name) => [name, sides.map((side) => summary(side, name, ceilings))]),
  );
}

function summary({ label, runs }: Side, name: string, ceilings: readonly number[]) {
  const results = runs[name] ?? [];
  const rates = results.map(({ perSecond }) => perSecond);
  const ratios = rates.map((rate, round) => rate / (ceilings[round] ?? 1));
  return {
    label,
    per_second: median(rates),
    ratio_to_ceiling: Math.round(median(ratios) * 1000) / 1000,
    p50_ms: median(results.map(({ p50Ms }) => p50Ms)),
    p99_ms: median(results.map(({ p99Ms }) => p99Ms)),
    wrong: results.reduce((sum, { wrong }) => sum + wrong, 0),
  };
}

const [before, after = executable] = process.argv.slice(2).filter((word) => /^[./]/.test(word));
if (before === undefined) throw new Error("Name the executable to compare with, as a path.");
const ceiling = await startCeiling();
const sides: Side[] = [];
try {
  for (const [place, binary] of [before, after].entries()) {
    const server = startOwnServer(firstPort + place * 7, resolve(binary));
    const plan = scenarios(server, ceiling.port);
    sides.push({ label: place === 0 ? "before" : "after", server, plan, runs: {} });
  }
  const shared = sides[0]?.plan["ceiling"] as Scenario;
  console.log(JSON.stringify({ rounds, ...timing, ...(await compare(sides, shared)) }, null, 2));
} finally {
  ceiling.kill();
  for (const { server } of sides) server.stop();
}
