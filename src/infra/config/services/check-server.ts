import type { JsonObject, JsonValue } from "#shared/json.ts";
import type { TSchema } from "#shared/schema.ts";
import type { SecretKindProblem, SecretKindRow } from "#shared/secrets/secret-kind.ts";
import { suggest } from "#shared/suggest.ts";
import type { McpServerConfig } from "../schemas/mcp.ts";
import { checkNode } from "../yaml/check-node.ts";
import { type PathPart, quote } from "../yaml/diagnostic.ts";
import { textsOf } from "../yaml/located.ts";
import type { Report } from "./report.ts";

const serverNamePattern = /^[a-z][a-z0-9-]{0,31}$/;

/** Longer names break the whole tool list of common clients. */
const toolNameCharsMax = 64;

/** Wire names of tools (MCP 2025-11-25, tools, "Tool names"). */
const toolNamePattern = /^[A-Za-z0-9_.-]+$/;

/** What an extension declares that the files may speak of; an extension's literal fits. */
export interface KnownExtension {
  readonly id: string;
  /** Schema of its section under `extensions:` in the root file. */
  readonly config?: TSchema | undefined;
  /** Its tool servers, each with the schema of `settings:` in a server's file. */
  readonly tools?: Readonly<Record<string, KnownToolServer>> | undefined;
}

interface KnownToolServer {
  readonly settings?: TSchema | undefined;
}

export interface Knowledge {
  readonly extensions: readonly KnownExtension[];
  /** Categories of the blocklist, and ids of its rules. */
  readonly categories: readonly string[];
  readonly rules: readonly string[];
  /** Kinds of the secret scan. */
  readonly kinds: readonly string[];
  /** What is wrong with kinds that a file adds; without it nothing is. */
  readonly checkKinds?: (rows: readonly SecretKindRow[]) => readonly SecretKindProblem[];
  /** Credentials in a value, by RFC 6901 pointer; without it none is looked for. */
  readonly findSecrets?: (value: JsonValue) => readonly { pointer: string; kind: string }[];
  /** The present day in UTC, as 2026-12-31; without it nothing is over. */
  readonly today?: string;
}

/** What the schema cannot say about one server's file. */
export function checkServer(
  name: string,
  server: McpServerConfig,
  known: Knowledge,
  report: Report,
): void {
  if (!serverNamePattern.test(name)) {
    report.add(
      [],
      `the file's name is the server's name: lower-case letters, digits and hyphens, first a` +
        ` letter, at most 32, not ${quote(name)}`,
    );
  }
  if (server.type === "stdio") checkStdio(server, report);
  else checkExtension(server, known, report);
  checkTools(name, server, known, report);
  checkSecrets(server, report);
  checkPlainCredentials(server, known, report);
  checkExpansion(report);
}

function checkStdio(server: McpServerConfig, report: Report): void {
  if (server.command === undefined) report.add(["command"], "is required for type stdio");
  for (const key of ["extension", "settings"] as const) {
    if (server[key] !== undefined) report.add([key], "belongs to type extension; remove it");
  }
}

function checkExtension(server: McpServerConfig, known: Knowledge, report: Report): void {
  for (const key of ["command", "args", "cwd"] as const) {
    if (server[key] !== undefined) report.add([key], "belongs to type stdio; remove it");
  }
  if (server.extension === undefined) {
    report.add(["extension"], "is required for type extension");
    return;
  }
  const [id = "", ...rest] = server.extension.split("/");
  const extension = known.extensions.find((one) => one.id === id);
  if (extension === undefined) {
    const ids = known.extensions.map((one) => one.id);
    report.add(["extension"], describeUnknown("extension", id, ids));
    return;
  }
  const found = findToolServer(extension, rest);
  if (typeof found === "string") report.add(["extension"], found);
  else if (found.settings !== undefined) checkSettings(found.settings, report);
}

/** `workspace` where the extension has one server, else `<extension>/<server>`. */
function findToolServer(
  { id, tools = {} }: KnownExtension,
  rest: readonly string[],
): KnownToolServer | string {
  const [name, ...surplus] = rest;
  const names = Object.keys(tools);
  if (surplus.length > 0) return "must be an extension's id, or <extension>/<server>";
  if (names.length === 0) return `the extension ${id} has no tool server`;
  if (name === undefined) {
    const only = names.length === 1 ? tools[names[0] ?? ""] : undefined;
    return only ?? `the extension ${id} has several: write ${id}/${names.join(` or ${id}/`)}`;
  }
  const named = Object.hasOwn(tools, name) ? tools[name] : undefined;
  return named ?? describeUnknown("tool server", name, names);
}

function checkSettings(schema: TSchema, report: Report): void {
  if (report.root.kind !== "map") return;
  const written = report.root.entries.find((entry) => entry.key === "settings")?.value;
  const node = written ?? { kind: "map" as const, at: report.root.at, entries: [] };
  for (const finding of checkNode(schema, node, ["settings"])) report.addFinding(finding);
}

function checkTools(name: string, server: McpServerConfig, known: Knowledge, report: Report): void {
  for (const [tool, declared] of Object.entries(server.tools ?? {})) {
    const at = ["tools", tool];
    if (tool.length > toolNameCharsMax) {
      report.add(at, `has ${tool.length} characters; a tool's name has at most 64`);
    } else if (!toolNamePattern.test(tool)) {
      report.add(at, "a tool's name has letters, digits, underscores, hyphens and dots only");
    } else if (`mcp__${name}__${tool}`.length > toolNameCharsMax) {
      const full = `mcp__${name}__${tool}`.length;
      report.add(at, `is over 64 characters (${full}) where clients prefix the server`, "warning");
    }
    checkReactions([...at, "blocklist"], declared.blocklist, known, report);
  }
  checkReactions(["blocklist"], server.blocklist, known, report);
}

function checkReactions(
  path: readonly string[],
  reactions: Readonly<Record<string, unknown>> | undefined,
  known: Knowledge,
  report: Report,
): void {
  for (const category of Object.keys(reactions ?? {})) {
    checkCategory([...path, category], category, known, report);
  }
}

export function checkCategory(
  path: readonly PathPart[],
  category: string,
  known: Knowledge,
  report: Report,
): void {
  if (known.categories.includes(category)) return;
  report.add(path, describeUnknown("category", category, known.categories));
}

function checkSecrets(server: McpServerConfig, report: Report): void {
  for (const [variable, secret] of Object.entries(server.secrets ?? {})) {
    const at = ["secrets", variable];
    if (server.env?.[variable] !== undefined) report.add(at, "is set under env too; keep one");
    if ((server.isolation ?? "shared") === "shared" && secret.startsWith("user:")) {
      report.add(
        at,
        "is each user's own secret, and isolation: shared gives one child to all of them;" +
          " set isolation: per-user",
      );
    }
  }
}

/** The files go into the database as they are, and to whoever may read them. */
function checkPlainCredentials(server: McpServerConfig, known: Knowledge, report: Report): void {
  const { description = "", args = [], env = {}, settings = {} } = server;
  const plain = { description, args, env, settings: settings as JsonObject };
  for (const { pointer, kind } of known.findSecrets?.(plain) ?? []) {
    const [first = "", ...rest] = pointer.slice(1).split("/");
    const at = rest.map((part) => (first === "args" ? Number(part) : unescapePart(part)));
    report.add(
      [first, ...at],
      `holds a credential (${kind}) in plain text; store it with` +
        " `systemprompt admin secrets set` and name it under secrets",
      "warning",
    );
  }
}

/** RFC 6901, section 4. */
function unescapePart(part: string): string {
  return part.replaceAll("~1", "/").replaceAll("~0", "~");
}

/** Nobody expands `${NAME}`: a credential written so would silently stay a placeholder. */
function checkExpansion(report: Report): void {
  for (const { text, path } of textsOf(report.root)) {
    if (!text.includes("${") || path[0] === "description") continue;
    const passedOn = path[0] === "args" || path[0] === "settings";
    report.add(
      path,
      "${…} is not expanded; write the value, or name a stored secret under secrets",
      passedOn ? "warning" : "error",
    );
  }
}

export function describeUnknown(noun: string, word: string, known: readonly string[]): string {
  const meant = suggest(word, known);
  if (meant !== undefined) return `unknown ${noun} ${quote(word)}, did you mean "${meant}"?`;
  if (known.length === 0) return `unknown ${noun} ${quote(word)}; there is none`;
  const list = known.slice(0, 20).join(", ");
  return `unknown ${noun} ${quote(word)}; known: ${list}${known.length > 20 ? ", …" : ""}`;
}
