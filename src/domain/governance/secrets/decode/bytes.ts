import { isUtf8 } from "node:buffer";
import { effort } from "../linear/effort.ts";
import { inflate } from "./inflate.ts";

/** The text that bytes hold. */
export interface Decoded {
  readonly text: string;
  /** All of it is text, not just stretches of something binary such as a certificate. */
  readonly isText: boolean;
  /** More text is packed in it than the allowance lets be read. */
  readonly isCut?: boolean;
}

/** Bytes that may still be unpacked in one scan, text or not. */
export interface Allowance {
  inflateBytes: number;
  /** Runs are decoded until so many steps have been spent. */
  stepsMax: number;
}

export const nothing: Decoded = { text: "", isText: false };

/** Shorter stretches of text in something binary are chance. */
export const printableMin = 12;

/** UTF-16 of ASCII has a zero in every second byte. */
function withoutZeros(bytes: Buffer): Buffer {
  let zeros = 0;
  // By index: an iterator over bytes costs ten times as much.
  for (let at = 0; at < bytes.length; at += 1) if (bytes[at] === 0) zeros += 1;
  return zeros * 3 < bytes.length ? bytes : Buffer.from(bytes.filter((byte) => byte !== 0));
}

/** The printable stretches of bytes that are not text as a whole. */
export function printableText(raw: Buffer): string {
  const bytes = withoutZeros(raw);
  const stretches: string[] = [];
  let start = 0;
  for (let at = 0; at <= bytes.length; at += 1) {
    const byte = at < bytes.length ? (bytes[at] as number) : 0;
    if ((byte >= 32 && byte < 127) || byte === 9 || byte === 10 || byte === 13) continue;
    if (at - start >= printableMin) stretches.push(bytes.toString("latin1", start, at));
    start = at + 1;
  }
  return stretches.join("\n");
}

function hasControls(bytes: Buffer): boolean {
  for (let at = 0; at < bytes.length; at += 1) {
    const byte = bytes[at] as number;
    if (byte < 9 || (byte > 13 && byte < 32)) return true;
  }
  return false;
}

export function textOf(bytes: Buffer): Decoded {
  effort.steps += 50 + bytes.length / 2;
  if (isUtf8(bytes) && !hasControls(bytes)) return { text: bytes.toString("utf8"), isText: true };
  return { text: printableText(bytes), isText: false };
}

/** What a stream costs that turns out to be none: two tables of codes. */
const inflateSteps = 300;

/** So much is unpacked before it is known whether there is text in it. */
const sampleBytes = 4_096;

/** The text in a deflate stream; what is no stream, or holds no text, gives nothing. */
export function unpack(bytes: Buffer, from: number, allowance: Allowance): Decoded {
  const sample = inflate(bytes, from, Math.min(sampleBytes, allowance.inflateBytes));
  const isMore = sample.state === "bounded" && isMostlyText(sample.bytes);
  const unpacked = isMore ? inflate(bytes, from, allowance.inflateBytes) : sample;
  allowance.inflateBytes -= unpacked.bytes.length;
  effort.steps += inflateSteps + (sample.bytes.length + unpacked.bytes.length) * 3;
  if (unpacked.bytes.length < printableMin) return nothing;
  return { ...textOf(unpacked.bytes), isCut: isMore && unpacked.state === "bounded" };
}

/** An image, or an archive of images, shows no long stretches; a cut may split a character. */
function isMostlyText(bytes: Buffer): boolean {
  return textOf(bytes).text.length * 2 > bytes.length;
}
