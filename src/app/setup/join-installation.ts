import { cpSync, existsSync, mkdirSync, readFileSync } from "node:fs";
import { relative, resolve } from "node:path";
import { parseDocument } from "yaml";
import { readEnvironment } from "#infra/config/environment.ts";
import { homeIn, initHome } from "#infra/config/find-home.ts";
import { listProfiles, loadProfile } from "#infra/config/load-profile.ts";
import { homePaths, profilePaths } from "#infra/config/paths.ts";
import type { Profile } from "#infra/config/profile.ts";
import { assertMasterKeyFits } from "#infra/security/master-key-state.ts";
import { AppError } from "#shared/errors.ts";
import { assertInstallation } from "../runtime/database/assert-installation.ts";
import { masterKeySources, type OpenProfile, openKeyring } from "../runtime/open-profile.ts";
import { databaseUrls, openPool, startProfileDatabase } from "../runtime/profile-database.ts";
import { replaceFile } from "./replace-file.ts";
import type { SetUpReport } from "./set-up.ts";

export interface JoinRequest {
  readonly profile: string;
  readonly port: number | undefined;
  /** The folder of a replica that is set up; it may be a copy of one. */
  readonly replicaOf: string;
  readonly note: (text: string) => void;
}

const closeMsMax = 2_000;
const privateFolder = 0o700;

/**
 * Makes this folder one more replica of an installation: the same master key, the same database and
 * roles, the same configuration, the same public URL; a port, logs, anchors and tool servers of its
 * own. The profile is written last, so a join that was cut short is begun again.
 */
export async function joinInstallation(request: JoinRequest): Promise<SetUpReport> {
  const env = readEnvironment();
  const folder = resolve(env["SYSTEMPROMPT_HOME"] ?? process.cwd());
  const first = openFirst(request);
  assertJoinable(request, folder, first);
  await assertOpens(first);
  const home = initHome(folder);
  copyMasterKey(first, home);
  const services = copyServices(first.profile, folder);
  copySeen(first, home);
  writeReplicaProfile(request, first, home);
  const { embedded } = first.profile.database;
  if (embedded !== undefined) {
    request.note(`· the database runs and stops with the server in ${first.paths.root}`);
  }
  return {
    home,
    profile: request.profile,
    services,
    database: "external",
    admin: null,
    summary: `Joined ${first.profile.installation_id ?? "the installation"} in ${home}.`,
  };
}

function openFirst({ replicaOf, profile: name }: JoinRequest): OpenProfile {
  const home = homeIn(replicaOf);
  const profile = loadProfile({ home, name, env: {} });
  return { env: readEnvironment(), home, paths: homePaths(home), profile };
}

function assertJoinable({ profile, port }: JoinRequest, folder: string, first: OpenProfile): void {
  const home = homeIn(folder);
  if (home === first.home) {
    throw new AppError("USAGE", "A replica needs a folder of its own: run this in an empty one.");
  }
  if (listProfiles(home).includes(profile) && existsSync(profilePaths(home, profile).profile)) {
    throw new AppError("CONFLICT", `${home} has a profile ${profile} already; it stays as it is.`);
  }
  if (port === undefined) {
    throw new AppError("USAGE", "A replica needs a port of its own: add --port N.");
  }
}

/** Before anything is written: the key opens this database, and the database is the profile's. */
async function assertOpens(first: OpenProfile): Promise<void> {
  const keyring = await openKeyring(first);
  await startProfileDatabase(first);
  const url = databaseUrls(first.profile).owner;
  const owner = openPool(first.profile, { url, applicationName: "systemprompt setup", max: 1 });
  try {
    await assertInstallation(owner, first.profile);
    await assertMasterKeyFits(owner, keyring);
  } finally {
    await owner.close(closeMsMax);
  }
}

/** A key that the environment names stays where it is: each replica's unit names it. */
function copyMasterKey(first: OpenProfile, home: string): void {
  const target = homePaths(home).masterKey;
  const [source] = masterKeySources(first.env, first.paths).filter(({ path }) => existsSync(path));
  if (source === undefined || source.trust === "mounted") return;
  const text = readFileSync(source.path, "utf8");
  if (existsSync(target) && readFileSync(target, "utf8") !== text) {
    throw new AppError("CONFLICT", `${target} holds another master key; it stays as it is.`);
  }
  replaceFile(target, text);
}

/** A services folder elsewhere is shared; one inside the first replica's folder is copied. */
function copyServices(profile: Profile, folder: string): string {
  if (isOutside(profile)) return profile.services;
  const target = resolve(folder, relative(profile.root, profile.services));
  if (!existsSync(target)) cpSync(profile.services, target, { recursive: true });
  return target;
}

function isOutside({ root, services }: Profile): boolean {
  return relative(root, services).startsWith("..");
}

/** A copy of files that are older than what runs is as old as they are. */
function copySeen({ paths }: OpenProfile, home: string): void {
  if (!existsSync(paths.servicesSeen)) return;
  replaceFile(homePaths(home).servicesSeen, readFileSync(paths.servicesSeen, "utf8"));
}

function writeReplicaProfile({ port }: JoinRequest, first: OpenProfile, home: string): void {
  const { name, server } = first.profile;
  const source = profilePaths(first.home, name);
  const target = profilePaths(home, name);
  mkdirSync(target.folder, { recursive: true, mode: privateFolder });
  const document = parseDocument(readFileSync(source.profile, "utf8"));
  document.deleteIn(["database", "embedded"]);
  document.setIn(["server", "port"], port);
  // A shared folder that the first one names from its own place.
  if (isOutside(first.profile)) document.set("services", first.profile.services);
  // Issuer and audience of every token: unset, it would follow this replica's own port.
  document.setIn(["server", "public_url"], server.public_url);
  replaceFile(target.secrets, readFileSync(source.secrets, "utf8"));
  replaceFile(target.profile, document.toString());
}
