import { type TypeCheck, TypeCompiler } from "@sinclair/typebox/compiler";
import { isAppError } from "#shared/errors.ts";
import type { Tool, ToolCall, ToolResult } from "#shared/extension.ts";
import { isJsonObject, type JsonObject, type JsonValue } from "#shared/json.ts";
import type { TSchema } from "#shared/schema.ts";
import { legacyVersions, metaKeys, modernVersions, rpcErrors } from "./protocol.ts";
import { RpcFailure } from "./rpc-message.ts";

export interface ToolServer {
  readonly name: string;
  readonly title: string;
  readonly version: string;
  readonly instructions?: string;
  readonly tools: ReadonlyMap<string, PreparedTool>;
}

export interface PreparedTool {
  readonly tool: Tool;
  readonly check: TypeCheck<TSchema>;
  /** As `tools/list` shows it. */
  readonly listed: JsonObject;
}

/** Most answers are there at once, and a call that waits for nothing costs six promises less. */
export type Eventual<Value> = Value | Promise<Value>;

/** A tool set never changes while its process lives. */
const listTtlMs = 3_600_000;

export function prepareTools(tools: readonly Tool[]): ReadonlyMap<string, PreparedTool> {
  const sorted = [...tools].sort((a, b) => (a.name < b.name ? -1 : 1));
  return new Map(
    sorted.map((tool) => [
      tool.name,
      { tool, check: TypeCompiler.Compile(tool.input), listed: describeTool(tool) },
    ]),
  );
}

function describeTool(tool: Tool): JsonObject {
  const { name, title, description, input, output, annotations } = tool;
  const described = {
    name,
    title,
    description,
    inputSchema: input,
    ...(output === undefined ? {} : { outputSchema: output }),
    ...(annotations === undefined ? {} : { annotations }),
  };
  // The schema library marks its objects with symbols, which must not reach comparisons.
  return JSON.parse(JSON.stringify(described)) as JsonObject;
}

/** Answers one request of either era. Throws `RpcFailure` for what is an error on the wire. */
export function handleRequest(
  server: ToolServer,
  method: string,
  params: JsonObject,
  call: ToolCall,
): Eventual<JsonObject> {
  const version = readModernVersion(params);
  if (version === null && method !== "server/discover") {
    return handleLegacy(server, method, params, call);
  }
  if (version !== null && !(modernVersions as readonly string[]).includes(version)) {
    throw new RpcFailure(rpcErrors.unsupportedVersion, "Unsupported protocol version", {
      supported: modernVersions,
      requested: version,
    });
  }
  const result = handleModern(server, method, params, call);
  if (!(result instanceof Promise)) return labelled(server, result);
  return result.then((later) => labelled(server, later));
}

function labelled({ name, title, version }: ToolServer, result: JsonObject): JsonObject {
  const meta = { [metaKeys.serverInfo]: { name, title, version } };
  return { resultType: "complete", _meta: meta, ...result };
}

function readModernVersion(params: JsonObject): string | null {
  const meta = params["_meta"];
  if (!isJsonObject(meta)) return null;
  const version = meta[metaKeys.protocolVersion];
  if (version === undefined) return null;
  return typeof version === "string" ? version : JSON.stringify(version);
}

function handleModern(
  server: ToolServer,
  method: string,
  params: JsonObject,
  call: ToolCall,
): Eventual<JsonObject> {
  const cached = { ttlMs: listTtlMs, cacheScope: "private" };
  switch (method) {
    case "server/discover":
      return {
        supportedVersions: modernVersions,
        capabilities: { tools: {} },
        ...(server.instructions === undefined ? {} : { instructions: server.instructions }),
        ...cached,
      };
    case "tools/list":
      return { ...listTools(server), ...cached };
    case "tools/call":
      return callTool(server, params, call);
    default:
      throw unknownMethod(method);
  }
}

function handleLegacy(
  server: ToolServer,
  method: string,
  params: JsonObject,
  call: ToolCall,
): Eventual<JsonObject> {
  switch (method) {
    case "initialize":
      return initialize(server, params);
    case "ping":
      return {};
    case "tools/list":
      return listTools(server);
    case "tools/call":
      return callTool(server, params, call);
    default:
      throw unknownMethod(method);
  }
}

function initialize(server: ToolServer, params: JsonObject): JsonObject {
  const wanted = params["protocolVersion"];
  const version = legacyVersions.find((known) => known === wanted) ?? legacyVersions[0];
  return {
    protocolVersion: version,
    capabilities: { tools: {} },
    serverInfo: { name: server.name, title: server.title, version: server.version },
    ...(server.instructions === undefined ? {} : { instructions: server.instructions }),
  };
}

function listTools(server: ToolServer): JsonObject {
  return { tools: [...server.tools.values()].map(({ listed }) => listed) };
}

function callTool(server: ToolServer, params: JsonObject, call: ToolCall): Eventual<JsonObject> {
  const name = params["name"];
  const prepared = typeof name === "string" ? server.tools.get(name) : undefined;
  if (prepared === undefined) {
    throw new RpcFailure(rpcErrors.invalidParams, `Unknown tool: ${JSON.stringify(name)}`);
  }
  const input: JsonValue = params["arguments"] ?? {};
  if (!isJsonObject(input)) {
    throw new RpcFailure(rpcErrors.invalidParams, "arguments is not an object");
  }
  // The model can read and repair a tool error; a protocol error stops the client.
  if (!prepared.check.Check(input)) return wireForm(describeMismatch(prepared.check, input));
  const result = runTool(prepared.tool, input, call);
  return result instanceof Promise ? result.then(wireForm) : wireForm(result);
}

function wireForm(result: ToolResult): JsonObject {
  return { ...result };
}

function describeMismatch(check: TypeCheck<TSchema>, input: JsonObject): ToolResult {
  const words = [...check.Errors(input)]
    .slice(0, 5)
    .map((error) => `${error.path || "/"}: ${error.message}`);
  return failed(`The arguments do not match the tool's schema. ${words.join("; ")}.`);
}

function runTool(tool: Tool, input: JsonObject, call: ToolCall): Eventual<ToolResult> {
  try {
    const result = tool.run(input, call);
    return result instanceof Promise ? result.catch((error) => failure(tool, error)) : result;
  } catch (error) {
    return failure(tool, error);
  }
}

function failure(tool: Tool, error: unknown): ToolResult {
  if (isAppError(error)) return failed(error.message);
  // The trace goes to the child's own log; the caller gets no paths.
  process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`);
  return failed(`The tool ${tool.name} failed inside.`);
}

function failed(text: string): ToolResult {
  return { content: [{ type: "text", text }], isError: true };
}

function unknownMethod(method: string): RpcFailure {
  return new RpcFailure(rpcErrors.methodNotFound, `Method not found: ${method}`);
}
