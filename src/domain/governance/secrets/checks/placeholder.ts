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

/** By character code, codes beyond ASCII folded; kept, because a map took ten times as long. */
const counts = new Uint32Array(256);

/** Shannon entropy in bits for each character. */
export function entropyBits(text: string): number {
  counts.fill(0);
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at) & 0xff;
    counts[code] = (counts[code] as number) + 1;
  }
  let bits = 0;
  for (const count of counts) {
    if (count === 0) continue;
    const share = count / text.length;
    bits -= share * Math.log2(share);
  }
  return bits;
}

/** True for what is written where a credential would stand: examples, blanks, variables. */
export function isPlaceholder(secretBody: string): boolean {
  return (
    words.test(secretBody.slice(0, examinedMax)) ||
    longestAscendingRun(secretBody) > ascendingRunMax ||
    entropyBits(secretBody) < entropyBitsMin
  );
}
