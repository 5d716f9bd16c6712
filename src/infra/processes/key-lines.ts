const opens = /-----BEGIN [A-Z0-9 ]{0,60}PRIVATE KEY/;
const closes = "-----END ";
/** A line of a key, its headers, and the shorter one at its end. */
const belongs = /[A-Za-z0-9+/=]{16}|^\S{2,24}: |^\s*(?:[A-Za-z0-9+/=]{1,76}\s*)?$/;
/** An RSA key of 16,384 bits takes 194 lines. */
const linesMax = 500;

/**
 * Follows what a program writes line by line, where the lines of a private key come one after the
 * other and none of them tells what it is.
 */
export class KeyLines {
  #left = 0;

  /** Whether the line belongs to a key that began before it. */
  isWithin(line: string): boolean {
    if (this.#left > 0 && (line.includes(closes) || belongs.test(line))) {
      this.#left = line.includes(closes) ? 0 : this.#left - 1;
      return true;
    }
    this.#left = opens.test(line) && !line.includes(closes) ? linesMax : 0;
    return false;
  }
}
