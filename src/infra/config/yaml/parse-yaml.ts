import { isAlias, isMap, isScalar, isSeq, LineCounter, type Node, parseDocument } from "yaml";
import type { YAMLError } from "yaml";
import { type Finding, formatPath, type PathPart, type Position } from "./diagnostic.ts";
import type { Located, LocatedEntry } from "./located.ts";

/** The default files together are 8 KB; a bigger one is a mistake or an attack. */
export const yamlBytesMax = 1_048_576;

/** Our deepest schema has six levels. */
const yamlDepthMax = 32;

export interface ParsedYaml {
  /** Null when the text is not usable as a whole; then there is at least one finding. */
  readonly root: Located | null;
  readonly findings: readonly Finding[];
}

/**
 * Text to located values. Refused: syntax errors, duplicate keys, several documents, anchors,
 * aliases, tags, directives (`%YAML 1.1` would make `no` false), keys that are not text, characters
 * that cannot be stored, nesting over 32 levels.
 */
export function parseYaml(text: string): ParsedYaml {
  const tooDeep = findDeepNesting(text);
  if (tooDeep !== undefined) return refused(tooDeep, `nested deeper than ${yamlDepthMax} levels`);
  const lines = new LineCounter();
  const document = parseDocument(text, {
    lineCounter: lines,
    prettyErrors: false,
    version: "1.2",
    // "silent" would accept several documents.
    logLevel: "error",
  });
  const reader = new NodeReader(lines);
  for (const error of document.errors) reader.add(error.pos[0], [], describeSyntax(error));
  if (document.directives?.yaml.explicit === true) {
    return refused({ line: 1, column: 1 }, "directives such as %YAML are not accepted");
  }
  if (reader.findings.length > 0) return { root: null, findings: reader.findings };
  if (document.contents === null || isEmptyScalar(document.contents)) {
    return refused({ line: 1, column: 1 }, "the file is empty");
  }
  const root = reader.read(document.contents, [], 0);
  return { root: root ?? null, findings: reader.findings };
}

function refused(at: Position, message: string): ParsedYaml {
  return { root: null, findings: [{ severity: "error", ...at, path: "", message }] };
}

function isEmptyScalar(node: Node): boolean {
  return isScalar(node) && node.value === null && node.source === "";
}

/** The library's parser recurses, so that nesting must be bounded before it runs. */
function findDeepNesting(text: string): Position | undefined {
  let line = 1;
  for (const content of text.split("\n")) {
    const lead = /^[ \t]*(?:[-?:][ \t]+)*/.exec(content)?.[0] ?? "";
    const markers = lead.replace(/[ \t]/g, "").length;
    if (markers > yamlDepthMax || lead.length > yamlDepthMax * 16) return { line, column: 1 };
    line++;
  }
  return findDeepFlow(text);
}

function findDeepFlow(text: string): Position | undefined {
  // Brackets inside quotes and comments count too: a bound for the parser, not a judgement.
  let depth = 0;
  let line = 1;
  let lineStart = 0;
  for (let index = 0; index < text.length; index++) {
    const code = text.charCodeAt(index);
    if (code === 10) {
      line++;
      lineStart = index + 1;
    } else if (code === 91 || code === 123) depth++;
    else if ((code === 93 || code === 125) && depth > 0) depth--;
    if (depth > yamlDepthMax * 4) return { line, column: index - lineStart + 1 };
  }
  return undefined;
}

function describeSyntax(error: YAMLError): string {
  const known: Partial<Record<YAMLError["code"], string>> = {
    DUPLICATE_KEY: "this key is written twice in the same map",
    TAB_AS_INDENT: "a tab indents this line; YAML wants spaces",
    MULTIPLE_DOCS: "a file holds one document; remove the line ---",
    BAD_ALIAS: "aliases (*name) are not accepted; write the value out",
    TAG_RESOLVE_FAILED: "tags such as !name are not accepted",
  };
  return known[error.code] ?? `not valid YAML: ${error.message.split("\n")[0] ?? ""}`;
}

class NodeReader {
  readonly findings: Finding[] = [];
  readonly #lines: LineCounter;

  constructor(lines: LineCounter) {
    this.#lines = lines;
  }

  add(offset: number, path: readonly PathPart[], message: string): undefined {
    const at = this.#position(offset);
    this.findings.push({ severity: "error", ...at, path: formatPath(path), message });
  }

  read(node: unknown, path: readonly PathPart[], offset: number): Located | undefined {
    if (node === null || node === undefined) {
      return { kind: "scalar", at: this.#position(offset), value: null };
    }
    const start = (node as Node).range?.[0] ?? offset;
    if (path.length > yamlDepthMax) {
      return this.add(start, [], `nested deeper than ${yamlDepthMax} levels`);
    }
    if (isAlias(node)) {
      return this.add(start, path, "aliases (*name) are not accepted; write the value out");
    }
    if (isScalar(node) || isMap(node) || isSeq(node)) {
      if (node.anchor !== undefined)
        return this.add(start, path, "anchors (&name) are not accepted");
      if (node.tag !== undefined)
        return this.add(start, path, "tags such as !name are not accepted");
    }
    if (isScalar(node)) return this.#scalar(node.value, path, start);
    if (isSeq(node)) {
      const items = node.items.map((item, index) => this.read(item, [...path, index], start));
      return { kind: "list", at: this.#position(start), items: items.filter(isPresent) };
    }
    if (isMap(node)) {
      const entries = node.items.map((pair) => this.#entry(pair.key, pair.value, path, start));
      return { kind: "map", at: this.#position(start), entries: entries.filter(isPresent) };
    }
    return this.add(start, path, "not a value that a configuration can hold");
  }

  #entry(
    keyNode: unknown,
    valueNode: unknown,
    path: readonly PathPart[],
    offset: number,
  ): LocatedEntry | undefined {
    const start = (keyNode as Node | null)?.range?.[0] ?? offset;
    const key = this.read(keyNode, path, start);
    if (key === undefined) return undefined;
    if (key.kind !== "scalar" || typeof key.value !== "string") {
      return this.add(start, path, "a key must be text; put it in quotes");
    }
    if (key.value === "__proto__") return this.add(start, path, "the key __proto__ is reserved");
    const value = this.read(valueNode, [...path, key.value], start);
    return value && { key: key.value, keyAt: key.at, value };
  }

  #scalar(value: unknown, path: readonly PathPart[], start: number): Located | undefined {
    const at = this.#position(start);
    if (typeof value === "number" && !Number.isFinite(value)) {
      return this.add(start, path, "not a number that can be stored");
    }
    if (typeof value === "string" && (value.includes("\0") || !value.isWellFormed())) {
      return this.add(start, path, "holds a character that cannot be stored (NUL or half a pair)");
    }
    if (value === null || ["string", "number", "boolean"].includes(typeof value)) {
      return { kind: "scalar", at, value: value as string | number | boolean | null };
    }
    return this.add(start, path, "not a value that a configuration can hold");
  }

  #position(offset: number): Position {
    const { line, col } = this.#lines.linePos(offset);
    return { line: Math.max(line, 1), column: Math.max(col, 1) };
  }
}

function isPresent<Value>(value: Value | undefined): value is Value {
  return value !== undefined;
}
