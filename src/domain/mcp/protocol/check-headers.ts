import type { JsonObject, JsonValue } from "#shared/json.ts";
import { isJsonObject } from "#shared/json.ts";
import type { MirroredParam } from "../mirrored-params.ts";

type HeaderReader = (name: string) => string | null;

/** Where the value of `Mcp-Name` stands in the body, by method. */
const nameSource: Readonly<Record<string, string>> = {
  "tools/call": "name",
  "prompts/get": "name",
  "resources/read": "uri",
};

/** Says how the standard headers disagree with the body, or null. */
export function checkModernHeaders(
  header: HeaderReader,
  message: { readonly kind: string; readonly method: string; readonly params: JsonObject },
  version: string,
): string | null {
  const stated = header("mcp-protocol-version");
  if (message.kind === "notification") {
    return stated === null || stated === version ? null : differs("MCP-Protocol-Version");
  }
  if (stated === null) return "Header mismatch: the MCP-Protocol-Version header is missing.";
  if (stated !== version) return differs("MCP-Protocol-Version");
  const method = header("mcp-method");
  if (method === null) return "Header mismatch: the Mcp-Method header is missing.";
  if (method !== message.method) return differs("Mcp-Method");
  const source = nameSource[message.method];
  const named = source === undefined ? undefined : message.params[source];
  if (typeof named !== "string") return null;
  const name = header("mcp-name");
  if (name === null) return "Header mismatch: the Mcp-Name header is missing.";
  return decodeHeaderValue(name) === named ? null : differs("Mcp-Name");
}

/** Says how the `Mcp-Param-*` headers of a tool disagree with its arguments, or null. */
export function checkMirroredParams(
  header: HeaderReader,
  mirrored: readonly MirroredParam[],
  args: JsonObject,
): string | null {
  for (const { header: name, path } of mirrored) {
    const value = valueAt(args, path);
    const stated = header(`mcp-param-${name}`);
    if (value === undefined || value === null) {
      if (stated !== null) return `Header mismatch: Mcp-Param-${name} has no argument.`;
    } else if (stated === null) {
      return `Header mismatch: the Mcp-Param-${name} header is missing.`;
    } else if (!sameValue(decodeHeaderValue(stated), value)) {
      return differs(`Mcp-Param-${name}`);
    }
  }
  return null;
}

const encodedPrefix = "=?base64?";
const encodedSuffix = "?=";

/**
 * The text behind a header value; undefined when its base64 is broken. Only a value with both marks
 * is encoded: anything else, one mark included, stands for itself.
 */
export function decodeHeaderValue(value: string): string | undefined {
  const marks = encodedPrefix.length + encodedSuffix.length;
  const isEncoded = value.startsWith(encodedPrefix) && value.endsWith(encodedSuffix);
  if (!isEncoded || value.length < marks) return value;
  const digits = value.slice(encodedPrefix.length, -encodedSuffix.length);
  const bytes = Buffer.from(digits, "base64");
  if (bytes.toString("base64") !== digits) return undefined;
  const text = bytes.toString("utf8");
  return Buffer.from(text, "utf8").equals(bytes) ? text : undefined;
}

function sameValue(stated: string | undefined, value: JsonValue): boolean {
  if (stated === undefined) return false;
  if (typeof value === "object") return false;
  if (typeof value !== "number") return stated === String(value);
  return stated.trim() !== "" && Number(stated) === value;
}

function valueAt(args: JsonObject, path: readonly string[]): JsonValue | undefined {
  let value: JsonValue | undefined = args;
  for (const key of path) {
    if (!isJsonObject(value) || !Object.hasOwn(value, key)) return undefined;
    value = value[key];
  }
  return value;
}

/** Without the value: it may be an argument, and this sentence is stored. */
function differs(name: string): string {
  return `Header mismatch: the ${name} header does not match the body.`;
}
