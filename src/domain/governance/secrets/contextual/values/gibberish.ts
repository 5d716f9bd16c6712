/**
 * Letters that hardly ever follow one another: each pair has less than 0.02 % of the pairs in the
 * words of manuals in English and of messages in seven other European languages.
 */
const rareAfter: Readonly<Record<string, string>> = {
  a: "eoq",
  b: "dfghkmnpqvwxz",
  c: "bdfgmnpqvwx",
  d: "bcfhjkpqtvwx",
  f: "bcdghjkmnpqvwxz",
  g: "bcdfjkpqvwxyz",
  h: "bcdfghjknpqsvwxyz",
  i: "hiy",
  j: "bcdfghjklmnpqrtvwxyz",
  k: "bcdfghjkmpqvwxyz",
  l: "bjqrwxz",
  m: "cdfghjkqrvwxz",
  n: "bjqwx",
  o: "hqx",
  p: "bfjkmnqvwxz",
  q: "abcdefghijklmnopqrstvwxyz",
  r: "hjqx",
  s: "bdgjqrvx",
  t: "bjqvxz",
  u: "hquwyz",
  v: "bcdfghjklmnpqrstuvwxyz",
  w: "bcdfgjklmpqtuvwxz",
  x: "bdfghjklmnoqrsuvwxyz",
  y: "bdfghlqruvxyz",
  z: "bcdfghjklmpqrstvxz",
};

const rarePairs = new Uint8Array(26 * 26);
for (const [first, seconds] of Object.entries(rareAfter)) {
  for (const second of seconds) {
    rarePairs[(first.charCodeAt(0) - 97) * 26 + second.charCodeAt(0) - 97] = 1;
  }
}

/** Random letters have a rare pair in 45 of 100 places, words in 1 or 2. */
const rareMin = 3;
const rareShareMin = 0.25;

/** The letters of the value are no words: 88 % of random runs of twelve, 1 word in 700. */
export function isGibberish(value: string): boolean {
  let pairs = 0;
  let rare = 0;
  let previous = -1;
  for (let at = 0; at < value.length; at += 1) {
    const letter = (value.charCodeAt(at) | 32) - 97;
    const isLetter = letter >= 0 && letter < 26 && value.charCodeAt(at) >= 65;
    if (isLetter && previous >= 0) {
      pairs += 1;
      rare += rarePairs[previous * 26 + letter] as number;
    }
    previous = isLetter ? letter : -1;
  }
  return rare >= rareMin && rare >= pairs * rareShareMin;
}
