import type { JsonObject } from "#shared/json.ts";
import type { AccessRule } from "../schemas/access-control.ts";
import type { GovernanceConfig, RateLimitsConfig } from "../schemas/governance.ts";
import type { McpServerConfig, McpToolConfig } from "../schemas/mcp.ts";
import type { Diagnostic } from "../yaml/diagnostic.ts";

type Full<Config, Keys extends keyof Config> = Readonly<
  Config & { [Key in Keys]-?: NonNullable<Config[Key]> }
>;

type Limits = NonNullable<McpServerConfig["limits"]>;

/** A tool server, defaults filled in. */
export interface McpServer extends Omit<McpServerConfig, "tools" | "limits"> {
  readonly enabled: boolean;
  readonly isolation: "shared" | "per-user" | "per-session";
  readonly limits: Full<Limits, "call_timeout_ms" | "start_timeout_ms" | "concurrent_calls_max">;
  readonly tools?: Readonly<Record<string, Full<McpToolConfig, "enabled">>>;
}

/** Rate limits, defaults filled in. */
export interface RateLimits extends RateLimitsConfig {
  readonly per_session_per_minute: number;
  readonly multipliers: Readonly<
    Record<"admin" | "user" | "service" | "a2a" | "mcp" | "anonymous", number>
  >;
  readonly burst: { readonly multiplier: number; readonly window_seconds: number };
  readonly user_ceiling: number;
}

export interface Governance extends Omit<
  GovernanceConfig,
  "rate_limits" | "evidence" | "retention"
> {
  readonly rate_limits: RateLimits;
  readonly evidence: { readonly excerpt_bytes_max: number };
  /** Absent from a snapshot of a version that did not have it, which means keep. */
  readonly retention?: { readonly audit_months: number | "keep" };
}

/** `services/` in force: plain, frozen data, spelled as in the files, defaults filled in. */
export interface ServicesConfig {
  readonly governance: Governance;
  readonly access_control: { readonly rules: readonly AccessRule[] };
  /** By server name, which is the file's name. */
  readonly mcp: Readonly<Record<string, McpServer>>;
  readonly settings: { readonly mcp_ports: string; readonly agent_ports: string };
  /** Sections of the extensions by their id. */
  readonly extensions: Readonly<Record<string, JsonObject>>;
}

/** Where a rule is written; beside the configuration, so that moving a rule changes no hash. */
export interface RulePlace {
  readonly file: string;
  readonly line: number;
}

/** A good folder with its warnings, or nothing at all and why. */
export type LoadedServices =
  | {
      readonly config: ServicesConfig;
      readonly hash: string;
      readonly diagnostics: readonly Diagnostic[];
      /** In the order of `config.access_control.rules`. */
      readonly rulePlaces: readonly RulePlace[];
    }
  | {
      readonly config: null;
      readonly hash: null;
      readonly diagnostics: readonly Diagnostic[];
      readonly rulePlaces: readonly RulePlace[];
    };
