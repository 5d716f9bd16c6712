import { isUtf8 } from "node:buffer";

/** A stretch that another encoding hides text in, and that text. */
export interface DecodedRun {
  readonly start: number;
  readonly end: number;
  readonly text: string;
  /** All of it is text, not just stretches of something binary such as a certificate. */
  readonly isText: boolean;
}

type Decoded = Pick<DecodedRun, "text" | "isText">;
const nothing: Decoded = { text: "", isText: false };

/** The shortest kinds have 16 characters: 22 in base-64, 32 in hex. */
const runLengthMin = 22;
const hexLengthMin = 32;
/** A line this long, followed by one as long, is wrapped base-64. */
const wrapLengthMin = 16;
const printableMin = 12;

/**
 * Base-64 of ASCII shows: the top bit of each byte is 0, which is one bit of the first, second and
 * third character of each group of four. Five groups in a row hold 15 bytes; random data has them
 * once in 32,768 places, so images cost a look and no decoding.
 */
const groupsMin = 5;

const isRunCharacter = new Uint8Array(128);
const isHexDigit = new Uint8Array(128);
const topBits = new Uint8Array(128);
{
  const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  const mark = (character: string, value: number): void => {
    const code = character.charCodeAt(0);
    isRunCharacter[code] = 1;
    topBits[code] =
      (value < 32 ? 1 : 0) | ((value & 8) === 0 ? 2 : 0) | ((value & 2) === 0 ? 4 : 0);
  };
  [...alphabet].forEach(mark);
  mark("-", 62);
  mark("_", 63);
  for (const digit of "0123456789abcdefABCDEF") isHexDigit[digit.charCodeAt(0)] = 1;
}

function runEnd(text: string, from: number): number {
  let at = from;
  while (at < text.length && isRunCharacter[text.charCodeAt(at)] === 1) at += 1;
  return at;
}

/** Where the next line of a wrapped run starts, or -1. Indentation is allowed, as in YAML. */
function nextLineStart(text: string, at: number): number {
  let next = at;
  if (text.charCodeAt(next) === 13) next += 1;
  if (text.charCodeAt(next) !== 10) return -1;
  next += 1;
  const limit = next + 32;
  while (next < limit && (text.charCodeAt(next) === 32 || text.charCodeAt(next) === 9)) next += 1;
  return next;
}

/** Follows lines of one length; the last may be shorter. */
function wrappedEnd(text: string, start: number, firstEnd: number): number {
  const width = firstEnd - start;
  if (width < wrapLengthMin) return firstEnd;
  let end = firstEnd;
  for (;;) {
    const next = nextLineStart(text, end);
    if (next === -1) return end;
    const nextEnd = runEnd(text, next);
    const length = nextEnd - next;
    if (length === 0 || length > width) return end;
    end = nextEnd;
    if (length < width) return end;
  }
}

/** As `wrappedEnd`, but a digest with a word below it is no wrapped run. */
function unwrappedEnd(text: string, start: number, firstEnd: number): number {
  const end = wrappedEnd(text, start, firstEnd);
  if (end === firstEnd || !isHex(text.slice(start, firstEnd))) return end;
  return isHex(text.slice(start, end).replace(/\s/g, "")) ? end : firstEnd;
}

function hasAsciiGroups(run: string, offset: number): boolean {
  let streak = 0;
  for (let at = offset; at + 3 < run.length; at += 4) {
    const bits =
      ((topBits[run.charCodeAt(at)] as number) & 1) |
      ((topBits[run.charCodeAt(at + 1)] as number) & 2) |
      ((topBits[run.charCodeAt(at + 2)] as number) & 4);
    streak = bits === 7 ? streak + 1 : 0;
    if (streak >= groupsMin) return true;
  }
  return false;
}

/** UTF-16 of ASCII has a zero in every second byte. */
function withoutZeros(bytes: Buffer): Buffer {
  let zeros = 0;
  for (const byte of bytes) if (byte === 0) zeros += 1;
  return zeros * 3 < bytes.length ? bytes : Buffer.from(bytes.filter((byte) => byte !== 0));
}

/** The printable stretches of bytes that are not text as a whole. */
function printableText(raw: Buffer): string {
  const bytes = withoutZeros(raw);
  const stretches: string[] = [];
  let start = 0;
  for (let at = 0; at <= bytes.length; at += 1) {
    const byte = bytes[at] ?? 0;
    if ((byte >= 32 && byte < 127) || byte === 9 || byte === 10 || byte === 13) continue;
    if (at - start >= printableMin) stretches.push(bytes.toString("latin1", start, at));
    start = at + 1;
  }
  return stretches.join("\n");
}

function hasControls(bytes: Buffer): boolean {
  for (const byte of bytes) if (byte < 9 || (byte > 13 && byte < 32)) return true;
  return false;
}

function textOf(bytes: Buffer): Decoded {
  if (isUtf8(bytes) && !hasControls(bytes)) return { text: bytes.toString("utf8"), isText: true };
  return { text: printableText(bytes), isText: false };
}

function decodeHex(run: string): Decoded {
  for (const offset of [0, 1]) {
    const bytes = Buffer.from(run.slice(offset, run.length - ((run.length - offset) % 2)), "hex");
    const text = printableText(bytes);
    if (text.length * 2 > bytes.length) return { text, isText: text.length === bytes.length };
  }
  return nothing;
}

function isHex(run: string): boolean {
  for (let at = 0; at < run.length; at += 1) if (isHexDigit[run.charCodeAt(at)] !== 1) return false;
  return true;
}

/** A run may start anywhere in a path or a word, so all four alignments are looked at. */
function decodeBase64(run: string): Decoded {
  const found: Decoded[] = [];
  for (let offset = 0; offset < 4; offset += 1) {
    if (!hasAsciiGroups(run, offset)) continue;
    const decoded = textOf(Buffer.from(run.slice(offset), "base64"));
    if (decoded.text.length >= printableMin) found.push(decoded);
  }
  return {
    // An empty line, so that two alignments are not taken for one wrapped run.
    text: found.map((decoded) => decoded.text).join("\n\n"),
    isText: found.some((decoded) => decoded.isText),
  };
}

function decodeRun(run: string): Decoded {
  const fromHex = run.length >= hexLengthMin && isHex(run) ? decodeHex(run) : nothing;
  return fromHex.text === "" ? decodeBase64(run) : fromHex;
}

/** Every base-64 or hex run of a text that holds text in turn. */
export function decodeRuns(text: string): readonly DecodedRun[] {
  const runs: DecodedRun[] = [];
  let start = -1;
  for (let at = 0; at <= text.length; at += 1) {
    const inside = at < text.length && isRunCharacter[text.charCodeAt(at)] === 1;
    if (inside) {
      if (start === -1) start = at;
      continue;
    }
    if (start === -1) continue;
    const end = unwrappedEnd(text, start, at);
    if (end - start >= runLengthMin) {
      const run = text.slice(start, end);
      const decoded = decodeRun(end === at ? run : run.replace(/\s/g, ""));
      if (decoded.text !== "") runs.push({ start, end, ...decoded });
    }
    start = -1;
    at = Math.max(at, end);
  }
  return runs;
}
