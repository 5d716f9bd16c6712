import { effort } from "#domain/governance/secrets/linear/effort.ts";
import { tableOf } from "#domain/governance/secrets/formats/characters.ts";
import { printableMin, textOf } from "../bytes.ts";
import type { DecodedRun } from "../runs.ts";

/** Base-58 takes time by the square of its length: keys and tokens, no files. */
const base58LengthMax = 200;
const candidatesMax = 16;
/** To read one sign in each of the alphabets that it may be of. */
const signSteps = 25;

/** Reads digits of base 85, five for four bytes; a group that is cut short gives its bytes less one. */
function fromBase85(digits: readonly number[]): Buffer {
  const bytes = Buffer.alloc(Math.ceil(digits.length / 5) * 4);
  let length = 0;
  for (let at = 0; at < digits.length; at += 5) {
    let value = 0;
    for (let place = 0; place < 5; place += 1) value = value * 85 + (digits[at + place] ?? 84);
    if (value > 0xffff_ffff) return Buffer.alloc(0);
    bytes.writeUInt32BE(value, length);
    length += Math.min(4, digits.length - at - 1);
  }
  return bytes.subarray(0, length);
}

/** Ascii85 as Adobe and btoa write it: `!` is 0, `z` four zeros. */
function fromAscii85(run: string): Buffer {
  const digits: number[] = [];
  for (const sign of run.replace(/\s/g, "")) {
    if (sign === "z") digits.push(0, 0, 0, 0, 0);
    else digits.push(sign.charCodeAt(0) - 33);
  }
  return fromBase85(digits);
}

const letters = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
/** RFC 1924, as Git and Python write it. */
const gitAlphabet = `${letters}!#$%&()*+-;<=>?@^_\`{|}~`;
/** ZeroMQ, RFC 32. */
const zeroMqAlphabet =
  "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ.-:+=^!/*?&<>()[]{}@%$#";
const bitcoinAlphabet = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz";

function inAlphabet(run: string, alphabet: string): Buffer {
  const digits: number[] = [];
  for (let at = 0; at < run.length; at += 1) {
    const digit = alphabet.indexOf(run.charAt(at));
    if (digit === -1) return Buffer.alloc(0);
    digits.push(digit);
  }
  return fromBase85(digits);
}

function fromBase58(run: string): Buffer {
  let value = 0n;
  for (const sign of run) value = value * 58n + BigInt(bitcoinAlphabet.indexOf(sign));
  const digits = value.toString(16);
  return Buffer.from(digits.length % 2 === 0 ? digits : `0${digits}`, "hex");
}

/** POSIX uuencode: a length, then four characters for three bytes. */
function fromUuencoded(body: string): Buffer {
  const parts = body.split(/\r?\n/).map((line) => {
    const length = (line.charCodeAt(0) - 32) & 63;
    const bytes = Buffer.alloc(Math.ceil(line.length / 4) * 3);
    for (let at = 1, to = 0; at < line.length; at += 4, to += 3) {
      let group = 0;
      for (let place = 0; place < 4; place += 1) {
        const code = at + place < line.length ? line.charCodeAt(at + place) : 32;
        group = (group << 6) | ((code - 32) & 63);
      }
      bytes.writeUIntBE(group, to, 3);
    }
    return bytes.subarray(0, length);
  });
  return Buffer.concat(parts);
}

interface Armour {
  /** What a text must hold for it to be looked for: the encoding names itself or has a frame. */
  readonly sign: string;
  /** One of them as well, where the sign alone is a common number; it ends with the sign. */
  readonly names?: readonly string[];
  /** One of these as well. */
  readonly heads?: readonly string[];
  readonly run: RegExp;
  readonly read: (run: string) => readonly Buffer[];
}

const armours: readonly Armour[] = [
  {
    sign: "\nend",
    heads: ["begin 6", "begin 7"],
    run: /begin [0-7]{3,4} [^\n]{1,100}\n((?:[!-M][ -`]{1,84}\r?\n)+)/g,
    read: (run) => [fromUuencoded(run.trimEnd())],
  },
  { sign: "<~", run: /<~([!-uz\s]{15,60000})~>/g, read: (run) => [fromAscii85(run)] },
  {
    sign: "85",
    names: ["a85", "b85", "B85", "z85", "Z85", "ase85", "ase-85"],
    run: /"([^"\s]{20,4000})"|'([^'\s]{20,4000})'|(?:^|\s)([!#-&(-~]{20,4000})(?=\s|$)/g,
    read: (run) => [
      inAlphabet(run, gitAlphabet),
      inAlphabet(run, zeroMqAlphabet),
      fromAscii85(/^[!-uz]+$/.test(run) ? run : ""),
    ],
  },
  {
    sign: "58",
    names: ["b58", "B58", "bs58", "ase58", "ase-58"],
    run: new RegExp(
      `(?<![A-Za-z0-9])([1-9A-HJ-NP-Za-km-z]{21,${base58LengthMax}})(?![A-Za-z0-9])`,
      "g",
    ),
    read: (run) => [fromBase58(run)],
  },
];

const isBeforeSign = tableOf("abszeBZ-");

/** One pass for all names: most texts with hashes in them hold the number. */
function holdsName(text: string, sign: string, names: readonly string[]): boolean {
  for (let at = text.indexOf(sign, 1); at !== -1; at = text.indexOf(sign, at + 1)) {
    const before = text.charCodeAt(at - 1);
    if (before > 127 || isBeforeSign[before] === 0) continue;
    const end = at + sign.length;
    if (names.some((name) => text.startsWith(name, end - name.length))) return true;
  }
  return false;
}

/** What uuencode, Ascii85, base-85 and base-58 hold, where a text says that it is one of them. */
export function decodeArmours(text: string): readonly DecodedRun[] {
  const found: DecodedRun[] = [];
  for (const { sign, names, heads, run, read } of armours) {
    if (!text.includes(sign)) continue;
    if (heads !== undefined && !heads.some((head) => text.includes(head))) continue;
    if (names !== undefined && !holdsName(text, sign, names)) continue;
    let candidates = 0;
    for (const match of text.matchAll(run)) {
      if (candidates >= candidatesMax) break;
      candidates += 1;
      const body = match.slice(1).find((group) => group !== undefined) ?? "";
      const start = match.index + match[0].indexOf(body);
      effort.steps += body.length * signSteps;
      if (effort.steps > effort.stepsMax) return found;
      for (const bytes of read(body)) {
        const decoded = textOf(bytes);
        if (!decoded.isText || decoded.text.length < printableMin) continue;
        found.push({ spans: [[start, start + body.length]], ...decoded });
      }
    }
  }
  return found;
}
