import type { JsonObject } from "./json.ts";
import type { SecretKindRow } from "./secrets/secret-kind.ts";
import type { Static, TSchema } from "./schema.ts";

/** A feature of the product: one literal in the list `extensions/index.ts`. */
export interface Extension<Config extends TSchema = TSchema> {
  /** Lower-case words with dashes; stable for ever. */
  readonly id: string;
  /** Semantic version of the extension. */
  readonly version: string;
  /** Ids of extensions that are started before this one. */
  readonly requires?: readonly string[];
  /** Schema of `extensions.<id>` in `services/config/config.yaml`. */
  readonly config?: Config;
  /** Forward-only SQL, applied once each, in order. */
  readonly migrations?: readonly ExtensionMigration[];
  /** Kinds of credentials that are looked for beside the product's own. */
  readonly secretKinds?: readonly SecretKindRow[];
  /** MCP servers, each of which runs in a child process of its own. */
  readonly tools?: Readonly<Record<string, ToolServerDefinition>>;
  readonly lifecycle?: ExtensionLifecycle<Static<Config>>;
}

export interface ExtensionMigration {
  /** `0001_notes`; unique within the extension. */
  readonly name: string;
  readonly sql: string;
}

/** Runs inside the server. A failure of `start` or `validate` stops the boot. */
export interface ExtensionLifecycle<Config> {
  start?(context: ExtensionContext<Config>): Promise<void> | void;
  /** Looks whether what was started works, before anything is served. */
  validate?(context: ExtensionContext<Config>): Promise<void> | void;
  close?(context: ExtensionContext<Config>): Promise<void> | void;
}

export interface ExtensionContext<Config> {
  readonly id: string;
  readonly config: Config;
}

/** A set of tools behind one MCP server. It runs in a child process and holds nothing of ours. */
export interface ToolServerDefinition<Settings extends TSchema = TSchema> {
  readonly title: string;
  /** Told to the model when it connects. */
  readonly instructions?: string;
  /** Schema of `settings` in `services/mcp/<name>.yaml`. */
  readonly settings?: Settings;
  /**
   * In the server, before the child starts: makes paths absolute and names the folders that the
   * child may reach. Absent: no folder.
   */
  place?(settings: Static<Settings>, base: PlacementBase): ToolServerPlacement<Static<Settings>>;
  /** Makes the tools, in the child, from settings that match the schema. */
  open(settings: Static<Settings>): Promise<readonly Tool[]> | readonly Tool[];
}

export interface PlacementBase {
  /** Absolute path of the folder that holds `.systemprompt` and `services`. */
  readonly projectFolder: string;
  /** Absolute path of `.systemprompt`; of it only `workspace` can be given to a child. */
  readonly stateFolder: string;
}

export interface ToolServerPlacement<Settings> {
  readonly settings: Settings;
  readonly read?: readonly string[];
  /** Created when they are missing. */
  readonly write?: readonly string[];
}

/** Hints for clients and people; governance never trusts them (MCP, `ToolAnnotations`). */
export interface ToolAnnotations {
  readonly readOnlyHint?: boolean;
  readonly destructiveHint?: boolean;
  readonly idempotentHint?: boolean;
  readonly openWorldHint?: boolean;
}

export interface Tool {
  readonly name: string;
  readonly title: string;
  readonly description: string;
  /** JSON Schema of the arguments; checked before `run`. */
  readonly input: TSchema;
  readonly output?: TSchema;
  readonly annotations?: ToolAnnotations;
  run(input: JsonObject, call: ToolCall): Promise<ToolResult> | ToolResult;
}

export interface ToolCall {
  /** Aborted when the caller cancels. */
  readonly signal: AbortSignal;
}

export type ToolContent =
  | { readonly type: "text"; readonly text: string }
  | { readonly type: "image" | "audio"; readonly data: string; readonly mimeType: string };

export interface ToolResult {
  readonly content: readonly ToolContent[];
  readonly structuredContent?: JsonObject;
  /** The tool could not do it, and the text tells the model why and what to do. */
  readonly isError?: boolean;
}
