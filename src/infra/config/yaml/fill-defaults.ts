import { isJsonObject, type JsonObject, type JsonValue } from "#shared/json.ts";
import type { TSchema } from "#shared/schema.ts";

interface Keywords {
  readonly type?: string;
  readonly default?: JsonValue;
  readonly required?: readonly string[];
  readonly properties?: Readonly<Record<string, TSchema>>;
  readonly patternProperties?: Readonly<Record<string, TSchema>>;
  readonly items?: TSchema;
  /** A section that only overrides another one has no defaults of its own. */
  readonly fills?: false;
}

/**
 * Writes the schemas' `default` where a checked value says nothing. A section that is missing whole
 * appears when it may be and one of its settings has a default.
 */
export function fillDefaults(schema: TSchema, value: JsonValue): JsonValue {
  const words = schema as Keywords;
  if (words.fills === false) return value;
  if (words.properties !== undefined && isJsonObject(value)) return fillObject(words, value);
  const member = Object.values(words.patternProperties ?? {})[0];
  if (member !== undefined && isJsonObject(value)) {
    return Object.fromEntries(
      Object.entries(value).map(([key, item]) => [key, fillDefaults(member, item)]),
    );
  }
  const items = words.items;
  if (items !== undefined && Array.isArray(value)) {
    return value.map((item: JsonValue) => fillDefaults(items, item));
  }
  return value;
}

function fillObject(words: Keywords, value: JsonObject): JsonObject {
  const filled: Record<string, JsonValue> = { ...value };
  for (const [key, schema] of Object.entries(words.properties ?? {})) {
    const present = filled[key];
    const result = present === undefined ? absentValue(schema) : fillDefaults(schema, present);
    if (result !== undefined) filled[key] = result;
  }
  return filled;
}

function absentValue(schema: TSchema): JsonValue | undefined {
  const words = schema as Keywords;
  if (words.default !== undefined) return words.default;
  if (words.properties === undefined || (words.required ?? []).length > 0) return undefined;
  const filled = fillDefaults(schema, {});
  return Object.keys(filled as JsonObject).length > 0 ? filled : undefined;
}
