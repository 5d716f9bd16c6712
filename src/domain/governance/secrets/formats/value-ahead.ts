import { base62Alphabet, tableOf } from "./characters.ts";

/** What the values of settings are made of. */
const isValueCharacter = tableOf(`${base62Alphabet}+/_.~-`);

/** By character: 0 for what is in no value, else a sign and what sort of character it is. */
const roles = new Uint8Array(128);
for (let code = 0; code < 128; code += 1) {
  if (isValueCharacter[code] === 0) continue;
  const character = String.fromCharCode(code);
  if (/[0-9]/.test(character)) roles[code] = 9;
  else roles[code] = /[a-z]/.test(character) ? 10 : /[A-Z]/.test(character) ? 12 : 8;
}
/** By what a run has: a drawn value has a digit or both cases, a word or a name has neither. */
const isDrawn = Uint8Array.from({ length: 16 }, (_, has) =>
  (has & 1) === 1 || (has & 6) === 6 ? 1 : 0,
);

/** The shortest value whose absence is looked for. */
const valueLengthMin = 16;
/** So many of small letters and digits have a digit but for once in 3,000 times. */
const namedLengthMin = 24;
/** How far from the issuer's name a setting's value begins at most. */
const reachMax = 200;

/** The least length at which a value shows: one that is asked for a digit or both cases sooner. */
export const longLengthMin = (isRandom: boolean): number =>
  isRandom ? valueLengthMin : namedLengthMin;

/** Runs of these characters are looked for. */
export function isOfValues(characters: string): boolean {
  return tableOf(characters).every((has, at) => has <= isValueAt(at));
}

function isValueAt(code: number): number {
  return isValueCharacter[code] as number;
}

/**
 * Whether anything long enough for a value stands behind a place. Each character is looked at once,
 * however many names stand before it: a list of the names of issuers costs no pattern.
 */
export class ValueAhead {
  readonly #text: string;
  /** The start of the run that `#at` is in. */
  #run = 0;
  #at = 0;
  /** What the run has: 1 for a digit, 2 for a small letter, 4 for a capital. */
  #has = 0;

  constructor(text: string) {
    this.#text = text;
  }

  /** Places are asked for in about the order of the text; from an earlier one more is granted. */
  isAfter(place: number): boolean {
    if (place > this.#at) {
      this.#run = this.#at = place;
      this.#has = 0;
    }
    const limit = Math.min(this.#text.length, place + reachMax);
    while (this.#at - Math.max(this.#run, place) < valueLengthMin || isDrawn[this.#has] === 0) {
      if (this.#at >= limit) return false;
      const code = this.#text.charCodeAt(this.#at);
      const role = code > 127 ? 0 : (roles[code] as number);
      this.#at += 1;
      this.#has = role === 0 ? 0 : this.#has | role;
      if (role === 0) this.#run = this.#at;
    }
    return true;
  }
}
