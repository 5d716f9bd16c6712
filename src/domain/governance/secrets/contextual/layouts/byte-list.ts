import type { Span } from "#domain/governance/secrets/kind.ts";
import { effort } from "#domain/governance/secrets/linear/effort.ts";

const bytes =
  /=\s{0,8}(?:new byte\[\]\s{0,4})?[{[]\s{0,24}((?:(?:0x[0-9a-f]{1,2}|\d{1,3}),\s{0,24}){7,63}(?:0x[0-9a-f]{1,2}|\d{1,3})),?\s{0,24}[}\]]/iy;
const byteSteps = 300;
const distinctMin = 0.6;
const stepsUpMax = 0.4;

/** Neither a fill nor a row that counts: keys of manuals are `00 01 02 …`. */
function isDrawn(values: readonly number[]): boolean {
  const near = values.filter((value, at) => Math.abs(value - (values[at - 1] ?? 1e6)) <= 2).length;
  const distinct = new Set(values).size;
  return distinct >= values.length * distinctMin && near <= values.length * stepsUpMax;
}

/** `appKey[16] = { 0x…, 0x…, … }`: a key as a list of its bytes. */
export function readByteList(text: string, from: number): Span | null {
  if (text.charAt(from) !== "=") return null;
  bytes.lastIndex = from;
  const list = bytes.exec(text)?.[1];
  if (list === undefined) return null;
  effort.steps += byteSteps;
  if (!isDrawn(list.split(",").map(Number))) return null;
  const start = text.indexOf(list, from);
  return { start, end: start + list.length };
}
