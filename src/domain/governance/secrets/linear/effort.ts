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
  /** What is left of the share of decoded text. */
  decodedStepsLeft?: number;
  /** Some text holds the lead of a credential with none behind it. */
  hasBareLead?: boolean;
}

/**
 * 125 µs a KB, the most that the worst file may cost. Of 2,900 files of packages and systems half
 * spend 4 steps a character and one in a thousand 22; a long list of settings with variables for
 * values spends 18. Of 192,000 files of public packages eight were given up with 20.
 */
const stepsPerCharacterMax = 25;
/** Short texts may be dense: a command line of several programs that take a password. 1.5 ms. */
const stepsMin = 300_000;
/** A short text that unpacks to 64 KB is read with what it unpacks to: once in a scan, 5 ms. */
const decodedStepsMax = 1_000_000;
/** Unpacking took its part before the text is read. */
const decodedStepsPerCharacter = 40;

/** How many steps more a scan may take because it reads so many decoded characters. */
export function grantDecoded(length: number, meter: Meter): number {
  const left = meter.decodedStepsLeft ?? decodedStepsMax;
  const granted = Math.min(left, length * decodedStepsPerCharacter);
  meter.decodedStepsLeft = left - granted;
  meter.stepsMax = (meter.stepsMax ?? stepsMin) + granted;
  return granted;
}

/** The count at which a text of that length is given up. */
export function limitOf(length: number, meter: Meter): number {
  meter.stepsMax = (meter.stepsMax ?? stepsMin) + length * stepsPerCharacterMax;
  return effort.steps + meter.stepsMax - meter.steps;
}
