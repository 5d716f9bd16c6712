import type { View } from "./view.ts";

/** How far from its lead a twisted credential is looked for. */
const reachBody = 1_024;
const reachLead = 64;

function windows(
  places: readonly number[],
  length: number,
  before: number,
  after: number,
): readonly (readonly [number, number])[] {
  const merged: [number, number][] = [];
  for (const place of places) {
    const start = Math.max(0, place - before);
    const end = Math.min(length, place + after);
    const last = merged.at(-1);
    if (last !== undefined && start <= last[1]) last[1] = end;
    else merged.push([start, end]);
  }
  return merged;
}

/** The stretches before reversed leads, read from right to left. */
export function readReversed(text: string, places: readonly number[]): readonly View[] {
  if (places.length === 0) return [];
  return windows(places, text.length, reachBody, reachLead).map(([from, to]) => {
    const rawSpan = (start: number, end: number) => [to - end, to - start] as const;
    return {
      text: reverse(text.slice(from, to)),
      rawSpan,
      rawSpans: (start, end) => [rawSpan(start, end)],
    };
  });
}

/** One byte for each character: what is not Latin is no part of a credential anyway. */
export function reverse(text: string): string {
  return Buffer.from(text, "latin1").reverse().toString("latin1");
}

/** ROT13. */
export function rotate(text: string): string {
  const bytes = Buffer.from(text, "latin1");
  for (let at = 0; at < bytes.length; at += 1) {
    const code = bytes[at] as number;
    const letter = code & ~32;
    if (letter >= 65 && letter <= 90) bytes[at] = ((letter - 52) % 26) + 65 + (code & 32);
  }
  return bytes.toString("latin1");
}

/** The stretches behind leads in ROT13. */
export function readRotated(text: string, places: readonly number[]): readonly View[] {
  if (places.length === 0) return [];
  return windows(places, text.length, reachLead, reachBody).map(([from, to]) => {
    const rawSpan = (start: number, end: number) => [from + start, from + end] as const;
    return {
      text: rotate(text.slice(from, to)),
      rawSpan,
      rawSpans: (start, end) => [rawSpan(start, end)],
    };
  });
}
