/**
 * All that extensions may import. Words, each with one meaning in the whole product:
 *
 * - extension: a feature of the product, one literal in `extensions/index.ts`.
 * - server: an MCP server; one that an extension provides runs as a child of this executable.
 * - tool: what a server offers to a model; `tools/call` runs it.
 * - settings: what the operator writes for one server in `services/mcp/<name>.yaml`.
 * - config: what the operator writes for an extension in `services/config/config.yaml`.
 * - decision: the answer of governance to one call, data, never an exception.
 * - failure: an `AppError`, with a code from one table.
 */
import type {
  Extension,
  Tool,
  ToolCall,
  ToolResult,
  ToolServerDefinition,
} from "#shared/extension.ts";
import type { Static, TSchema } from "#shared/schema.ts";

export { AppError } from "#shared/errors.ts";
export { oneOf, strictObject, Type } from "#shared/schema.ts";
export type {
  Extension,
  ExtensionContext,
  ExtensionLifecycle,
  ExtensionMigration,
  PlacementBase,
  Tool,
  ToolAnnotations,
  ToolCall,
  ToolContent,
  ToolResult,
  ToolServerDefinition,
  ToolServerPlacement,
} from "#shared/extension.ts";
export type { JsonObject, JsonValue } from "#shared/json.ts";
export type { SecretKindRow } from "#shared/secrets/secret-kind.ts";
export type { Static, TSchema } from "#shared/schema.ts";

/** Declares an extension. The loader checks the literal again, strictly, at boot. */
export function defineExtension<Config extends TSchema>(
  extension: Extension<Config>,
): Extension<Config> {
  return extension;
}

/** Declares a tool server whose settings have the type of their schema. */
export function defineToolServer<Settings extends TSchema>(
  server: ToolServerDefinition<Settings>,
): ToolServerDefinition {
  return server as unknown as ToolServerDefinition;
}

/** Declares a tool whose arguments have the type of their schema. */
export function defineTool<Input extends TSchema>(
  tool: Omit<Tool, "run" | "input"> & {
    readonly input: Input;
    run(input: Static<Input>, call: ToolCall): Promise<ToolResult> | ToolResult;
  },
): Tool {
  return tool as unknown as Tool;
}
