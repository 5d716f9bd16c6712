import type { Finding } from "#shared/governed-call.ts";
import { isJsonObject, type JsonValue } from "#shared/json.ts";

type Mutable = JsonValue[] | { [key: string]: JsonValue };

/**
 * The value without the credentials that were found in it. A member is replaced whole, its key
 * included, because the key may be the credential.
 */
export function maskFindings(value: JsonValue, findings: readonly Finding[]): JsonValue {
  if (findings.length === 0) return value;
  let copy = structuredClone(value) as JsonValue;
  findings.forEach((finding, index) => {
    const path = finding.pointer.split("/").slice(1).map(unescapeToken);
    // A key that is a credential is masked in the pointer, so it is not found: then all of it goes.
    if (path.length === 0 || !maskAt(copy, path, finding.masked, index)) copy = finding.masked;
  });
  return copy;
}

function maskAt(root: JsonValue, path: readonly string[], masked: string, index: number): boolean {
  let parent: JsonValue | undefined = root;
  for (const key of path.slice(0, -1)) parent = childOf(parent, key);
  const last = path.at(-1) ?? "";
  if (Array.isArray(parent)) {
    (parent as Mutable & JsonValue[])[Number(last)] = masked;
    return true;
  }
  if (!isJsonObject(parent)) return false;
  const record = parent as { [key: string]: JsonValue };
  if (!Object.hasOwn(record, last)) return false;
  delete record[last];
  record[`(masked ${index})`] = masked;
  return true;
}

function childOf(value: JsonValue | undefined, key: string): JsonValue | undefined {
  if (Array.isArray(value)) return (value as readonly JsonValue[])[Number(key)];
  return isJsonObject(value) && Object.hasOwn(value, key) ? value[key] : undefined;
}

function unescapeToken(token: string): string {
  return token.replaceAll("~1", "/").replaceAll("~0", "~");
}
