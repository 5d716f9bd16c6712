import { isJsonObject, type JsonObject, type JsonValue } from "#shared/json.ts";
import { type MirroredParam, mirroredParams } from "../mirrored-params.ts";
import { exposeName } from "../tool-name.ts";
import { modernMeta, type HandshakeOptions, type ServerHello } from "./handshake.ts";
import type { Upstream } from "./upstream.ts";

/** Pages read of one list; a server that pages for ever is cut off here. */
export const pagesMax = 64;
/** Entries kept of one list. */
export const entriesMax = 5_000;

export interface CatalogTool {
  /** The name that clients use. */
  readonly name: string;
  /** The name that the server uses. */
  readonly upstreamName: string;
  /** The definition with the exposed name, as JSON text ready to be sent. */
  readonly text: string;
  readonly description: string;
  readonly mirrored: readonly MirroredParam[];
}

/** One entry of a list that is passed on as it came: its key and its text. */
export interface CatalogEntry {
  readonly key: string;
  readonly text: string;
}

/** What a tool server offers. Immutable: a change makes a new one. */
export interface Catalog {
  readonly tools: ReadonlyMap<string, CatalogTool>;
  readonly resources: readonly CatalogEntry[];
  readonly resourceTemplates: readonly CatalogEntry[];
  readonly prompts: ReadonlyMap<string, CatalogEntry>;
  /** What was left out and why, for the operator. */
  readonly problems: readonly string[];
}

export const emptyCatalog: Catalog = {
  tools: new Map(),
  resources: [],
  resourceTemplates: [],
  prompts: new Map(),
  problems: [],
};

export interface CatalogOptions {
  readonly hello: ServerHello;
  readonly clientInfo: HandshakeOptions["clientInfo"];
  readonly timeoutMs: number;
}

/** Reads every list that the capabilities promise. A list that fails is a problem, no more. */
export async function collectCatalog(
  upstream: Upstream,
  options: CatalogOptions,
): Promise<Catalog> {
  const { capabilities } = options.hello;
  const problems: string[] = [];
  const read = (capability: string, method: string, key: string) =>
    capabilities[capability] === undefined
      ? Promise.resolve([])
      : readList(upstream, method, key, options, problems);
  const [tools, resources, templates, prompts] = await Promise.all([
    read("tools", "tools/list", "tools"),
    read("resources", "resources/list", "resources"),
    read("resources", "resources/templates/list", "resourceTemplates"),
    read("prompts", "prompts/list", "prompts"),
  ]);
  return {
    tools: toolsOf(tools, problems),
    resources: entriesOf(resources, "uri"),
    resourceTemplates: entriesOf(templates, "uriTemplate"),
    prompts: new Map(entriesOf(prompts, "name").map((entry) => [entry.key, entry])),
    problems,
  };
}

async function readList(
  upstream: Upstream,
  method: string,
  key: string,
  options: CatalogOptions,
  problems: string[],
): Promise<readonly JsonValue[]> {
  const meta = options.hello.era === "modern" ? { _meta: modernMeta(options.clientInfo) } : {};
  const entries: JsonValue[] = [];
  let cursor: string | undefined;
  for (let page = 0; page < pagesMax; page++) {
    const params = cursor === undefined ? meta : { ...meta, cursor };
    const answer = await upstream.request({ method, params, timeoutMs: options.timeoutMs });
    if (answer.kind !== "result") {
      const why = answer.kind === "error" ? answer.error.message : answer.message;
      problems.push(`${method} failed: ${why}`);
      return entries;
    }
    const listed = answer.value[key];
    // One more than is kept shows that there were more; spreading millions would end the process.
    const room = entriesMax + 1 - entries.length;
    if (Array.isArray(listed)) entries.push(...(listed as readonly JsonValue[]).slice(0, room));
    const next = answer.value["nextCursor"];
    if (typeof next !== "string" || next === "") return cut(entries, method, problems);
    if (entries.length > entriesMax) return cut(entries, method, problems);
    cursor = next;
  }
  problems.push(`${method} has more than ${pagesMax} pages; the rest was left out`);
  return cut(entries, method, problems);
}

function cut(entries: readonly JsonValue[], method: string, problems: string[]) {
  if (entries.length <= entriesMax) return entries;
  problems.push(`${method} has more than ${entriesMax} entries; the rest was left out`);
  return entries.slice(0, entriesMax);
}

function toolsOf(listed: readonly JsonValue[], problems: string[]): Map<string, CatalogTool> {
  const tools = new Map<string, CatalogTool>();
  const collided = new Set<string>();
  for (const definition of listed) {
    const tool = isJsonObject(definition) ? toolOf(definition, problems) : null;
    if (tool === null) continue;
    if (tools.has(tool.name)) collided.add(tool.name);
    else tools.set(tool.name, tool);
  }
  for (const name of collided) {
    tools.delete(name);
    problems.push(`two tools would be called ${name}; neither is offered`);
  }
  return tools;
}

function toolOf(definition: JsonObject, problems: string[]): CatalogTool | null {
  const upstreamName = definition["name"];
  const name = typeof upstreamName === "string" ? exposeName(upstreamName) : null;
  if (typeof upstreamName !== "string" || name === null) {
    problems.push(`a tool with the name ${quoteName(upstreamName)} is not offered: bad name`);
    return null;
  }
  const mirrored = mirroredParams(definition["inputSchema"]);
  if (mirrored === null) {
    problems.push(`the tool ${name} is not offered: its x-mcp-header marks break the rules`);
    return null;
  }
  const { description, execution } = definition;
  if (isJsonObject(execution) && execution["taskSupport"] === "required") {
    problems.push(
      `the tool ${name} is not offered: it runs as a task only, which is not supported`,
    );
    return null;
  }
  return {
    name,
    upstreamName,
    text: JSON.stringify(name === upstreamName ? definition : { ...definition, name }),
    description: typeof description === "string" ? description : "",
    mirrored,
  };
}

/** A hostile name must not break a terminal or a log line. */
function quoteName(name: unknown): string {
  const text = (JSON.stringify(name) ?? "undefined").slice(0, 80);
  return text.replace(/[^\x20-\x7e]/g, "?");
}

function entriesOf(listed: readonly JsonValue[], key: string): readonly CatalogEntry[] {
  return listed.flatMap((entry) => {
    const name = isJsonObject(entry) ? entry[key] : undefined;
    return typeof name === "string" ? [{ key: name, text: JSON.stringify(entry) }] : [];
  });
}
