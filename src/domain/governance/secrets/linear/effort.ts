/**
 * What scans cost, in steps of about 5 ns on the slow core they were fitted on: a character that is
 * looked at is one, a pattern that is tried some ten. Unlike time they are the same on every
 * machine, so a text is refused for what it costs everywhere or nowhere.
 *
 * A scan runs from start to end without waiting for anything, so what its readers spend is counted
 * in one place and read as a difference, instead of going through the signature of each of them.
 */
export const effort = {
  steps: 0,
  /** Where the scan that runs gives its text up: what reads far stops there, and is thrown away. */
  stepsMax: Infinity,
};

/** What one scan may spend, added up over its texts. */
export interface Meter {
  steps: number;
  /** Characters that were read so far, some of them several times. */
  length?: number;
  /** Counts the characters of all that is scanned: reading them again grants nothing. */
  measure?: () => number;
  /** Some text holds the lead of a credential with none behind it. */
  hasBareLead?: boolean;
}

/**
 * About 120 µs a KB: 125 is the most that the worst file may cost. Of 59,000 files of packages and
 * systems half spend 5 steps a character, and three are given up: a source map, and two tables of
 * letters.
 */
const stepsPerCharacterMax = 23;
/**
 * What 32 KB may spend, so may a shorter text: a command line of several programs that take a
 * password is dense, and a page may be packed into a line. 4 ms, once in a scan.
 */
const stepsMin = 32_768 * stepsPerCharacterMax;

function readable(meter: Meter): number {
  const length = meter.length ?? 0;
  if (meter.measure === undefined) return length;
  const whole = meter.measure();
  meter.measure = () => whole;
  return Math.min(length, whole);
}

const mostOf = (meter: Meter): number => Math.max(stepsMin, readable(meter) * stepsPerCharacterMax);

/** Counts a place of a value that is no text, or whose text was remembered. */
export function countLeaf(meter: Meter, length: number, steps: number): void {
  meter.length = (meter.length ?? 0) + length;
  meter.steps += steps;
}

/** Whether all that a scan may spend is spent, so that nothing more of it is read. */
export function isSpent(meter: Meter): boolean {
  return meter.steps > stepsMin && meter.steps > mostOf(meter);
}

/** The count at which a text of that length is given up. */
export function limitOf(length: number, meter: Meter): number {
  meter.length = (meter.length ?? 0) + length;
  const isShort = meter.length * stepsPerCharacterMax <= stepsMin;
  return effort.steps + (isShort ? stepsMin : mostOf(meter)) - meter.steps;
}
