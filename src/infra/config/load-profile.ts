import { readdirSync } from "node:fs";
import { relative } from "node:path";
import { isMissingFile } from "#infra/logging/missing-file.ts";
import { AppError } from "#shared/errors.ts";
import { isJsonObject, type JsonObject, type JsonValue } from "#shared/json.ts";
import type { TSchema } from "#shared/schema.ts";
import { configInvalid } from "./config-invalid.ts";
import type { Environment } from "./environment.ts";
import { findForeignReader, findForeignWriter } from "./file-trust.ts";
import { homePaths, profilePaths, resolveFromHome } from "./paths.ts";
import type { Profile } from "./profile.ts";
import { readYamlFile, type TrustCheck } from "./read-yaml-file.ts";
import { profileSchema, type ProfileSecrets, profileSecretsSchema } from "./schemas/profile.ts";
import {
  readEnvironmentLayer,
  readFlagLayer,
  type Setting,
  type SettingFlags,
} from "./settings-layer.ts";
import { checkNode } from "./yaml/check-node.ts";
import type { Diagnostic } from "./yaml/diagnostic.ts";
import { fillDefaults } from "./yaml/fill-defaults.ts";
import { type Located, plainValue } from "./yaml/located.ts";

export const profileNamePattern = /^[a-z][a-z0-9-]{0,31}$/;

export interface ProfileRequest {
  readonly home: string;
  /** Absent: `SYSTEMPROMPT_PROFILE`, else the only profile there is, else `local`. */
  readonly name?: string | undefined;
  readonly env: Environment;
  readonly flags?: SettingFlags;
}

/**
 * Reads one profile: defaults < files < environment < flags. `DATABASE_URL` wins over the stored
 * URL for this run. Throws NOT_SET_UP without a profile and CONFIG_INVALID with every diagnostic.
 */
export function loadProfile(request: ProfileRequest): Profile {
  const { home, env } = request;
  const name = chooseProfile(request);
  const paths = profilePaths(home, name);
  const root = homePaths(home).root;
  const settings = readChecked(paths.profile, root, profileSchema, findForeignWriter);
  if (settings.missing) throw missingProfile(home, name);
  const secrets = readChecked(paths.secrets, root, profileSecretsSchema, findForeignReader);
  const environment = readEnvironmentLayer(profileSchema, env);
  const flags = readFlagLayer(profileSchema, request.flags ?? {});
  const diagnostics = [settings, environment, flags].flatMap((layer) => layer.diagnostics);
  if (!secrets.missing) diagnostics.push(...secrets.diagnostics);
  if (diagnostics.length > 0) throw configInvalid(`The profile ${name}`, diagnostics);
  const layers = [...settings.settings, ...environment.settings, ...flags.settings];
  const database = chooseDatabase(secrets.settings, env);
  return assemble(home, name, layers, database);
}

export function listProfiles(home: string): readonly string[] {
  try {
    return readdirSync(homePaths(home).profiles, { withFileTypes: true })
      .filter((entry) => entry.isDirectory() && profileNamePattern.test(entry.name))
      .map((entry) => entry.name)
      .toSorted();
  } catch (error) {
    if (isMissingFile(error)) return [];
    throw new AppError("NOT_SET_UP", "The folder of the profiles cannot be read.", {
      cause: error,
    });
  }
}

function chooseProfile({ home, name, env }: ProfileRequest): string {
  const named = name ?? env["SYSTEMPROMPT_PROFILE"];
  const present = listProfiles(home);
  const chosen = named ?? (present.length === 1 ? present[0] : undefined) ?? "local";
  if (profileNamePattern.test(chosen)) return chosen;
  throw new AppError(
    "USAGE",
    "A profile's name has lower-case letters, digits and hyphens, first a letter, at most 32.",
  );
}

function missingProfile(home: string, name: string): AppError {
  const present = listProfiles(home);
  const choice =
    present.length > 0 ? `There are: ${present.join(", ")}.` : "Run: systemprompt admin setup";
  return new AppError("NOT_SET_UP", `There is no profile ${name} in ${home}. ${choice}`);
}

interface FileLayer {
  readonly settings: readonly Setting[];
  readonly diagnostics: readonly Diagnostic[];
  readonly missing: boolean;
}

function readChecked(path: string, root: string, schema: TSchema, trust: TrustCheck): FileLayer {
  const shown = relative(root, path);
  const file = readYamlFile(path, shown, trust);
  if (file.root === null) return { settings: [], ...file };
  const findings = checkNode(schema, file.root);
  return {
    settings: flatten(file.root, [], shown),
    diagnostics: findings.map((finding) => ({ file: shown, ...finding })),
    missing: false,
  };
}

function flatten(node: Located, path: readonly string[], file: string): Setting[] {
  if (node.kind !== "map") {
    return [{ path, value: plainValue(node), origin: `${file}:${node.at.line}` }];
  }
  return node.entries.flatMap((entry) => flatten(entry.value, [...path, entry.key], file));
}

interface DatabaseChoice {
  readonly secrets: ProfileSecrets;
  readonly origins: readonly Setting[];
  /** The environment names another database than the profile. */
  readonly foreign: boolean;
}

function chooseDatabase(stored: readonly Setting[], env: Environment): DatabaseChoice {
  const file = unflatten(stored) as ProfileSecrets;
  const url = env["DATABASE_URL"];
  if (url === undefined || url === "" || url === file.database_url) {
    return { secrets: file, origins: stored, foreign: false };
  }
  const diagnostic = { severity: "error", line: 0, column: 0, path: "" } as const;
  if (!/^postgres(ql)?:\/\//.test(url)) {
    const message = "must be a PostgreSQL URL, like postgres://user:password@host/database";
    throw configInvalid("The environment", [
      { ...diagnostic, file: "environment DATABASE_URL", message },
    ]);
  }
  // The stored URLs of the other roles belong to the stored database.
  const origin = { path: ["database_url"], value: "", origin: "environment DATABASE_URL" };
  return { secrets: { database_url: url }, origins: [origin], foreign: true };
}

function assemble(
  home: string,
  name: string,
  layers: readonly Setting[],
  database: DatabaseChoice,
): Profile {
  const kept = database.foreign
    ? layers.filter(({ path }) => !(path[0] === "database" && path[1] === "embedded"))
    : layers;
  const origins = new Map(kept.map((setting) => [setting.path.join("."), setting.origin]));
  for (const { path, origin } of database.origins) origins.set(`secrets.${path.join(".")}`, origin);
  const settings = fillDefaults(profileSchema, unflatten(kept)) as JsonObject;
  const server = settings["server"] as JsonObject & { readonly port: number };
  const publicUrl = server["public_url"] ?? `http://127.0.0.1:${server.port}`;
  if (server["public_url"] === undefined) origins.set("server.public_url", "from server.port");
  for (const [path] of leaves(settings)) if (!origins.has(path)) origins.set(path, "default");
  const profile = {
    ...settings,
    name,
    home,
    root: homePaths(home).root,
    server: { ...server, public_url: publicUrl },
    services: resolveFromHome(home, settings["services"] as string),
    origins,
  };
  Object.defineProperty(profile, "secrets", { value: unprintable(database.secrets) });
  // The schema checked every layer, and its defaults fill what `Profile` promises.
  return Object.freeze(profile) as unknown as Profile;
}

/** The runtime's inspector shows members that JSON does not. */
function unprintable(secrets: ProfileSecrets): ProfileSecrets {
  const inspect = Symbol.for("nodejs.util.inspect.custom");
  return Object.freeze(
    Object.defineProperty({ ...secrets }, inspect, { value: () => "(secrets)" }),
  );
}

function unflatten(settings: readonly Setting[]): JsonObject {
  const root: Record<string, JsonValue> = {};
  for (const { path, value } of settings) {
    let at = root;
    for (const part of path.slice(0, -1)) {
      const next = at[part];
      at = (isJsonObject(next) ? next : (at[part] = {})) as Record<string, JsonValue>;
    }
    const last = path.at(-1);
    if (last !== undefined) at[last] = value;
  }
  return root;
}

/** Every setting that is not a section, with its dotted path. */
export function* leaves(value: JsonObject, prefix = ""): Generator<readonly [string, JsonValue]> {
  for (const [key, item] of Object.entries(value)) {
    if (isJsonObject(item)) yield* leaves(item, `${prefix}${key}.`);
    else yield [`${prefix}${key}`, item];
  }
}
