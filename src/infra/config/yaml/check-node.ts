import type { TSchema } from "#shared/schema.ts";
import { suggest } from "#shared/suggest.ts";
import { type Finding, formatPath, type PathPart, type Position, quote } from "./diagnostic.ts";
import type { Located, LocatedMap, LocatedScalar } from "./located.ts";

/** The JSON Schema keywords that our schemas use, as plain data. */
interface Keywords {
  readonly type?: string;
  readonly properties?: Readonly<Record<string, TSchema>>;
  readonly required?: readonly string[];
  readonly patternProperties?: Readonly<Record<string, TSchema>>;
  readonly items?: TSchema;
  readonly anyOf?: readonly TSchema[];
  readonly const?: unknown;
  readonly pattern?: string;
  /** What a pattern means, in words. */
  readonly hint?: string;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly minimum?: number;
  readonly exclusiveMinimum?: number;
  readonly maximum?: number;
  readonly minItems?: number;
  readonly maxItems?: number;
}

/** Checks a tree against a schema: every finding at once; none means that it decodes. */
export function checkNode(
  schema: TSchema,
  node: Located,
  path: readonly PathPart[] = [],
): readonly Finding[] {
  const findings: Finding[] = [];
  check(schema, node, path, findings);
  return findings;
}

type Findings = Finding[];

function check(schema: TSchema, node: Located, path: readonly PathPart[], out: Findings): void {
  const words = schema as Keywords;
  if (words.anyOf !== undefined) checkChoice(words.anyOf, node, path, out);
  else if (words.patternProperties !== undefined) checkRecord(words, node, path, out);
  else if (words.type === "object") checkObject(words, node, path, out);
  else if (words.type === "array") checkList(words, node, path, out);
  else if (words.type === "string") checkText(words, node, path, out);
  else if (words.type === "integer" || words.type === "number") checkNumber(words, node, path, out);
  else if (words.type === "boolean") {
    if (!isScalarOf(node, "boolean"))
      add(out, node.at, path, `must be true or false${found(node)}`);
  }
}

function checkObject(
  words: Keywords,
  node: Located,
  path: readonly PathPart[],
  out: Findings,
): void {
  if (node.kind !== "map") return add(out, node.at, path, `must be a map of keys${found(node)}`);
  const properties = words.properties ?? {};
  for (const entry of node.entries) {
    const schema = Object.hasOwn(properties, entry.key) ? properties[entry.key] : undefined;
    const at = [...path, entry.key];
    if (schema === undefined) {
      add(out, entry.keyAt, at, describeUnknownKey(entry.key, Object.keys(properties)));
    } else check(schema, entry.value, at, out);
  }
  checkRequired(words, node, path, out);
}

function checkRequired(
  words: Keywords,
  node: LocatedMap,
  path: readonly PathPart[],
  out: Findings,
): void {
  const written = new Set(node.entries.map((entry) => entry.key));
  for (const key of words.required ?? []) {
    if (!written.has(key)) add(out, node.at, [...path, key], "is required and missing");
  }
}

export function describeUnknownKey(key: string, known: readonly string[]): string {
  const meant = suggest(key, known);
  if (meant !== undefined) return `unknown key, did you mean "${meant}"?`;
  return known.length === 0 ? "unknown key" : `unknown key; known here: ${known.join(", ")}`;
}

function checkRecord(
  words: Keywords,
  node: Located,
  path: readonly PathPart[],
  out: Findings,
): void {
  if (node.kind !== "map") return add(out, node.at, path, `must be a map of keys${found(node)}`);
  for (const [pattern, schema] of Object.entries(words.patternProperties ?? {})) {
    const expression = new RegExp(pattern, "s");
    for (const entry of node.entries) {
      const at = [...path, entry.key];
      if (entry.key === "" || !expression.test(entry.key)) {
        add(out, entry.keyAt, at, `this key must match ${pattern}`);
      } else check(schema, entry.value, at, out);
    }
  }
}

function checkList(words: Keywords, node: Located, path: readonly PathPart[], out: Findings): void {
  if (node.kind !== "list") return add(out, node.at, path, `must be a list${found(node)}`);
  if (node.items.length < (words.minItems ?? 0)) {
    add(out, node.at, path, `must have at least ${words.minItems} item`);
  }
  if (node.items.length > (words.maxItems ?? Infinity)) {
    add(out, node.at, path, `must have at most ${words.maxItems} items`);
  }
  if (words.items === undefined) return;
  for (const [index, item] of node.items.entries()) {
    check(words.items, item, [...path, index], out);
  }
}

/** Never shows the value: a text may be a credential in the wrong place. */
function checkText(words: Keywords, node: Located, path: readonly PathPart[], out: Findings): void {
  if (!isScalarOf(node, "string")) {
    const quoted = isScalarOf(node, "number") || isScalarOf(node, "boolean");
    return add(
      out,
      node.at,
      path,
      `must be text${found(node)}${quoted ? "; put it in quotes" : ""}`,
    );
  }
  const text = node.value as string;
  if (text.length === 0 && (words.minLength ?? 0) > 0) {
    add(out, node.at, path, "must not be empty");
  } else if (text.length < (words.minLength ?? 0)) {
    add(out, node.at, path, `must have at least ${words.minLength} characters`);
  } else if (text.length > (words.maxLength ?? Infinity)) {
    add(out, node.at, path, `must have at most ${words.maxLength} characters, has ${text.length}`);
  } else if (words.pattern !== undefined && !new RegExp(words.pattern).test(text)) {
    add(out, node.at, path, `must be ${words.hint ?? `text that matches ${words.pattern}`}`);
  }
}

function checkNumber(
  words: Keywords,
  node: Located,
  path: readonly PathPart[],
  out: Findings,
): void {
  const noun = words.type === "integer" ? "a whole number" : "a number";
  if (!isScalarOf(node, "number")) return add(out, node.at, path, `must be ${noun}${found(node)}`);
  const value = node.value as number;
  if (words.type === "integer" && !Number.isSafeInteger(value)) {
    return add(out, node.at, path, `must be a whole number, found ${value}`);
  }
  const low = value < (words.minimum ?? -Infinity);
  const notAbove = value <= (words.exclusiveMinimum ?? -Infinity);
  if (low || notAbove || value > (words.maximum ?? Infinity)) {
    add(out, node.at, path, `must be ${describeBounds(words)}, found ${value}`);
  }
}

function describeBounds(words: Keywords): string {
  const parts: string[] = [];
  if (words.minimum !== undefined) parts.push(`at least ${words.minimum}`);
  if (words.exclusiveMinimum !== undefined) parts.push(`more than ${words.exclusiveMinimum}`);
  if (words.maximum !== undefined) parts.push(`at most ${words.maximum}`);
  return parts.join(" and ");
}

function checkChoice(
  members: readonly TSchema[],
  node: Located,
  path: readonly PathPart[],
  out: Findings,
): void {
  const choices = members.map((member) => (member as Keywords).const);
  if (choices.includes(undefined)) return checkAlternatives(members, node, path, out);
  if (node.kind === "scalar" && choices.includes(node.value)) return;
  const list = choices.map(String).join(", ");
  if (!isScalarOf(node, "string")) {
    return add(out, node.at, path, `must be one of ${list}${found(node)}`);
  }
  const word = node.value as string;
  const meant = suggest(word, choices.map(String));
  const hint = meant === undefined ? "" : `; did you mean "${meant}"?`;
  add(out, node.at, path, `must be one of ${list}, found ${quote(word)}${hint}`);
}

/** Of a union of shapes the one that fits best speaks: first one of the value's own type. */
function checkAlternatives(
  members: readonly TSchema[],
  node: Located,
  path: readonly PathPart[],
  out: Findings,
): void {
  const attempts = members.map((member) => {
    const findings = checkNode(member, node, path);
    return { findings, misfit: findings.length + (isTypeOf(member, node) ? 0 : 0.5) };
  });
  if (attempts.some(({ findings }) => findings.length === 0)) return;
  out.push(...(attempts.toSorted((a, b) => a.misfit - b.misfit)[0]?.findings ?? []));
}

function isTypeOf(member: TSchema, node: Located): boolean {
  const { type } = member as Keywords;
  if (type === "integer") return isScalarOf(node, "number");
  return type !== undefined && isScalarOf(node, type);
}

function isScalarOf(node: Located, type: string): node is LocatedScalar {
  return node.kind === "scalar" && node.value !== null && typeof node.value === type;
}

function found(node: Located): string {
  if (node.kind !== "scalar") return `, found a ${node.kind}`;
  if (node.value === null) return ", found nothing";
  return typeof node.value === "string" ? ", found text" : `, found ${String(node.value)}`;
}

function add(out: Findings, at: Position, path: readonly PathPart[], message: string): void {
  out.push({
    severity: "error",
    line: at.line,
    column: at.column,
    path: formatPath(path),
    message,
  });
}
