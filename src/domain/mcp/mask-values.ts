import { parseExact, stringifyExact } from "#shared/json/exact-json.ts";
import { isJsonObject, type JsonObject, type JsonValue } from "#shared/json.ts";
import { spelledValueCharsMin, spellingsOf } from "#shared/secrets/secret-spellings.ts";

/** Blanks out injected secret values in whatever a tool server says. */
export interface ValueMask {
  /** The same line, or one in which every trace of a value is replaced. */
  maskLine(line: string): string;
  maskText(text: string): string;
}

interface Needle {
  readonly text: string;
  readonly replacement: string;
}

/** A mask for the values that one server was started with, by environment name. */
export function createValueMask(secrets: Readonly<Record<string, string>>): ValueMask {
  const needles = Object.entries(secrets)
    .filter(([, value]) => value.length >= spelledValueCharsMin)
    .flatMap(([name, value]) =>
      spellingsOf(value).map((text) => ({ text, replacement: `[masked:${name}]` })),
    )
    .sort((one, other) => other.text.length - one.text.length);
  if (needles.length === 0) return { maskLine: (line) => line, maskText: (text) => text };
  const maskText = (text: string) => replaceNeedles(text, needles);
  return {
    maskText,
    maskLine: (line) => (mayHold(line, needles) ? maskJsonLine(line, maskText) : line),
  };
}

/** Cheap and never wrong to say yes: an escape may hide a value from a plain search. */
function mayHold(line: string, needles: readonly Needle[]): boolean {
  if (line.includes("\\")) return true;
  for (const needle of needles) if (line.includes(needle.text)) return true;
  return false;
}

function maskJsonLine(line: string, maskText: (text: string) => string): string {
  let value: JsonValue;
  try {
    value = parseExact(line);
  } catch {
    return maskText(line);
  }
  const masked = maskTree(value, maskText);
  return masked === value ? line : stringifyExact(masked);
}

/** The same tree when nothing was replaced, so that the caller can keep the original text. */
function maskTree(value: JsonValue, maskText: (text: string) => string): JsonValue {
  if (typeof value === "string") return maskText(value);
  if (typeof value === "number" || typeof value === "bigint") {
    const text = String(value);
    const masked = maskText(text);
    return masked === text ? value : masked;
  }
  if (Array.isArray(value)) {
    const items = (value as readonly JsonValue[]).map((item) => maskTree(item, maskText));
    return items.some((item, index) => item !== value[index]) ? items : value;
  }
  return isJsonObject(value) ? maskObject(value, maskText) : value;
}

function maskObject(value: JsonObject, maskText: (text: string) => string): JsonObject {
  let changed = false;
  const entries = Object.entries(value).map(([key, item]): [string, JsonValue] => {
    const entry: [string, JsonValue] = [maskText(key), maskTree(item, maskText)];
    changed ||= entry[0] !== key || entry[1] !== item;
    return entry;
  });
  return changed ? Object.fromEntries(entries) : value;
}

function replaceNeedles(text: string, needles: readonly Needle[]): string {
  let masked = text;
  for (const needle of needles) {
    if (masked.includes(needle.text)) masked = masked.replaceAll(needle.text, needle.replacement);
  }
  return masked;
}
