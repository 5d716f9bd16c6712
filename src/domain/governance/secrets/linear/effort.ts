/**
 * What scans cost, in steps of about 5 ns on the slow core they were fitted on: a character that is
 * looked at is one, a pattern that is tried some ten. Unlike time they are the same on every
 * machine, so a text is refused for what it costs everywhere or nowhere.
 *
 * A scan runs from start to end without waiting for anything, so what its readers spend is counted
 * in one place and read as a difference, instead of going through the signature of each of them.
 */
export const effort = { steps: 0 };

/** What one scan may spend, added up over its texts. */
export interface Meter {
  steps: number;
  /** Grows with each text. */
  stepsMax?: number;
}

/**
 * Ordinary text spends 3 to 6 steps a character, and dense lists of settings 40; only text that is
 * made of the beginnings of credentials comes near the limit.
 */
const stepsPerCharacterMax = 100;
/**
 * Short texts may be dense: a command line of several programs that take a password; and one that
 * unpacks to 32 KB is read with what it unpacks to. 1.5 ms.
 */
const stepsMin = 300_000;

/** The count at which a text of that length is given up. */
export function limitOf(length: number, meter: Meter): number {
  meter.stepsMax = (meter.stepsMax ?? stepsMin) + length * stepsPerCharacterMax;
  return effort.steps + meter.stepsMax - meter.steps;
}
