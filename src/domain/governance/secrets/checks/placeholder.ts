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
    // The account keys that every Azurite and every Cosmos DB emulator has (learn.microsoft.com).
    "eby8vdm02xno|c2y6ydjf5\\/r\\+ob0n",
    // Pieces of what other pages print: Slack, Discord, Mailgun, SendGrid, Plaid, WireGuard, age.
    "pdfzkvetue8sk7oo|cl2fmq\\.zncjm1xv|3ax6xnjp29jd6fds|ngevfqfyqlku0ufo|de3ce8ef-33f8-452c",
    "yanz5tf\\+lxxjte14|gn65bkiky1ece9pp|gfpyysjzgfpyysjz|aizasyboti4mm-6x9w|ijzdxbhymfzzs1kzw1v",
    // The keys of RFC 7515, RFC 7517 and RFC 8037.
    "nwgxne_9wmc6her0|870mb6gfutj4htun|x4cttejy_gn4fyps|aym1sysppbydfgzl|jpsqnngqml-ybiff",
    "gawggufygrwkav7a|hjtxiz2usn5kbqfb|ay5pb7a0ufib3rel",
    // The accounts that local test networks print (Hardhat, Anvil, Ganache).
    "ac0974bec39a17e3|59c6995e998f97a5|5de4111afa1a4b94|7c852118294e51e6|47e179ec19748859",
    "8b3a350cf5c34c91|92db14e403b83dfe|4bbbf85ce3377467|dbda1821b80551c9|2a871d0798f97d79",
    "4f3edf983ac636a6",
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
    secretBody.includes("EXAMPLE") ||
    longestAscendingRun(secretBody) > ascendingRunMax ||
    entropyBits(secretBody) < entropyBitsMin
  );
}
