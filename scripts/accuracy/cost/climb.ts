import { seededDraw } from "#domain/governance/secrets/draw.ts";
import { type Cost, costOf } from "./clock.ts";
import { drawGenome, express, type Genome, mutate } from "./genomes.ts";

export interface Found extends Cost {
  readonly genome: Genome;
}

/** Texts that a climb starts from, and how many of them it goes on with. */
const drawnCount = 300;
const keptCount = 12;

/** By the clock, and by the clock for each step: work that is not counted shows in the second. */
const byTime = (a: Found, b: Found): number => b.microsecondsPerKb - a.microsecondsPerKb;
const timePerStep = ({ microsecondsPerKb, stepsPerCharacter }: Found): number =>
  microsecondsPerKb / stepsPerCharacter;
const byTimePerStep = (a: Found, b: Found): number => timePerStep(b) - timePerStep(a);

/** The best by time, and the best of the others by time for each step. */
function bestOf(all: readonly Found[]): Found[] {
  const byClock = all.toSorted(byTime).slice(0, keptCount);
  const others = all.filter((found) => !byClock.includes(found));
  return [...byClock, ...others.toSorted(byTimePerStep).slice(0, keptCount / 2)];
}

/** Goes from drawn texts to ever dearer ones, by changing one thing at a time. */
export function climb(seed: number, length: number, tries: number): readonly Found[] {
  const draw = seededDraw(seed);
  const measure = (genome: Genome): Found => ({ genome, ...costOf(express(genome, length)) });
  let best = bestOf(Array.from({ length: drawnCount }, () => measure(drawGenome(draw))));
  for (let count = 0; count < tries; count += 1) {
    const parent = best[draw.below(best.length)];
    if (parent === undefined) break;
    best = bestOf([...best, measure(mutate(draw, parent.genome))]);
  }
  return best.toSorted(byTime);
}
