import { isJsonObject, type JsonObject, type JsonValue } from "#shared/json.ts";

/** Shorter values are not masked: they would blank out ordinary words and numbers. */
export const maskedValueCharsMin = 6;

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

/**
 * A mask for the values that one server was started with, by environment name. Each value is also
 * looked for as base64 (three alignments, both alphabets), hex and percent-encoding.
 */
export function createValueMask(secrets: Readonly<Record<string, string>>): ValueMask {
  const needles = Object.entries(secrets)
    .filter(([, value]) => value.length >= maskedValueCharsMin)
    .flatMap(([name, value]) => needlesOf(value, `[masked:${name}]`))
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
    value = JSON.parse(line) as JsonValue;
  } catch {
    return maskText(line);
  }
  const masked = maskTree(value, maskText);
  return masked === value ? line : JSON.stringify(masked);
}

/** The same tree when nothing was replaced, so that the caller can keep the original text. */
function maskTree(value: JsonValue, maskText: (text: string) => string): JsonValue {
  if (typeof value === "string") return maskText(value);
  if (typeof value === "number") {
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

function needlesOf(value: string, replacement: string): readonly Needle[] {
  const bytes = Buffer.from(value, "utf8");
  const hex = bytes.toString("hex");
  const forms = new Set([value, hex, hex.toUpperCase(), encodeURIComponent(value)]);
  for (const alignment of [0, 1, 2]) {
    const core = base64Core(bytes, alignment);
    forms.add(core);
    forms.add(core.replaceAll("+", "-").replaceAll("/", "_"));
  }
  return [...forms]
    .filter((text) => text.length >= maskedValueCharsMin)
    .map((text) => ({ text, replacement }));
}

/** The base64 digits that the value alone decides when `alignment` foreign bytes come before it. */
function base64Core(bytes: Buffer, alignment: number): string {
  const text = Buffer.concat([Buffer.alloc(alignment), bytes]).toString("base64");
  const first = [0, 2, 3][alignment] ?? 0;
  const whole = Math.floor(((alignment + bytes.length) * 8) / 6);
  return text.slice(first, whole);
}
