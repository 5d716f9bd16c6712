import type { View } from "./view.ts";

/** How far from its lead a twisted credential is looked for. */
const reachBody = 2_048;
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
  return windows(places, text.length, reachBody, reachLead).map(([from, to]) => {
    const rawSpan = (start: number, end: number) => [to - end, to - start] as const;
    return {
      text: text.slice(from, to).split("").reverse().join(""),
      rawSpan,
      rawSpans: (start, end) => [rawSpan(start, end)],
    };
  });
}

function rotate(text: string): string {
  return text.replace(/[A-Za-z]/g, (letter) => {
    const base = letter <= "Z" ? 65 : 97;
    return String.fromCharCode(((letter.charCodeAt(0) - base + 13) % 26) + base);
  });
}

/** The stretches behind leads in ROT13. */
export function readRotated(text: string, places: readonly number[]): readonly View[] {
  return windows(places, text.length, reachLead, reachBody).map(([from, to]) => {
    const rawSpan = (start: number, end: number) => [from + start, from + end] as const;
    return {
      text: rotate(text.slice(from, to)),
      rawSpan,
      rawSpans: (start, end) => [rawSpan(start, end)],
    };
  });
}
