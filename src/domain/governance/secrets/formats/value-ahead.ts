import { base62Alphabet, tableOf } from "./characters.ts";

/** What the values of settings are made of. */
const isValueCharacter = tableOf(`${base62Alphabet}+/=_.~-`);

/** The shortest value whose absence is looked for. */
export const valueLengthMin = 16;
/** How far from the issuer's name a setting's value begins at most. */
const reachMax = 200;

/** A value of so many characters, all of which count here. */
export function isLongValue(set: string, length: number): boolean {
  return length >= valueLengthMin && tableOf(set).every((has, at) => has <= isValueAt(at));
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

  constructor(text: string) {
    this.#text = text;
  }

  /** Places are asked for in about the order of the text; from an earlier one more is granted. */
  isAfter(place: number): boolean {
    if (place > this.#at) this.#run = this.#at = place;
    const limit = Math.min(this.#text.length, place + reachMax);
    while (this.#at - Math.max(this.#run, place) < valueLengthMin) {
      if (this.#at >= limit) return false;
      const code = this.#text.charCodeAt(this.#at);
      this.#at += 1;
      if (code > 127 || isValueCharacter[code] === 0) this.#run = this.#at;
    }
    return true;
  }
}
