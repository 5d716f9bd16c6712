import { isJsonObject, type JsonObject, type JsonValue } from "#shared/json.ts";

/**
 * A version (`left-pad@1.3.0`) is none: after the sign comes a letter, or one label that begins
 * with a digit and then letters (`163.com`). Bounded (RFC 5321, section 4.5.3.1), so that a long
 * text without a sign takes no time.
 */
const name = /[\p{L}\p{M}\p{N}._%+'-]{1,64}/u.source;
const domain = /(?:\p{L}|\p{N}[\p{L}\p{N}-]{0,62}\.\p{L}{2})[\p{L}\p{N}.-]{0,254}/u.source;
const address = new RegExp(`${name}@${domain}`, "gu");

/** A text without e-mail addresses. A sealed row cannot forget whom it names. */
export function withoutAddresses(text: string): string {
  return text.includes("@") ? text.replace(address, "(e-mail)") : text;
}

/** A detail without e-mail addresses, in keys and values. */
export function detailWithoutAddresses(detail: JsonObject): JsonObject {
  return JSON.stringify(detail).includes("@") ? (clean(detail) as JsonObject) : detail;
}

function clean(value: JsonValue): JsonValue {
  if (typeof value === "string") return withoutAddresses(value);
  if (Array.isArray(value)) return (value as readonly JsonValue[]).map(clean);
  if (!isJsonObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [withoutAddresses(key), clean(item)]),
  );
}
