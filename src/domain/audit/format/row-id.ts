import { type EventId, mintUuid } from "#shared/ids.ts";

const evenDigit: Readonly<Record<string, string>> = {
  "1": "0",
  "3": "2",
  "5": "4",
  "7": "6",
  "9": "8",
  b: "a",
  d: "c",
  f: "e",
};
const oddDigit: Readonly<Record<string, string>> = {
  "0": "1",
  "2": "3",
  "4": "5",
  "6": "7",
  "8": "9",
  a: "b",
  c: "d",
  e: "f",
};
const uuidChars = 36;

/** An id of a decision or an event: a UUIDv7 whose lowest bit is 0. */
export function mintRowId(atMs: number): EventId {
  const id = mintUuid(atMs);
  const last = id[uuidChars - 1] as string;
  const even = evenDigit[last];
  return (even === undefined ? id : id.slice(0, -1) + even) as EventId;
}

/** The id of a decision's outcome: the same with the lowest bit set, so that there is one at most. */
export function outcomeIdOf(decision: string): EventId {
  const odd = oddDigit[decision[uuidChars - 1] as string];
  if (odd === undefined) throw new RangeError("This is not the id of a decision.");
  return (decision.slice(0, -1) + odd) as EventId;
}

/** The id of an outcome's decision; any other id is its own. */
export function decisionIdOf(id: string): string {
  const last = id.slice(-1);
  return id.slice(0, -1) + (evenDigit[last] ?? last);
}
