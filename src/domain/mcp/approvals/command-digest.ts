import type { McpServerConfig } from "#infra/config/schemas/mcp.ts";
import { canonicalText } from "#infra/config/services/hash-config.ts";
import { sha256 } from "#infra/security/digest.ts";
import type { JsonValue } from "#shared/json.ts";

/** What of a server's file decides which program runs, and what it can reach once it runs. */
export type CommandLine = Readonly<
  Pick<
    McpServerConfig,
    | "type"
    | "command"
    | "args"
    | "cwd"
    | "env"
    | "env_allow"
    | "secrets"
    | "isolation"
    | "sandbox"
    | "extension"
    | "settings"
  >
>;

/** Names all of it in an approval: any change is another digest. */
export function commandDigest(line: CommandLine): string {
  const { sandbox } = line;
  const power = {
    type: line.type,
    command: line.command ?? null,
    args: line.args ?? [],
    cwd: line.cwd ?? null,
    env: line.env ?? {},
    env_allow: line.env_allow ?? [],
    secrets: line.secrets ?? {},
    isolation: line.isolation ?? "shared",
    read: sandbox?.read ?? [],
    write: sandbox?.write ?? [],
    connect_ports: sandbox?.connect_ports ?? [],
    // Left out while it is empty, so that what was approved before it existed stays approved.
    ...(sandbox?.allow?.length ? { allow: sandbox.allow } : {}),
    extension: line.extension ?? null,
    settings: line.settings ?? {},
  };
  return sha256(canonicalText(power as JsonValue)).toString("hex");
}
