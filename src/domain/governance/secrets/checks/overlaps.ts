import type { TextMatch } from "../match-text.ts";

/** An issuer's mark is told by what the mask shows, or by the name in front of the value. */
function hasMark({ kind, masked }: TextMatch): number {
  return kind.isNamed === true || !masked.startsWith("…") ? 1 : 0;
}

/** Of two that claim the very same text, such as a token in a URL, the marked one goes first. */
function byPlace(a: TextMatch, b: TextMatch): number {
  return a.start - b.start || b.end - a.end || hasMark(b) - hasMark(a);
}

function firstOfEach(matches: readonly TextMatch[]): readonly TextMatch[] {
  const kept: TextMatch[] = [];
  for (const match of [...matches].sort(byPlace)) {
    const last = kept.at(-1);
    if (last === undefined || match.start >= last.end) kept.push(match);
  }
  return kept;
}

/**
 * Where two kinds claim the same text the longer match is the more specific one; a kind with a
 * format of its own is more specific than one that only its surroundings tell.
 */
export function withoutOverlaps(matches: readonly TextMatch[]): readonly TextMatch[] {
  if (matches.length < 2) return matches;
  const formatted = firstOfEach(matches.filter((match) => match.kind.isContextual !== true));
  const around = firstOfEach(matches.filter((match) => match.kind.isContextual === true));
  const free = around.filter((match) => !overlapsAny(match, formatted));
  return free.length === 0 ? formatted : [...formatted, ...free].sort(byPlace);
}

/** `others` are in order and do not overlap. */
function overlapsAny(match: TextMatch, others: readonly TextMatch[]): boolean {
  let low = 0;
  let high = others.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((others[middle]?.end ?? 0) <= match.start) low = middle + 1;
    else high = middle;
  }
  const next = others[low];
  return next !== undefined && next.start < match.end;
}
