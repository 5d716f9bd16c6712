import { effort } from "#domain/governance/secrets/linear/effort.ts";
import { lastNear } from "../near.ts";
import { type View, ViewBuilder } from "../view.ts";

/** What stands in the middle of a word without being seen: XML 1.0 section 2.7, HTML `wbr`. */
const mark = /\]\]><!\[CDATA\[|<wbr ?\/?>|<!-- ?-->/g;

const markSteps = 30;

function without(text: string, places: RegExp): View | null {
  const builder = new ViewBuilder(text);
  let kept = 0;
  for (const { 0: whole, index } of text.matchAll(places)) {
    effort.steps += markSteps;
    builder.keep(kept, index);
    kept = index + whole.length;
  }
  if (kept === 0) return null;
  builder.keep(kept, text.length);
  return builder.finish();
}

/** The text without marks that divide nothing; null where there are none. */
export function withoutMarks(text: string): View | null {
  return without(text, mark);
}

const filledMax = 8;
/** How far before the call what it works on is looked for. */
const reach = 1_024;
/** `.replace(/-x-/g, "")`, `.replaceAll("#", '')`, `-replace '~'`, `tr -d '.'`, `s/%%//g`. */
const removing =
  /(?:eplace(?:All)?\(\s{0,4}(?:r?["'`/]|new RegExp\(["'])([^"'`/\s]{1,12})["'`/](?:[gi]{0,2}|, ?["']g["']\)),\s{0,4}["'`]{2}\s{0,4}\)|-replace ["']([^"'\s]{1,12})["'](?!,)|tr -d ["']?([^"'\s]{1,12})["']?|s\/([^/\s]{1,12})\/\/g|split\(["']([^"'\s]{1,12})["']\)\.join\(["']{2}\))/g;

function removeFiller(text: string, from: number, to: number, filler: string): View | null {
  const builder = new ViewBuilder(text);
  let kept = from;
  for (let at = text.indexOf(filler, from); at !== -1 && at < to;) {
    builder.keep(kept, at);
    kept = at + filler.length;
    at = text.indexOf(filler, kept);
  }
  if (kept === from) return null;
  builder.keep(kept, to);
  return builder.finish();
}

/** How far before the sign that tells a call it may start, and how long it may be behind that. */
const callBefore = 32;
const callBehind = 72;

/** What stands before a call that takes a filler out of it, without the filler. */
export function withoutFillers(text: string, places: readonly number[]): readonly View[] {
  const views: View[] = [];
  let until = 0;
  for (const place of places) {
    const near = Math.max(until, place - callBefore);
    if (near > place) continue;
    removing.lastIndex = 0;
    const match = removing.exec(text.slice(near, place + callBehind));
    if (match === null || near + match.index > place) continue;
    const index = near + match.index;
    until = index + match[0].length;
    const written = match.slice(1).find((group) => group !== undefined) ?? "";
    const filler = written.replace(/\\(.)/g, "$1");
    const line = lastNear(text, "\n", index, reach);
    const from = Math.max(0, line, index - reach);
    const view = removeFiller(text, from, index, filler);
    if (view !== null) views.push(view);
    if (views.length === filledMax) break;
  }
  return views;
}

/** Signs that PowerShell and cmd take away in the middle of a word. */
const dropped = /(?<=[A-Za-z0-9_-])[`^](?=[A-Za-z0-9_-])/g;
/** Words in which a shell drops signs; null where there is no such word. */
export function withoutDropped(text: string): View | null {
  return without(text, dropped);
}
