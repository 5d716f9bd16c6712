/**
 * Measures what texts cost that are made to cost as much as they can, beside what ordinary text
 * costs in the same run:
 * `bun run accuracy:cost [--seed N] [--count N] [--length N] [--climb TRIES]`.
 */
import { seededDraw } from "#domain/governance/secrets/draw.ts";
import { climb, type Found } from "./climb.ts";
import { costOf, ordinaryCosts, share } from "./clock.ts";
import { drawGenome, express, nameOf } from "./genomes.ts";
import { hostileTexts } from "./hostile-texts.ts";

function option(name: string, standard: number): number {
  const at = process.argv.indexOf(name);
  return at === -1 ? standard : Number(process.argv[at + 1]);
}

const seed = option("--seed", 1);
const count = option("--count", 400);
const shownMax = 15;
const againMax = 40;
/** Longer ones take long, and cost the same for each KB. */
const lengths = [8_192, 32_768, 131_072, 524_288];
const longLengthMin = 262_144;
const largest = 2_097_152;

const usual = ordinaryCosts();
const median = share(usual, 0.5);
console.log(`ordinary: ${usual.length} files, median ${median.toFixed(1)} µs a KB`);
console.log(`          9 of 10 below ${share(usual, 0.9).toFixed(1)} µs a KB`);

const times = (cost: number): string =>
  `${cost.toFixed(0)} µs, ${(cost / median).toFixed(1)} times`;

type Measured = Omit<Found, "genome"> & { readonly name: string; readonly text: string };

/** What the machine did meanwhile is no part of it: the worst are measured once more. */
function again(one: Measured): Measured {
  const { microsecondsPerKb } = costOf(one.text);
  return { ...one, microsecondsPerKb: Math.min(one.microsecondsPerKb, microsecondsPerKb) };
}

const byCost = (a: Measured, b: Measured): number => b.microsecondsPerKb - a.microsecondsPerKb;

function print(title: string, found: readonly Measured[]): void {
  const sorted = found.toSorted(byCost);
  const measured = [...sorted.slice(0, againMax).map(again), ...sorted.slice(againMax)];
  const costs = measured.map(({ microsecondsPerKb }) => microsecondsPerKb);
  console.log(`${title}: ${measured.length} texts, a KB of ordinary text = 1`);
  console.log(
    `          half below ${times(share(costs, 0.5))}; 9 of 10 below ${times(share(costs, 0.9))}; ` +
      `99 of 100 below ${times(share(costs, 0.99))}; the worst ${times(Math.max(...costs))}`,
  );
  const worst = measured.toSorted(byCost);
  for (const { name, microsecondsPerKb, stepsPerCharacter, isRefused } of worst.slice(
    0,
    shownMax,
  )) {
    console.log(
      `  ${times(microsecondsPerKb).padStart(20)}  ${stepsPerCharacter.toFixed(1).padStart(5)} steps  ` +
        `${isRefused ? "refused " : "searched"}  ${name}`,
    );
  }
}

const drawnOf = (length: number): readonly Measured[] => {
  const draw = seededDraw(seed);
  const shownCount = length >= longLengthMin ? count / 8 : count;
  return Array.from({ length: shownCount }, () => {
    const genome = drawGenome(draw);
    const text = express(genome, length);
    return { name: nameOf(genome), text, ...costOf(text) };
  });
};

const one = option("--length", 0);
for (const length of one === 0 ? lengths : [one]) {
  const keywords = hostileTexts(seed, length >= longLengthMin ? count / 8 : count, length);
  const repeated = keywords.map(({ unit, text }) => ({
    name: JSON.stringify(unit.slice(0, 60)),
    text,
    ...costOf(text),
  }));
  print(`keywords with near misses, ${length} characters`, repeated);
  print(`drawn of parts, ${length} characters`, drawnOf(length));
}

const tries = option("--climb", 0);
if (tries > 0) {
  const length = one === 0 ? 32_768 : one;
  const found = climb(seed, length, tries);
  print(
    `after a climb of ${tries} tries, ${length} characters`,
    found.map(({ genome, ...cost }) => ({
      name: nameOf(genome),
      text: express(genome, length),
      ...cost,
    })),
  );
  print(
    `the same, ${largest} characters`,
    found.slice(0, 3).map(({ genome }) => {
      const text = express(genome, largest);
      return { name: nameOf(genome), text, ...costOf(text) };
    }),
  );
}
