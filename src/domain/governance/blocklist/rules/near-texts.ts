/** How far behind its lead a text may start. */
const gapMax = 400;

/** Two texts of which the second says what the first is for. */
export interface NearTexts {
  readonly lead: RegExp;
  readonly follower: RegExp;
}

/** Both patterns as one text gives them, with `g`. */
export function nearTexts(lead: RegExp, follower: RegExp): NearTexts {
  return { lead: new RegExp(lead.source, "g"), follower: new RegExp(follower.source, "g") };
}

/**
 * Whether the follower starts within a few lines behind the lead. Each is looked for once: a gap
 * inside one pattern would be tried again behind every lead.
 */
export function standNear(code: string, { lead, follower }: NearTexts): boolean {
  follower.lastIndex = 0;
  let found = follower.exec(code);
  for (const { index, 0: text } of code.matchAll(lead)) {
    const end = index + text.length;
    while (found !== null && found.index < end) {
      follower.lastIndex = Math.max(follower.lastIndex, end);
      found = follower.exec(code);
    }
    if (found === null) return false;
    if (found.index - end <= gapMax) return true;
  }
  return false;
}
