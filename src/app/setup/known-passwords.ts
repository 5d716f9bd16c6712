import { listProfiles, loadProfile } from "#infra/config/load-profile.ts";
import { resolveFromHome } from "#infra/config/paths.ts";
import type { Profile } from "#infra/config/profile.ts";
import type { Database } from "#infra/database/database.ts";
import { openDatabase } from "#infra/database/open-database.ts";
import type { RolePasswords, RoleUrls } from "#infra/database/roles/provision-roles.ts";
import { isAppError } from "#shared/errors.ts";

/** The embedded server of a data folder, as another profile of this home knows it. */
export interface KnownCluster {
  readonly password: string;
  readonly port: number;
}

const closeMsMax = 1_000;

/** Profiles of a home that can be read; one that cannot knows nothing. */
function readableProfiles(home: string): readonly Profile[] {
  return listProfiles(home).flatMap((name) => {
    try {
      return [loadProfile({ home, name, env: {} })];
    } catch (error) {
      if (isAppError(error)) return [];
      throw error;
    }
  });
}

export function knownCluster(home: string, data: string): KnownCluster | undefined {
  for (const { database, secrets } of readableProfiles(home)) {
    const { embedded } = database;
    if (embedded === undefined || resolveFromHome(home, embedded.data) !== data) continue;
    const password = passwordOf(secrets.database_url);
    if (password !== undefined) return { password, port: embedded.port };
  }
  return undefined;
}

/** What the profiles of this home hold for the roles of an installation. */
export function knownRolePasswords(home: string, installationId: string): readonly RolePasswords[] {
  return readableProfiles(home).flatMap(({ installation_id: id, secrets }) => {
    const app = passwordOf(secrets.database_app_url);
    const reader = passwordOf(secrets.database_reader_url);
    if (id !== installationId || app === undefined || reader === undefined) return [];
    return [{ app, reader }];
  });
}

/** Whether both roles let these passwords in now. */
export async function canLogIn(owner: Database, { appUrl, readerUrl }: RoleUrls): Promise<boolean> {
  for (const url of [appUrl, readerUrl]) {
    const role = openDatabase({ ...owner.options, url, max: 1 });
    try {
      await role.sql`select 1`;
    } catch (error) {
      if (isAppError(error)) return false;
      throw error;
    } finally {
      await role.close(closeMsMax);
    }
  }
  return true;
}

function passwordOf(url: string | undefined): string | undefined {
  return url === undefined ? undefined : decodeURIComponent(new URL(url).password);
}
