import { join } from "node:path";
import { type Environment, readEnvironment } from "#infra/config/environment.ts";
import { findHome } from "#infra/config/find-home.ts";
import { loadProfile } from "#infra/config/load-profile.ts";
import { type HomePaths, homePaths } from "#infra/config/paths.ts";
import type { Profile } from "#infra/config/profile.ts";
import type { SettingFlags } from "#infra/config/settings-layer.ts";
import { Keyring, type MasterKeySource } from "#infra/security/keyring.ts";

export interface ProfileRequest {
  readonly profile?: string | undefined;
  readonly flags?: SettingFlags;
}

/** The profile in force and where its files are. */
export interface OpenProfile {
  readonly env: Environment;
  readonly home: string;
  readonly paths: HomePaths;
  readonly profile: Profile;
}

export function openProfile(request: ProfileRequest): OpenProfile {
  const env = readEnvironment();
  const home = findHome(process.cwd(), env);
  const { flags } = request;
  const profile = loadProfile({ home, name: request.profile, env, ...(flags ? { flags } : {}) });
  return { env, home, paths: homePaths(home), profile };
}

/** Where the master key may be, the most explicit place first. */
export function masterKeySources(env: Environment, paths: HomePaths): readonly MasterKeySource[] {
  const named = env["SYSTEMPROMPT_MASTER_KEY_FILE"];
  const mounted = env["CREDENTIALS_DIRECTORY"];
  return [
    ...(named ? [{ path: named, trust: "mounted" } as const] : []),
    ...(mounted ? [{ path: join(mounted, "master-key"), trust: "mounted" } as const] : []),
    { path: paths.masterKey, trust: "private" },
  ];
}

export function openKeyring({ env, paths }: Pick<OpenProfile, "env" | "paths">): Promise<Keyring> {
  return Keyring.open(masterKeySources(env, paths));
}
