import { randomBytes } from "node:crypto";
import { resolve } from "node:path";
import { packagedBinaries } from "#infra/database/embedded/packaged-binaries.ts";
import { placeCluster } from "#infra/database/embedded/place-cluster.ts";
import { findFreePort } from "#infra/database/embedded/find-port.ts";
import { accountToRunAs } from "#infra/database/embedded/spawn-postgres.ts";
import { startEmbedded } from "#infra/database/embedded/start-embedded.ts";
import type { Database } from "#infra/database/database.ts";
import { migrate } from "#infra/database/migrations/migrate.ts";
import { openDatabase } from "#infra/database/open-database.ts";
import {
  haveRoles,
  provisionRoles,
  readInstallationId,
  type RolePasswords,
  roleUrls,
  rolesTaken,
} from "#infra/database/roles/provision-roles.ts";
import { homePaths } from "#infra/config/paths.ts";
import { readSystemIdentifier } from "#infra/database/system-identifier.ts";
import type { Keyring } from "#infra/security/keyring.ts";
import { assertMasterKeyFits } from "#infra/security/master-key-state.ts";
import { AppError } from "#shared/errors.ts";
import { canLogIn, knownCluster, knownRolePasswords } from "./known-passwords.ts";
import { extendDraft, readDraft, removeDraft } from "./setup-draft.ts";

export interface DatabaseRequest {
  readonly home: string;
  readonly profile: string;
  /** From the environment; null when the embedded server is wanted. */
  readonly url: string | null;
  /** Folder of PostgreSQL's programs; null looks for the npm package above the working directory. */
  readonly binaries: string | null;
  readonly singleRole: boolean;
  /** Gives roles that exist new passwords, which locks out whoever uses the present ones. */
  readonly resetPasswords: boolean;
  readonly keyring: Keyring;
}

/** What the profile and its secrets file keep of the database. */
export interface DatabaseSetup {
  readonly embedded: {
    readonly port: number;
    readonly binaries: string;
    readonly data: string;
  } | null;
  readonly urls: {
    readonly database_url: string;
    readonly database_app_url?: string;
    readonly database_reader_url?: string;
  };
  readonly installationId: string;
  readonly systemIdentifier: string;
}

const ownerName = "systemprompt";
const passwordBytes = 24;
const connectMsMax = 10_000;
const statementMsMax = 60_000;
const closeMsMax = 2_000;

/** Makes or reaches the database, brings its schema up to date and gives each role its rights. */
export async function setUpDatabase(request: DatabaseRequest): Promise<DatabaseSetup> {
  const embedded = request.url === null ? await makeEmbedded(request) : null;
  const url = request.url ?? embedded?.url ?? "";
  const owner = openDatabase({
    url,
    max: 2,
    applicationName: "systemprompt setup",
    connectTimeoutMs: connectMsMax,
    statementTimeoutMs: statementMsMax,
  });
  try {
    await migrate(owner);
    const urls = request.singleRole ? {} : await prepareRoles(owner, request);
    return {
      embedded: embedded && {
        port: embedded.port,
        binaries: embedded.binaries,
        data: embedded.data,
      },
      urls: { database_url: url, ...urls },
      installationId: await readInstallationId(owner.sql),
      systemIdentifier: await readSystemIdentifier(owner.sql),
    };
  } finally {
    await owner.close(closeMsMax);
  }
}

async function prepareRoles(owner: Database, request: DatabaseRequest) {
  const { resetPasswords, keyring } = request;
  // Whoever cannot open what the database holds has no use for its roles.
  if (resetPasswords) await assertMasterKeyFits(owner, keyring);
  const known = resetPasswords ? null : await findPasswords(owner, request);
  const { appUrl, readerUrl } = known ?? (await makeRoles(owner, request));
  return { database_app_url: appUrl, database_reader_url: readerUrl };
}

/** The passwords are on disk before the roles have them. */
function makeRoles(owner: Database, { home, profile, resetPasswords }: DatabaseRequest) {
  const passwords = { app: drawPassword(), reader: drawPassword() };
  extendDraft(home, profile, { roles: passwords });
  return provisionRoles(owner, passwords, { existing: resetPasswords ? "replace" : "refuse" });
}

/** Null where the roles are to be made; passwords of a setup that was cut short count as known. */
async function findPasswords(owner: Database, { home, profile }: DatabaseRequest) {
  if (!(await haveRoles(owner.sql))) return null;
  const { roles } = readDraft(home, profile);
  const known: readonly RolePasswords[] = [
    ...(roles === undefined ? [] : [roles]),
    ...knownRolePasswords(home, await readInstallationId(owner.sql)),
  ];
  for (const passwords of known) {
    const urls = await roleUrls(owner, passwords);
    if (await canLogIn(owner, urls)) return urls;
  }
  throw rolesTaken();
}

function drawPassword(): string {
  return randomBytes(passwordBytes).toString("base64url");
}

async function makeEmbedded(request: DatabaseRequest) {
  const { home, profile } = request;
  const paths = homePaths(home);
  const runAs = accountToRunAs();
  const { binaries, data } = placeCluster({
    // PostgreSQL's programs are spawned from another working directory.
    binaries: resolve(request.binaries ?? packagedBinaries(process.cwd())),
    data: paths.postgres,
    runAs,
  });
  const known = knownCluster(home, data);
  const kept = known?.password ?? readDraft(home, profile).owner;
  const password = kept ?? drawPassword();
  if (kept === undefined) extendDraft(home, profile, { owner: password });
  const server = await startEmbedded({
    binaries,
    data,
    runAs,
    port: known?.port ?? (await findFreePort()),
    logFile: paths.postgresLog,
    owner: ownerName,
    password,
  });
  if (!server.isNew && kept === undefined) {
    removeDraft(home, profile);
    throw new AppError(
      "CONFLICT",
      `${data} holds a database, but its password is not in the profile. Restore the profile, or ` +
        "delete the database with: systemprompt infra services cleanup --data --yes",
    );
  }
  const url = `postgres://${ownerName}:${password}@127.0.0.1:${server.port}/postgres`;
  return { port: server.port, binaries, data, url };
}
