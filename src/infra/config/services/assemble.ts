import { isJsonObject, type JsonObject, type JsonValue } from "#shared/json.ts";
import type { TSchema } from "#shared/schema.ts";
import { type AccessControlConfig, accessControlSchema } from "../schemas/access-control.ts";
import { type GovernanceConfig, governanceSchema } from "../schemas/governance.ts";
import { type McpServerConfig, mcpServerSchema } from "../schemas/mcp.ts";
import { type RootConfig, rootSchema } from "../schemas/root.ts";
import { fillDefaults } from "../yaml/fill-defaults.ts";
import { deepFreeze, hashConfig } from "./hash-config.ts";
import type { Report } from "./report.ts";
import type { RulePlace, ServicesConfig } from "./services-config.ts";

/** A file that its schema accepts. */
export interface CheckedFile<Value> {
  readonly path: string;
  readonly value: Value;
  readonly report: Report;
}

export interface CheckedServices {
  readonly root: CheckedFile<RootConfig>;
  readonly governance: CheckedFile<GovernanceConfig>;
  readonly access: readonly CheckedFile<AccessControlConfig>[];
  readonly servers: readonly CheckedFile<McpServerConfig>[];
}

interface Assembled {
  readonly config: ServicesConfig;
  readonly hash: string;
  readonly rulePlaces: readonly RulePlace[];
}

/** Checked files to the one configuration: defaults, freeze, hash. */
export function assembleServices(checked: CheckedServices): Assembled {
  const root = fill(rootSchema, checked.root.value);
  const servers = checked.servers.map(({ path, value }) => [
    (path.split("/").at(-1) ?? path).replace(/\.ya?ml$/, ""),
    fill(mcpServerSchema, value),
  ]);
  const rules = checked.access.flatMap(
    ({ value }) => fill(accessControlSchema, value)["rules"] as readonly JsonValue[],
  );
  const rulePlaces = checked.access.flatMap(({ value, report }) =>
    value.rules.map((_, index) => ({ file: report.file, line: report.lineOf(["rules", index]) })),
  );
  // The schemas checked every file, and their defaults fill what `ServicesConfig` promises.
  const config = deepFreeze({
    governance: fill(governanceSchema, checked.governance.value),
    access_control: { rules },
    mcp: Object.fromEntries(servers),
    settings: root["settings"],
    extensions: root["extensions"] ?? {},
  }) as unknown as ServicesConfig;
  return { config, hash: hashConfig(config), rulePlaces };
}

function fill(schema: TSchema, value: unknown): JsonObject {
  // A copy: the schema's own default objects must not be frozen or shared.
  const filled = structuredClone(fillDefaults(schema, value as JsonValue));
  return isJsonObject(filled) ? filled : {};
}
