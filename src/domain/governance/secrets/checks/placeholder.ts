/**
 * Words that documentation puts where a credential would stand. A random token of 40 base-62
 * characters holds one of them by chance less than once in 3,000: the price of staying quiet on
 * examples. A checksum that holds overrules them.
 */
const words = new RegExp(
  [
    "example|x{4}|placeholder|redacted|dummy|sample[-_]|deadbeef|0{8}|abcdefgh",
    "your[-_]?(?:api|key|token|secret|own)|change-?me|insert[-_]|replace[-_]",
    "\\*{3}|\\.{3}|<[a-z]|\\$\\{|\\{\\{|…\\(\\d",
    // The token of GitHub's own documentation.
    "16c7e42f292c",
    // The account key that every Azurite emulator has (learn.microsoft.com).
    "eby8vdm02xno",
  ].join("|"),
  "i",
);

/** A long key holds one of the words by chance; a blank shows it at once. */
const examinedMax = 200;

/** Runs such as `12345678` or `ABCDEFGH`; a credential does not count. */
const ascendingRunMax = 7;

/** Half of what even a 16-character random hex string has. */
const entropyBitsMin = 1.6;

function longestAscendingRun(text: string): number {
  let longest = 1;
  let run = 1;
  for (let at = 1; at < text.length; at += 1) {
    run = text.charCodeAt(at) === text.charCodeAt(at - 1) + 1 ? run + 1 : 1;
    if (run > longest) longest = run;
  }
  return longest;
}

/** One table for all, empty between calls: a map made for each candidate took 4 µs. */
const counts = new Uint32Array(256);

/** Shannon entropy in bits for each character. */
export function entropyBits(text: string): number {
  const length = text.length;
  for (let at = 0; at < length; at += 1) {
    const slot = text.charCodeAt(at) & 255;
    counts[slot] = (counts[slot] as number) + 1;
  }
  let weighted = 0;
  for (let at = 0; at < length; at += 1) {
    const slot = text.charCodeAt(at) & 255;
    const count = counts[slot] as number;
    if (count > 1) weighted += count * Math.log2(count);
    counts[slot] = 0;
  }
  return length === 0 ? 0 : Math.log2(length) - weighted / length;
}

/** True for what is written where a credential would stand: examples, blanks, variables. */
export function isPlaceholder(secretBody: string): boolean {
  return (
    words.test(secretBody.slice(0, examinedMax)) ||
    longestAscendingRun(secretBody) > ascendingRunMax ||
    entropyBits(secretBody) < entropyBitsMin
  );
}
