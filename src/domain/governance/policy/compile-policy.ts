import type { AccessRule } from "#infra/config/schemas/access-control.ts";
import type { GovernanceConfig, RateLimitsConfig } from "#infra/config/schemas/governance.ts";
import type { McpServerConfig } from "#infra/config/schemas/mcp.ts";
import type { SecretKindRow } from "#shared/secrets/secret-kind.ts";
import { systemClock } from "#shared/clock.ts";
import { indexAccessRules } from "../access/access-index.ts";
import {
  type BlocklistCategory,
  blocklistCategories,
  type Reaction,
} from "../blocklist/categories.ts";
import { compileExceptions } from "../blocklist/exceptions.ts";
import { selectKinds } from "../secrets/added/select-kinds.ts";
import { compileRates } from "../limits/rate-policy.ts";
import { compileScanner } from "./compile-scanner.ts";
import type { PolicySnapshot, ToolPolicy } from "./policy-snapshot.ts";

type ServerFile = Pick<McpServerConfig, "tools" | "arguments" | "blocklist">;

/** The files that decide, already validated. */
export interface PolicySources {
  readonly governance: Pick<GovernanceConfig, "secrets" | "blocklist" | "rate_limits">;
  readonly access_control: { readonly rules: readonly AccessRule[] };
  /** By server name. */
  readonly mcp: Readonly<Record<string, ServerFile>>;
}

export interface CompileOptions {
  /** The profile's own limits, which win over the file's. */
  readonly rates?: RateLimitsConfig | undefined;
  readonly nowMs?: () => number;
  /** Kinds of secrets that the extensions of this executable add. */
  readonly extensionKinds?: readonly SecretKindRow[];
}

/** Compiles the files into the snapshot that decides until the next one replaces it. */
export function compilePolicy(
  services: PolicySources,
  hash: string,
  options: CompileOptions = {},
): PolicySnapshot {
  const servers = Object.entries(services.mcp);
  const tools = compileTools(servers);
  const { disabled_kinds: disabled = [], kinds: own = [] } = services.governance.secrets ?? {};
  const added = [...own, ...(options.extensionKinds ?? [])];
  const kindChoice = { disabled, added };
  const kinds = selectKinds(kindChoice);
  return {
    hash,
    access: indexAccessRules(services.access_control.rules, disabledTools(servers)),
    scanSecrets: compileScanner(kinds),
    kinds,
    kindChoice,
    everyKind: disabled.length === 0 ? kinds : selectKinds({ disabled: [], added }),
    blocklist: compileReactions(services.governance.blocklist?.categories ?? {}),
    findException: compileExceptions(
      services.governance.blocklist?.exceptions ?? [],
      options.nowMs ?? systemClock.nowMs,
    ),
    rates: compileRates(services.governance.rate_limits, options.rates),
    tools,
    servers: compileServers(servers),
  };
}

type Servers = readonly (readonly [string, ServerFile])[];

function compileTools(servers: Servers): ReadonlyMap<string, ToolPolicy> {
  const tools = new Map<string, ToolPolicy>();
  for (const [server, config] of servers) {
    for (const [tool, settings] of Object.entries(config.tools ?? {})) {
      tools.set(`mcp://${server}/${tool}`, {
        argumentKinds: { ...config.arguments, ...settings.arguments },
        declaresPermissions: settings.permissions !== undefined,
        blocklist: { ...config.blocklist, ...settings.blocklist },
      });
    }
  }
  return tools;
}

function compileServers(servers: Servers): ReadonlyMap<string, ToolPolicy> {
  const set = servers.filter(([, config]) => config.arguments ?? config.blocklist);
  return new Map(
    set.map(([server, config]) => [
      server,
      {
        argumentKinds: config.arguments ?? {},
        declaresPermissions: false,
        blocklist: config.blocklist ?? {},
      },
    ]),
  );
}

function disabledTools(servers: Servers): ReadonlySet<string> {
  const names = servers.flatMap(([server, config]) =>
    Object.entries(config.tools ?? {})
      .filter(([, settings]) => settings.enabled === false)
      .map(([tool]) => `mcp://${server}/${tool}`),
  );
  return new Set(names);
}

function compileReactions(
  settings: Readonly<Record<string, Reaction>>,
): Readonly<Record<BlocklistCategory, Reaction>> {
  const defaults = Object.entries(blocklistCategories).map(
    ([name, category]) => [name, settings[name] ?? category.reaction] as const,
  );
  return Object.fromEntries(defaults) as Record<BlocklistCategory, Reaction>;
}
