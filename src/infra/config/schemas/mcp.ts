import { sandboxPowers } from "#infra/processes/confinement/powers.ts";
import { argumentKinds } from "#shared/governed-call.ts";
import { oneOf, type Static, strictObject, Type } from "#shared/schema.ts";

const environmentName = "^[A-Za-z_][A-Za-z0-9_]*$";

const toolSchema = strictObject({
  permissions: Type.Optional(
    Type.Array(oneOf(["read", "write", "delete", "execute", "network"]), {
      description: "What the tool does; a tool that declares it is not judged by its name.",
    }),
  ),
  arguments: Type.Optional(
    Type.Record(Type.String(), oneOf(argumentKinds), {
      description: "What each top-level argument holds.",
    }),
  ),
  blocklist: Type.Optional(Type.Record(Type.String(), oneOf(["deny", "ask", "off"]))),
  enabled: Type.Optional(Type.Boolean({ default: true })),
});

/** `services/mcp/<name>.yaml`; the file's name is the server's name. */
export const mcpServerSchema = strictObject({
  type: oneOf(["stdio", "extension"]),
  description: Type.Optional(Type.String({ maxLength: 500 })),
  enabled: Type.Optional(Type.Boolean({ default: true })),
  extension: Type.Optional(Type.String({ description: "Extension id, for type extension." })),
  command: Type.Optional(Type.String({ minLength: 1, description: "Program, for type stdio." })),
  args: Type.Optional(Type.Array(Type.String())),
  cwd: Type.Optional(Type.String({ minLength: 1 })),
  settings: Type.Optional(
    Type.Record(Type.String(), Type.Unknown(), { description: "The extension's own settings." }),
  ),
  env: Type.Optional(
    Type.Record(Type.String({ pattern: environmentName }), Type.String(), {
      description: "Plain values. Credentials belong under secrets.",
    }),
  ),
  env_allow: Type.Optional(
    Type.Array(Type.String({ pattern: environmentName }), {
      description: "Names that the child inherits beside the fixed allow-list.",
    }),
  ),
  secrets: Type.Optional(
    Type.Record(Type.String({ pattern: environmentName }), Type.String({ minLength: 1 }), {
      description:
        "Environment name to the name of a stored secret; user:<name> is each user's own one.",
    }),
  ),
  isolation: Type.Optional(oneOf(["shared", "per-user", "per-session"], { default: "shared" })),
  sandbox: Type.Optional(
    strictObject({
      read: Type.Optional(Type.Array(Type.String({ minLength: 1 }))),
      write: Type.Optional(Type.Array(Type.String({ minLength: 1 }))),
      connect_ports: Type.Optional(Type.Array(Type.Integer({ minimum: 1, maximum: 65_535 }))),
      allow: Type.Optional(
        Type.Array(oneOf(sandboxPowers), {
          description: "System calls that are refused otherwise.",
        }),
      ),
    }),
  ),
  oauth: Type.Optional(
    strictObject({
      audience: Type.Optional(Type.String({ minLength: 1 })),
      scopes: Type.Optional(Type.Array(Type.String({ minLength: 1 }))),
    }),
  ),
  arguments: Type.Optional(
    Type.Record(Type.String(), oneOf(argumentKinds), {
      description: "What arguments of this name hold in each of its tools.",
    }),
  ),
  blocklist: Type.Optional(
    Type.Record(Type.String(), oneOf(["deny", "ask", "off"]), {
      description: "Categories for all of its tools; a tool's own setting wins.",
    }),
  ),
  // Not filled in: a file that says nothing keeps the hash that it had.
  results: Type.Optional(
    strictObject(
      {
        secrets: Type.Optional(
          oneOf(["mask", "flag", "block"], {
            default: "mask",
            description:
              "Credentials in what the server answers: masked, only recorded, or kept back whole.",
          }),
        ),
      },
      { fills: false },
    ),
  ),
  tools: Type.Optional(Type.Record(Type.String({ minLength: 1 }), toolSchema)),
  limits: Type.Optional(
    strictObject({
      call_timeout_ms: Type.Optional(
        Type.Integer({ minimum: 100, maximum: 3_600_000, default: 60_000 }),
      ),
      start_timeout_ms: Type.Optional(
        Type.Integer({ minimum: 100, maximum: 600_000, default: 30_000 }),
      ),
      concurrent_calls_max: Type.Optional(
        Type.Integer({ minimum: 1, maximum: 10_000, default: 256 }),
      ),
      memory_bytes_max: Type.Optional(Type.Integer({ minimum: 33_554_432 })),
      processes_max: Type.Optional(Type.Integer({ minimum: 1, maximum: 65_536 })),
      open_files_max: Type.Optional(Type.Integer({ minimum: 16, maximum: 1_048_576 })),
    }),
  ),
});

export type McpToolConfig = Static<typeof toolSchema>;
export type ResultHandling = "mask" | "flag" | "block";
export type McpServerConfig = Static<typeof mcpServerSchema>;
