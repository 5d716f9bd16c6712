import type { JsonValue } from "#shared/json.ts";
import type { TSchema } from "#shared/schema.ts";
import { checkNode, describeUnknownKey } from "./yaml/check-node.ts";
import type { Diagnostic } from "./yaml/diagnostic.ts";
import type { Environment } from "./environment.ts";
import type { Located } from "./yaml/located.ts";

export const settingPrefix = "SYSTEMPROMPT__";

/** One setting of the environment or of a flag, decoded. */
export interface Setting {
  readonly path: readonly string[];
  readonly value: JsonValue;
  readonly origin: string;
}

export interface Layer {
  readonly settings: readonly Setting[];
  readonly diagnostics: readonly Diagnostic[];
}

/** `SYSTEMPROMPT__SERVER__PORT=9000` for any setting of the schema; lists are comma-separated. */
export function readEnvironmentLayer(schema: TSchema, env: Environment): Layer {
  const words = Object.entries(env)
    .filter(([name, value]) => name.startsWith(settingPrefix) && value !== undefined)
    .toSorted(([a], [b]) => (a < b ? -1 : 1));
  return readLayer(
    schema,
    words.map(([name, value]) => ({
      path: name.slice(settingPrefix.length).toLowerCase().split("__"),
      text: value ?? "",
      origin: `environment ${name}`,
    })),
  );
}

export type SettingFlags = Readonly<Record<string, string | number | boolean | undefined>>;

/** Flags by dotted path: `{ "server.port": 9000 }`. */
export function readFlagLayer(schema: TSchema, flags: SettingFlags): Layer {
  const given = Object.entries(flags).filter(([, value]) => value !== undefined);
  return readLayer(
    schema,
    given.map(([path, value]) => ({
      path: path.split("."),
      text: String(value),
      origin: `flag --${(path.split(".").at(-1) ?? path).replaceAll("_", "-")}`,
    })),
  );
}

interface Word {
  readonly path: readonly string[];
  readonly text: string;
  readonly origin: string;
}

function readLayer(schema: TSchema, words: readonly Word[]): Layer {
  const settings: Setting[] = [];
  const diagnostics: Diagnostic[] = [];
  for (const word of words) {
    const refuse = (message: string) =>
      diagnostics.push({
        severity: "error",
        file: word.origin,
        line: 0,
        column: 0,
        path: word.path.join("."),
        message,
      });
    const leaf = findLeaf(schema, word.path);
    if (typeof leaf === "string") refuse(leaf);
    else {
      const { node, value } = decodeWord(leaf, word.text);
      const findings = checkNode(leaf, node, word.path);
      for (const finding of findings) refuse(finding.message);
      if (findings.length === 0) settings.push({ path: word.path, value, origin: word.origin });
    }
  }
  return { settings, diagnostics };
}

interface Keywords {
  readonly type?: string;
  readonly properties?: Readonly<Record<string, TSchema>>;
}

/** The schema at a path, or why there is none. */
function findLeaf(schema: TSchema, path: readonly string[]): TSchema | string {
  let at = schema;
  for (const part of path) {
    const properties = (at as Keywords).properties ?? {};
    const next = Object.hasOwn(properties, part) ? properties[part] : undefined;
    if (next === undefined) return describeUnknownKey(part, Object.keys(properties));
    at = next;
  }
  const inside = (at as Keywords).properties;
  if (inside === undefined) return at;
  return `is a section; set one of ${Object.keys(inside).join(", ")}`;
}

function decodeWord(schema: TSchema, text: string): { node: Located; value: JsonValue } {
  const at = { line: 1, column: 1 };
  const { type } = schema as Keywords;
  if (type === "array") {
    const items = text
      .split(",")
      .map((item) => item.trim())
      .filter((item) => item !== "");
    const nodes = items.map((value): Located => ({ kind: "scalar", at, value }));
    return { node: { kind: "list", at, items: nodes }, value: items };
  }
  const value = decodeScalar(type, text);
  return { node: { kind: "scalar", at, value }, value };
}

function decodeScalar(type: string | undefined, text: string): string | number | boolean {
  const isNumber = type === "integer" || type === "number";
  if (isNumber && /^-?[0-9]+(\.[0-9]+)?$/.test(text)) return Number(text);
  if (type === "boolean" && (text === "true" || text === "false")) return text === "true";
  return text;
}
