import type { JsonValue } from "../json.ts";
import { endOfString } from "../json-string.ts";

/** Fewer digits are always a safe integer. */
const longDigits = /\d{16}/;

type Read = (key: string, value: unknown, at: { readonly source?: string }) => unknown;
/** The type library does not know these two of ECMAScript's "JSON.parse source text access" yet. */
const { rawJSON } = JSON as unknown as { readonly rawJSON: (text: string) => object };
const parseWith = JSON.parse as (text: string, read: Read) => unknown;

/**
 * Parses JSON for whoever writes it again: an integer beyond 2^53 becomes a bigint instead of the
 * double next to it. `stringifyExact` is the way back.
 */
export function parseExact(text: string): JsonValue {
  if (!longDigits.test(text)) return JSON.parse(text) as JsonValue;
  return parseWith(text, (_key, value, { source }) => {
    const isRounded = typeof value === "number" && !Number.isSafeInteger(value);
    return isRounded && /^-?\d+$/.test(source ?? "") ? BigInt(source ?? "") : value;
  }) as JsonValue;
}

export function stringifyExact(value: JsonValue): string {
  return JSON.stringify(value, (_key, item: unknown) =>
    typeof item === "bigint" ? rawJSON(String(item)) : item,
  );
}

/** Whether an object in the text spells a name twice; the value is what the text parses to. */
export function repeatsName(text: string, value: JsonValue): boolean {
  return countColons(text) !== countMembers(value);
}

const quote = 0x22;
const colon = 0x3a;

function countColons(text: string): number {
  let colons = 0;
  for (let index = 0; index < text.length; index++) {
    const code = text.charCodeAt(index);
    if (code === quote) index = endOfString(text, index);
    else if (code === colon) colons++;
  }
  return colons;
}

function countMembers(value: JsonValue): number {
  if (typeof value !== "object" || value === null) return 0;
  let members = 0;
  if (Array.isArray(value)) {
    for (const item of value as readonly JsonValue[]) members += countMembers(item);
    return members;
  }
  const items = Object.values(value as Readonly<Record<string, JsonValue>>);
  for (const item of items) members += 1 + countMembers(item);
  return members;
}
