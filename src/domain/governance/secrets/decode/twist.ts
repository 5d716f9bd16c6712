import { effort } from "../linear/effort.ts";
import { type View, ViewBuilder } from "./view.ts";

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
    effort.steps += (to - from) / 2;
    const rawSpan = (start: number, end: number) => [to - end, to - start] as const;
    return {
      text: reverse(text.slice(from, to)),
      rawSpan,
      rawSpans: (start, end) => [rawSpan(start, end)],
    };
  });
}

const callReach = 2_048;
const turnedMax = 8;
const turned = /[A-Za-z0-9+/=_.~:%@-]{12,4000}/g;

/** What stands near a call that turns it round, from its end: without a lead that shows it. */
export function readBackwards(text: string, calls: readonly number[]): readonly View[] {
  const views: View[] = [];
  let until = 0;
  for (const at of calls) {
    if (at < until || views.length >= turnedMax) continue;
    until = at + callReach;
    effort.steps += callReach * 4;
    const from = Math.max(0, at - callReach);
    views.push(...reverseEach(text, from, Math.min(text.length, at + callReach)));
    for (const { 0: word, index } of text.slice(from, at + callReach).matchAll(turned)) {
      const [start, end] = [from + index, from + index + word.length];
      const rawSpan = (first: number, last: number) => [end - last, end - first] as const;
      const rawSpans = (first: number, last: number) => [rawSpan(first, last)];
      if (/[0-9]/.test(word))
        views.push({ text: reverse(text.slice(start, end)), rawSpan, rawSpans });
    }
  }
  return views.slice(0, turnedMax);
}

const turnedPiece = /["'`]([A-Za-z0-9+/=_.~:%@-]{4,400})["'`]/g;

/** Literals that are turned round one by one and put together: `r("bc_a") + r("e_d")`. */
function reverseEach(text: string, from: number, to: number): readonly View[] {
  const pieces = [...text.slice(from, to).matchAll(turnedPiece)].filter(([, piece]) =>
    /[0-9]/.test(piece ?? ""),
  );
  if (pieces.length < 2) return [];
  const builder = new ViewBuilder(text);
  for (const { 1: piece = "", index } of pieces) {
    const start = from + index + 1;
    builder.replace(start, start + piece.length, reverse(piece));
  }
  return [builder.finish()];
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
    effort.steps += to - from;
    const rawSpan = (start: number, end: number) => [from + start, from + end] as const;
    return {
      text: rotate(text.slice(from, to)),
      rawSpan,
      rawSpans: (start, end) => [rawSpan(start, end)],
    };
  });
}
