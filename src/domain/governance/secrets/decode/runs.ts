import { base62Alphabet, tableOf } from "../formats/characters.ts";
import type { Allowance, Decoded } from "./bytes.ts";
import { effort } from "../linear/effort.ts";
import { decodeRun, isHex } from "./decode-run.ts";

/** A stretch that another encoding hides text in, and that text. */
export interface DecodedRun extends Decoded {
  readonly start: number;
  readonly end: number;
}

/** The shortest kinds have 16 characters: 22 in base-64, 32 in hex. */
const runLengthMin = 22;
/** A line this long, followed by one as long, is wrapped base-64. */
const wrapLengthMin = 16;

const isRunCharacter = tableOf(`${base62Alphabet}+/-_`);

function runEnd(text: string, from: number): number {
  let at = from;
  while (at < text.length && isRunCharacter[text.charCodeAt(at)] === 1) at += 1;
  return at;
}

/** Where the next line of a wrapped run starts, or -1. Indentation is allowed, as in YAML. */
function nextLineStart(text: string, at: number): number {
  let next = at;
  if (text.charCodeAt(next) === 13) next += 1;
  if (text.charCodeAt(next) !== 10) return -1;
  next += 1;
  const limit = next + 32;
  while (next < limit && (text.charCodeAt(next) === 32 || text.charCodeAt(next) === 9)) next += 1;
  return next;
}

/** Follows lines of one length; the last may be shorter. */
function wrappedEnd(text: string, start: number, firstEnd: number): number {
  const width = firstEnd - start;
  if (width < wrapLengthMin) return firstEnd;
  let end = firstEnd;
  for (;;) {
    const next = nextLineStart(text, end);
    if (next === -1) return end;
    const nextEnd = runEnd(text, next);
    const length = nextEnd - next;
    if (length === 0 || length > width) return end;
    end = nextEnd;
    if (length < width) return end;
  }
}

/** As `wrappedEnd`, but a digest with a word below it is no wrapped run. */
function unwrappedEnd(text: string, start: number, firstEnd: number): number {
  const end = wrappedEnd(text, start, firstEnd);
  if (end === firstEnd || !isHex(text.slice(start, firstEnd))) return end;
  return isHex(text.slice(start, end).replace(/\s/g, "")) ? end : firstEnd;
}

/** Every base-64, base-32 or hex run of a text that holds text in turn. */
export function decodeRuns(text: string, allowance: Allowance): readonly DecodedRun[] {
  const runs: DecodedRun[] = [];
  let start = -1;
  effort.steps += text.length;
  for (let at = 0; at <= text.length; at += 1) {
    const inside = at < text.length && isRunCharacter[text.charCodeAt(at)] === 1;
    if (inside) {
      if (start === -1) start = at;
      continue;
    }
    if (start === -1) continue;
    const end = unwrappedEnd(text, start, at);
    if (end - start >= runLengthMin) {
      const run = text.slice(start, end);
      effort.steps += 40 + run.length;
      if (effort.steps > allowance.stepsMax) return runs;
      const decoded = decodeRun(end === at ? run : run.replace(/\s/g, ""), allowance);
      if (decoded.text !== "") runs.push({ start, end, ...decoded });
    }
    start = -1;
    at = Math.max(at, end);
  }
  return runs;
}
