import type { ProfileConfig, ProfileSecrets } from "./schemas/profile.ts";

type Section<Name extends keyof ProfileConfig> = NonNullable<ProfileConfig[Name]>;

/** A section of the file with these settings filled in from their defaults. */
type Filled<Name extends keyof ProfileConfig, Keys extends keyof Section<Name>> = Readonly<
  Section<Name> & { [Key in Keys]-?: NonNullable<Section<Name>[Key]> }
>;

/** Where a value came from: `default`, `<file>:<line>`, `environment NAME`, `flag --port`, … */
export type Origins = ReadonlyMap<string, string>;

/**
 * One profile in force, defaults filled in. Keys are spelled as in the file, so that a path in a
 * message, in the environment and in the code is the same.
 */
export interface Profile {
  readonly name: string;
  /** The `.systemprompt` folder. */
  readonly home: string;
  /** The folder that holds it; relative paths of the profile start here. */
  readonly root: string;
  readonly installation_id?: string;
  readonly server: Filled<
    "server",
    | "host"
    | "port"
    | "public_url"
    | "body_bytes_max"
    | "proxy_header"
    | "leave_ms"
    | "drain_ms"
    | "reuse_port"
  >;
  readonly database: Filled<
    "database",
    "single_role" | "pool_max" | "connect_timeout_ms" | "statement_timeout_ms"
  >;
  readonly security: Filled<
    "security",
    "signing" | "token_seconds" | "isolation_minimum" | "approve_commands"
  >;
  readonly audit: Filled<"audit", "durability" | "queue_rows_max" | "anchor_seconds">;
  readonly logging: Filled<"logging", "level">;
  /** Only what the profile overrides. */
  readonly rate_limits?: Section<"rate_limits">;
  /** The services folder, absolute. */
  readonly services: string;
  /** Not enumerable, so that printing a profile prints no password. */
  readonly secrets: Readonly<ProfileSecrets>;
  readonly origins: Origins;
}
