import { createHash } from "node:crypto";
import { isJsonObject, type JsonValue } from "#shared/json.ts";

/** SHA-256 over the canonical form, in hex: one meaning has one hash, however it is written. */
export function hashConfig(config: unknown): string {
  return createHash("sha256")
    .update(canonicalText(config as JsonValue))
    .digest("hex");
}

/** RFC 8785: members sorted by UTF-16 code units, numbers and strings as ECMAScript writes them. */
export function canonicalText(value: JsonValue): string {
  if (Array.isArray(value)) return `[${value.map(canonicalText).join(",")}]`;
  if (!isJsonObject(value)) return JSON.stringify(value);
  const members = Object.keys(value)
    .toSorted()
    .map((key) => `${JSON.stringify(key)}:${canonicalText(value[key] ?? null)}`);
  return `{${members.join(",")}}`;
}

/** Freezes plain data all the way down. */
export function deepFreeze<Value>(value: Value): Value {
  if (typeof value === "object" && value !== null && !Object.isFrozen(value)) {
    Object.freeze(value);
    for (const member of Object.values(value)) deepFreeze(member);
  }
  return value;
}
