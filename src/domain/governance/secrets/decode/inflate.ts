/**
 * A reader of deflate streams (RFC 1951) that stops at a bound and keeps what it has read until
 * then: a stream that is cut off, damaged or endless still shows its beginning.
 */
export interface Inflated {
  readonly bytes: Buffer;
  readonly state: "ended" | "damaged" | "bounded";
}

/** RFC 1951, section 3.2.5: the extra bits and the first value of each length and distance code. */
const lengthExtra = [
  0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3, 4, 4, 4, 4, 5, 5, 5, 5, 0,
]; // prettier-ignore
const distanceExtra = Array.from({ length: 30 }, (_, code) => (code < 4 ? 0 : (code >> 1) - 1));

function firstValues(extra: readonly number[], from: number): readonly number[] {
  let value = from;
  return extra.map((bits) => {
    const first = value;
    value += 2 ** bits;
    return first;
  });
}

/** The longest copy has a code of its own, outside the progression. */
const longestCopy = 258;
const lengthFirst = [...firstValues(lengthExtra.slice(0, 28), 3), longestCopy];
const distanceFirst = firstValues(distanceExtra, 1);

/** RFC 1951, section 3.2.7. */
const orderOfLengths = [16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15];
const codeBitsMax = 15;
const lengthCodesMax = 286;
const distanceCodesMax = 30;
const endOfBlock = 256;

/** A canonical code: how many symbols each length has, and the symbols in order. */
interface Code {
  readonly counts: Uint16Array;
  readonly symbols: Uint16Array;
}

function buildCode(lengths: Uint8Array): Code {
  const counts = new Uint16Array(codeBitsMax + 1);
  for (let at = 0; at < lengths.length; at += 1) {
    const length = lengths[at] as number;
    counts[length] = (counts[length] as number) + 1;
  }
  counts[0] = 0;
  const offsets = new Uint16Array(codeBitsMax + 2);
  for (let bits = 1; bits <= codeBitsMax; bits += 1) {
    offsets[bits + 1] = (offsets[bits] ?? 0) + (counts[bits] ?? 0);
  }
  const symbols = new Uint16Array(lengths.length);
  for (let symbol = 0; symbol < lengths.length; symbol += 1) {
    const length = lengths[symbol] as number;
    if (length === 0) continue;
    const slot = offsets[length] as number;
    symbols[slot] = symbol;
    offsets[length] = slot + 1;
  }
  return { counts, symbols };
}

/** Every sequence of bits means something; what is no stream fails here at once. */
function isComplete(lengths: Uint8Array): boolean {
  let share = 0;
  for (let at = 0; at < lengths.length; at += 1) {
    const length = lengths[at] as number;
    if (length > 0) share += 1 << (codeBitsMax - length);
  }
  return share === 1 << codeBitsMax;
}

const fixedLengths = buildCode(
  new Uint8Array(288).fill(8, 0, 144).fill(9, 144, 256).fill(7, 256, 280).fill(8, 280),
);
const fixedDistances = buildCode(new Uint8Array(30).fill(5));

/** Text packs to about a quarter; what packs better makes the output grow. */
const usualRatio = 4;

/** Ends the reading from inside; the caller turns it into a state. */
const damaged = -1;

class Inflater {
  readonly #input: Buffer;
  readonly #bytesMax: number;
  #output: Buffer;
  #at: number;
  #held = 0;
  #heldBits = 0;
  length = 0;

  constructor(input: Buffer, from: number, bytesMax: number) {
    this.#input = input;
    this.#at = from;
    this.#bytesMax = bytesMax;
    this.#output = Buffer.allocUnsafe(Math.min(bytesMax, input.length * usualRatio));
  }

  get bytes(): Buffer {
    return this.#output.subarray(0, this.length);
  }

  run(): Inflated["state"] {
    for (;;) {
      const isLast = this.#bits(1);
      const kind = this.#bits(2);
      const state = this.#block(kind);
      if (state !== "ended" || isLast === 1) return state;
    }
  }

  /** How many of `count` bytes may still be written; the output grows by doubling. */
  #roomFor(count: number): number {
    const wanted = Math.min(this.length + count, this.#bytesMax);
    if (wanted > this.#output.length) {
      const grown = Buffer.allocUnsafe(Math.min(this.#bytesMax, wanted * 2));
      this.#output.copy(grown, 0, 0, this.length);
      this.#output = grown;
    }
    return wanted - this.length;
  }

  #block(kind: number): Inflated["state"] {
    if (kind === 0) return this.#stored();
    if (kind === 1) return this.#coded(fixedLengths, fixedDistances);
    return kind === 2 ? this.#dynamic() : "damaged";
  }

  #bits(count: number): number {
    while (this.#heldBits < count) {
      if (this.#at >= this.#input.length) return damaged;
      this.#held |= (this.#input[this.#at] as number) << this.#heldBits;
      this.#at += 1;
      this.#heldBits += 8;
    }
    const value = this.#held & ((1 << count) - 1);
    this.#held >>>= count;
    this.#heldBits -= count;
    return value;
  }

  #symbol({ counts, symbols }: Code): number {
    let code = 0;
    let first = 0;
    let index = 0;
    for (let bits = 1; bits <= codeBitsMax; bits += 1) {
      const bit = this.#bits(1);
      if (bit === damaged) return damaged;
      code |= bit;
      const count = counts[bits] as number;
      if (code - count < first) return symbols[index + code - first] as number;
      index += count;
      first = (first + count) << 1;
      code <<= 1;
    }
    return damaged;
  }

  #stored(): Inflated["state"] {
    this.#held = 0;
    this.#heldBits = 0;
    if (this.#at + 4 > this.#input.length) return "damaged";
    const length = this.#input.readUInt16LE(this.#at);
    if ((length ^ 0xffff) !== this.#input.readUInt16LE(this.#at + 2)) return "damaged";
    const from = this.#at + 4;
    const to = Math.min(from + length, this.#input.length);
    const room = this.#roomFor(to - from);
    this.length += this.#input.copy(this.#output, this.length, from, Math.min(to, from + room));
    this.#at = to;
    if (to - from > room) return "bounded";
    return to === from + length ? "ended" : "damaged";
  }

  #dynamic(): Inflated["state"] {
    const lengthCount = this.#bits(5) + 257;
    const distanceCount = this.#bits(5) + 1;
    const orderCount = this.#bits(4) + 4;
    if (lengthCount > lengthCodesMax || distanceCount > distanceCodesMax) return "damaged";
    const lengths = new Uint8Array(19);
    for (const symbol of orderOfLengths.slice(0, orderCount)) {
      lengths[symbol] = Math.max(0, this.#bits(3));
    }
    if (!isComplete(lengths)) return "damaged";
    const all = this.#codeLengths(buildCode(lengths), lengthCount + distanceCount);
    if (all === null) return "damaged";
    return this.#coded(buildCode(all.slice(0, lengthCount)), buildCode(all.slice(lengthCount)));
  }

  #codeLengths(code: Code, count: number): Uint8Array | null {
    const lengths = new Uint8Array(count);
    let at = 0;
    while (at < count) {
      const symbol = this.#symbol(code);
      if (symbol === damaged) return null;
      if (symbol < 16) lengths[at++] = symbol;
      else if (symbol === 16) {
        const end = at + 3 + this.#bits(2);
        lengths.fill(at === 0 ? 0 : (lengths[at - 1] as number), at, end);
        at = end;
      } else at += symbol === 17 ? 3 + this.#bits(3) : 11 + this.#bits(7);
    }
    return lengths;
  }

  #coded(lengths: Code, distances: Code): Inflated["state"] {
    for (;;) {
      const symbol = this.#symbol(lengths);
      if (symbol === endOfBlock) return "ended";
      if (symbol === damaged) return "damaged";
      if (symbol < endOfBlock) {
        if (this.#roomFor(1) === 0) return "bounded";
        this.#output[this.length] = symbol;
        this.length += 1;
        continue;
      }
      const state = this.#copy(symbol - endOfBlock - 1, distances);
      if (state !== "ended") return state;
    }
  }

  #copy(lengthCode: number, distances: Code): Inflated["state"] {
    const firstLength = lengthFirst[lengthCode];
    if (firstLength === undefined) return "damaged";
    const count = firstLength + this.#bits(lengthExtra[lengthCode] ?? 0);
    const distanceCode = this.#symbol(distances);
    const firstDistance = distanceFirst[distanceCode];
    if (firstDistance === undefined) return "damaged";
    const distance = firstDistance + this.#bits(distanceExtra[distanceCode] ?? 0);
    if (distance > this.length || distance < 1) return "damaged";
    const end = this.length + Math.min(count, this.#roomFor(count));
    for (let to = this.length; to < end; to += 1) {
      this.#output[to] = this.#output[to - distance] as number;
    }
    const isCut = end < this.length + count;
    this.length = end;
    return isCut ? "bounded" : "ended";
  }
}

/** Where the deflate stream starts behind a gzip (RFC 1952) or zlib (RFC 1950) head, or -1. */
export function deflateStart(bytes: Buffer): number {
  if (bytes.length < 6) return -1;
  const [first = 0, second = 0] = bytes;
  if ((first & 0x0f) === 8 && first <= 0x78 && (first * 256 + second) % 31 === 0) {
    return (second & 0x20) === 0 ? 2 : -1;
  }
  return first === 0x1f && second === 0x8b && bytes[2] === 8 ? afterGzipHead(bytes) : -1;
}

function afterGzipHead(bytes: Buffer): number {
  const flags = bytes[3] ?? 0;
  let at = 10;
  if ((flags & 4) !== 0 && bytes.length >= at + 2) at += 2 + bytes.readUInt16LE(at);
  // A name and a comment end with a zero each.
  for (const flag of [8, 16]) {
    if ((flags & flag) === 0) continue;
    const end = bytes.indexOf(0, at);
    if (end === -1) return -1;
    at = end + 1;
  }
  if ((flags & 2) !== 0) at += 2;
  return at < bytes.length ? at : -1;
}

/** What a stream holds, at most `bytesMax` of it. */
export function inflate(bytes: Buffer, from: number, bytesMax: number): Inflated {
  const inflater = new Inflater(bytes, from, bytesMax);
  const state = inflater.run();
  return { bytes: inflater.bytes, state };
}
