import { resolveFromHome } from "#infra/config/paths.ts";
import type { Profile } from "#infra/config/profile.ts";
import type { DatabaseIdentity } from "#infra/database/connection/prove-database.ts";
import type { Database } from "#infra/database/database.ts";
import { accountToRunAs } from "#infra/database/embedded/spawn-postgres.ts";
import { startEmbedded } from "#infra/database/embedded/start-embedded.ts";
import { stopEmbedded } from "#infra/database/embedded/stop-embedded.ts";
import { openDatabase } from "#infra/database/open-database.ts";
import { AppError } from "#shared/errors.ts";
import type { OpenProfile } from "./open-profile.ts";

/** URLs of a profile's roles. With a single role all three are the same. */
export interface DatabaseUrls {
  readonly owner: string;
  readonly app: string;
  readonly reader: string;
  /** For LISTEN, advisory locks and migrations, past a pooler. */
  readonly direct: string;
}

export function databaseUrls(profile: Profile): DatabaseUrls {
  const { database_url, database_app_url, database_reader_url, database_direct_url } =
    profile.secrets;
  const owner = database_url ?? database_app_url;
  if (owner === undefined) {
    throw new AppError(
      "NOT_SET_UP",
      `The profile ${profile.name} names no database. Set DATABASE_URL and run: systemprompt admin setup`,
    );
  }
  const app = database_app_url ?? owner;
  return { owner, app, reader: database_reader_url ?? app, direct: database_direct_url ?? app };
}

/** A direct URL is named where the application's own leads through a pooler. */
function isPooled({ secrets }: Profile, url: string): boolean {
  const { database_direct_url: direct, database_url: owner } = secrets;
  return direct !== undefined && url !== direct && url !== owner;
}

export interface PoolRequest {
  readonly url: string;
  readonly applicationName: string;
  readonly max: number;
}

/** What the profile is pinned to. */
export function databaseIdentity(profile: Profile): DatabaseIdentity {
  return {
    installation: profile.installation_id,
    systemIdentifier: profile.database.system_identifier,
  };
}

export function openPool(profile: Profile, request: PoolRequest): Database {
  const { database } = profile;
  return openDatabase({
    ...request,
    identity: databaseIdentity(profile),
    pooled: isPooled(profile, request.url),
    connectTimeoutMs: database.connect_timeout_ms,
    statementTimeoutMs: database.statement_timeout_ms,
  });
}

/** Starts the profile's embedded server when it has one; says whether this call started it. */
export async function startProfileDatabase({
  home,
  paths,
  profile,
}: OpenProfile): Promise<boolean> {
  const { embedded } = profile.database;
  if (embedded === undefined) return false;
  const { username, password } = new URL(databaseUrls(profile).owner);
  const server = await startEmbedded({
    binaries: resolveFromHome(home, embedded.binaries),
    data: resolveFromHome(home, embedded.data),
    port: embedded.port,
    logFile: paths.postgresLog,
    runAs: accountToRunAs(),
    owner: decodeURIComponent(username),
    password: decodeURIComponent(password),
  });
  return !server.wasRunning;
}

export async function stopProfileDatabase({ home, profile }: OpenProfile): Promise<void> {
  const { embedded } = profile.database;
  if (embedded !== undefined) await stopEmbedded(resolveFromHome(home, embedded.data));
}
