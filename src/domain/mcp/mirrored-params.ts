import { isJsonObject, type JsonObject, type JsonValue } from "#shared/json.ts";

/** An argument that a 2026-07-28 client repeats as the header `Mcp-Param-<header>`. */
export interface MirroredParam {
  readonly header: string;
  readonly path: readonly string[];
}

const headerToken = /^[!#$%&'*+.^_`|~0-9A-Za-z-]{1,128}$/;
const mirroredTypes = new Set<unknown>(["string", "integer", "boolean"]);
const depthMax = 16;

/**
 * The arguments that a tool's input schema marks with `x-mcp-header`, or null when a mark breaks
 * the rules (streamable HTTP, "Schema Extension"): clients drop such a tool, so it is not offered.
 */
export function mirroredParams(schema: JsonValue | undefined): readonly MirroredParam[] | null {
  const params: MirroredParam[] = [];
  if (!isJsonObject(schema)) return params;
  const placed = collect(schema, [], params);
  const names = new Set(params.map((param) => param.header.toLowerCase()));
  const spelt = countMarks(schema, 0);
  return placed && names.size === params.length && spelt === params.length ? params : null;
}

function collect(schema: JsonObject, path: readonly string[], found: MirroredParam[]): boolean {
  const properties = schema["properties"];
  if (!isJsonObject(properties) || path.length >= depthMax) return true;
  for (const [name, property] of Object.entries(properties)) {
    if (!isJsonObject(property)) continue;
    const at = [...path, name];
    const header = property["x-mcp-header"];
    if (header !== undefined) {
      if (typeof header !== "string" || !headerToken.test(header)) return false;
      if (!mirroredTypes.has(property["type"])) return false;
      found.push({ header: header.toLowerCase(), path: at });
    }
    if (!collect(property, at, found)) return false;
  }
  return true;
}

/** Marks anywhere in the schema: one that is not statically reachable makes the tool invalid. */
function countMarks(value: JsonValue, depth: number): number {
  if (typeof value !== "object" || value === null || depth > depthMax * 2) return 0;
  if (Array.isArray(value)) {
    return (value as readonly JsonValue[]).reduce<number>(
      (n, v) => n + countMarks(v, depth + 1),
      0,
    );
  }
  let marks = 0;
  for (const [key, item] of Object.entries(value)) {
    if (key === "x-mcp-header" && typeof item === "string") marks++;
    marks += countMarks(item, depth + 1);
  }
  return marks;
}
