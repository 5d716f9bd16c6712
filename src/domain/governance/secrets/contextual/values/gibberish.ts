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

interface Pairs {
  readonly all: number;
  readonly rare: number;
}

function countPairs(value: string): Pairs {
  let all = 0;
  let rare = 0;
  let previous = -1;
  for (let at = 0; at < value.length; at += 1) {
    const letter = (value.charCodeAt(at) | 32) - 97;
    const isLetter = letter >= 0 && letter < 26 && value.charCodeAt(at) >= 65;
    if (isLetter && previous >= 0) {
      all += 1;
      rare += rarePairs[previous * 26 + letter] as number;
    }
    previous = isLetter ? letter : -1;
  }
  return { all, rare };
}

/** The letters of the value are no words: 88 % of random runs of twelve, 1 word in 700. */
export function isGibberish(value: string): boolean {
  const { all, rare } = countPairs(value);
  return rare >= rareMin && rare >= all * rareShareMin;
}

const shortRun = /^[a-z]{6,12}$/;
/** What names in programs are put together of, and words that end like none. */
const fragments =
  /box|width|hybrid|xml|sql|msg|cmd|cfg|conf|lib|mem|cpy|str|ptr|buf|src|dst|dir|gdb|gpg|bsd|npm|pkg|cpp|dll|http|html|css|jwt|jdk|tls|ssl|ssh|ftp|ldap|pwd|pw|pg|db|bg|fg|fw|mv|num|get|set|cwd|ctx|wx|qt|pass|user|proxy|key|test|dev|demo/g;
const oddRareMin = 2;

/** 70 to 85 % of random runs of six to eight small letters; 1 word of a text in 1,000. */
export function isUnpronounceable(value: string): boolean {
  if (!shortRun.test(value)) return false;
  const { all, rare } = countPairs(value);
  if (rare < oddRareMin || rare < all * rareShareMin) return false;
  return countPairs(value.replace(fragments, ".")).rare >= oddRareMin;
}
