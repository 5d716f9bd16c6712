import { base62Alphabet, tableOf } from "../formats/characters.ts";
import { effort } from "../linear/effort.ts";
import type { SecretKind } from "../kind.ts";

/** Letters alone: in a megabyte of base-64 each such lead of three stands some five times. */
const letterLead = /^[a-z]{2,4}$/;
const dataLength = 16;
const chanceSteps = 60;
const isRun = tableOf(`${base62Alphabet}+/=_-`);
/** Padding ends a run: what stands behind an equals sign is no part of what stands before it. */
const isUnpadded = tableOf(`${base62Alphabet}+/_-`);
const lineOfData = /^[A-Za-z0-9+/=_-]{16,}$/;
const reach = 512;

function runEdge(text: string, from: number, step: -1 | 1): number {
  const isPart = step === 1 ? isRun : isUnpadded;
  let at = from;
  const limit = from + step * reach;
  while (at !== limit && at >= 0 && at < text.length && isPart[text.charCodeAt(at)] === 1)
    at += step;
  return at;
}

const isMixed = (data: string): boolean => /[a-z]/.test(data) && /[A-Z]/.test(data);

/** Part of encoded data: in the middle of a long run, or a line like the one above. */
export function isByChance(kind: SecretKind, text: string, start: number, end: number): boolean {
  if (!kind.keywords.some((keyword) => letterLead.test(keyword))) return false;
  const first = runEdge(text, start - 1, -1) + 1;
  if (start - first >= dataLength && isMixed(text.slice(first, start))) return true;
  const last = runEdge(text, end, 1);
  effort.steps += chanceSteps + (last - first) * 2;
  const lines = text.slice(Math.max(0, first - 2 * (last - first) - 64), first).split("\n");
  const above = (lines.at(-2) ?? "").trimEnd();
  const lead = (lines.at(-1) ?? "").length;
  const data = above.slice(lead, lead + last - first);
  // A list of such credentials is no data.
  const isAlike = first === start && last === end && data.startsWith(text.slice(start, start + 3));
  if (isAlike || above.length < lead + last - first) return false;
  const isLine = above.length - (lead + last - first) <= 3;
  return isLine && lineOfData.test(data) && isMixed(data);
}
