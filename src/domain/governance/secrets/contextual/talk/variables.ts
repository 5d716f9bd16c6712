import type { Span } from "#domain/governance/secrets/kind.ts";
import { judge } from "../prose.ts";
import { readTold, skipEmphasis } from "../sentence/told-value.ts";
import { valueStarts } from "../sentence/value-starts.ts";
import { isDrawnUuid } from "../values/uuid-key.ts";
import { scoreShape, shapes } from "../values/value-shape.ts";

/** `STRIPE_KEY`: two words or more in capitals are the name of a variable, whatever is said of it. */
const variable = /^[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+$/;
/** A sentence names the value within this many words. */
const wordsMax = 6;
/** As a name that says that its value is a password. */
const passwordWeight = 4;

export const isVariable = (name: string): boolean => variable.test(name);

/** Nothing of a declaration: `EC_KEY *d2i_EC_PUBKEY_fp(FILE *fp, …)`. */
const literal = /^[\w+/=.~:$-]+$/;

/** "SNYK_TOKEN changed to …": a name that is no password's needs a value that somebody drew. */
function isDrawn(value: string, isLedTo: boolean): boolean {
  if (!literal.test(value)) return false;
  return scoreShape(value) === shapes.random || (isLedTo && isDrawnUuid(value));
}

/** The value that a sentence gives to the variable whose name ends at `from`. */
export function findOfVariable(text: string, from: number, weight: number): Span | null {
  const noun = { start: from, weight, isShort: false, isVague: false };
  for (const start of valueStarts(text, from, wordsMax, false)) {
    const found = readTold(text, skipEmphasis(text, start.at));
    if (found === null) continue;
    const span = weight >= passwordWeight ? judge(text, noun, found, start.distance, false) : null;
    if (span !== null) return span;
    const value = text.slice(found.start, found.end);
    if (isDrawn(value, start.distance !== null)) return { start: found.start, end: found.end };
  }
  return null;
}
