/** The longest digest in base-64, and what names it. */
const reachMax = 100;

const digestBefore = /sha(?:1|224|256|384|512)[-=][A-Za-z0-9+/_-]{0,86}$/;

/** A place inside a digest of a lock file, a `RECORD` of Python or an `integrity` attribute. */
export function isInDigest(text: string, at: number): boolean {
  const before = text.slice(Math.max(0, at - reachMax), at);
  return before.includes("sha") && digestBefore.test(before);
}
