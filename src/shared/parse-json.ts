import { AppError } from "./errors.ts";
import type { JsonValue } from "./json.ts";
import { endOfString } from "./json-string.ts";

/** Deeper input is refused; real tool arguments stay under 20 levels. */
export const jsonDepthMax = 64;

const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

/** Bytes to text, refusing what is not UTF-8 (a lenient decoder would scan other text than it forwards). */
export function decodeUtf8(bytes: Uint8Array): string {
  try {
    return decoder.decode(bytes);
  } catch (cause) {
    throw new AppError("INVALID_INPUT", "The body is not valid UTF-8.", { cause });
  }
}

/**
 * Parses JSON that is scanned, hashed, approved and forwarded as one value (I-JSON, RFC 7493).
 * Refused: duplicate keys at any depth, integers beyond 2^53, numbers that overflow, lone
 * surrogates, NUL characters, nesting over `jsonDepthMax`.
 */
export function parseGovernedJson(input: string | Uint8Array): JsonValue {
  const text = typeof input === "string" ? input : decodeUtf8(input);
  const shape = measureShape(text);
  if (shape.depth > jsonDepthMax) throw refuse(`is nested deeper than ${jsonDepthMax} levels`);
  const value = parse(text);
  const members = countMembers(value, shape.escapes);
  if (members !== shape.colons) throw refuse("holds a duplicate key");
  return value;
}

function parse(text: string): JsonValue {
  try {
    return JSON.parse(text) as JsonValue;
  } catch (cause) {
    throw new AppError("INVALID_INPUT", "The body is not valid JSON.", { cause });
  }
}

interface Shape {
  /** Colons outside strings: one for each member that the text spells. */
  readonly colons: number;
  readonly depth: number;
  /** The text holds `\u`: only then can a lone surrogate or a NUL be spelt. */
  readonly escapes: boolean;
}

const quote = 0x22;

function measureShape(text: string): Shape {
  let colons = 0;
  let depth = 0;
  let deepest = 0;
  const length = text.length;
  for (let index = 0; index < length; index++) {
    const code = text.charCodeAt(index);
    if (code === quote) {
      index = endOfString(text, index);
    } else if (code === 0x3a) {
      colons++;
    } else if (code === 0x7b || code === 0x5b) {
      if (++depth > deepest) deepest = depth;
    } else if (code === 0x7d || code === 0x5d) {
      depth--;
    }
  }
  return { colons, depth: deepest, escapes: text.includes("\\u") };
}

/**
 * Counts the members that survived parsing: fewer than the colons in the text means that one
 * replaced another. Refuses on the way what I-JSON does not carry.
 */
function countMembers(value: JsonValue, escapes: boolean): number {
  if (typeof value === "string") {
    if (escapes) assertPlainText(value);
    return 0;
  }
  if (typeof value === "number") {
    if (!Number.isFinite(value)) throw refuse("holds a number that is too large");
    if (Number.isInteger(value) && !Number.isSafeInteger(value)) {
      throw refuse("holds an integer beyond 2^53; send it as a string");
    }
    return 0;
  }
  if (typeof value !== "object" || value === null) return 0;
  let members = 0;
  if (Array.isArray(value)) {
    for (const item of value as readonly JsonValue[]) members += countMembers(item, escapes);
    return members;
  }
  const record = value as Readonly<Record<string, JsonValue>>;
  for (const key of Object.keys(record)) {
    if (escapes) assertPlainText(key);
    members += 1 + countMembers(record[key] as JsonValue, escapes);
  }
  return members;
}

function assertPlainText(text: string): void {
  if (!text.isWellFormed()) throw refuse("holds a lone surrogate");
  if (text.includes("\u0000")) throw refuse("holds a NUL character");
}

function refuse(what: string): AppError {
  return new AppError("INVALID_INPUT", `The body ${what}.`);
}
