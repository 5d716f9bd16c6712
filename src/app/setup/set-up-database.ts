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
import { provisionRoles, readInstallationId } from "#infra/database/roles/provision-roles.ts";
import { homePaths } from "#infra/config/paths.ts";
import { AppError } from "#shared/errors.ts";

export interface DatabaseRequest {
  readonly home: string;
  /** From the environment; null when the embedded server is wanted. */
  readonly url: string | null;
  /** Folder of PostgreSQL's programs; null looks for the npm package above the working directory. */
  readonly binaries: string | null;
  readonly singleRole: boolean;
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
    const urls = request.singleRole ? {} : await makeRoles(owner);
    return {
      embedded: embedded && {
        port: embedded.port,
        binaries: embedded.binaries,
        data: embedded.data,
      },
      urls: { database_url: url, ...urls },
      installationId: await readInstallationId(owner.sql),
      systemIdentifier: await readSystemIdentifier(owner),
    };
  } finally {
    await owner.close(closeMsMax);
  }
}

async function makeRoles(owner: Database) {
  const password = () => randomBytes(24).toString("base64url");
  const { appUrl, readerUrl } = await provisionRoles(owner, {
    app: password(),
    reader: password(),
  });
  return { database_app_url: appUrl, database_reader_url: readerUrl };
}

async function makeEmbedded(request: DatabaseRequest) {
  const paths = homePaths(request.home);
  const runAs = accountToRunAs();
  const { binaries, data } = placeCluster({
    // PostgreSQL's programs are spawned from another working directory.
    binaries: resolve(request.binaries ?? packagedBinaries(process.cwd())),
    data: paths.postgres,
    runAs,
  });
  const password = randomBytes(24).toString("base64url");
  const port = await findFreePort();
  const server = await startEmbedded({
    binaries,
    data,
    runAs,
    port,
    logFile: paths.postgresLog,
    owner: ownerName,
    password,
  });
  if (!server.isNew) {
    throw new AppError(
      "CONFLICT",
      `${data} holds a database, but its password is not in the profile. Restore the profile, or ` +
        "delete the database with: systemprompt infra services cleanup --data --yes",
    );
  }
  const url = `postgres://${ownerName}:${password}@127.0.0.1:${server.port}/postgres`;
  return { port: server.port, binaries, data, url };
}

/** Tells this cluster from every other, so that an empty one behind the same URL is noticed. */
async function readSystemIdentifier(owner: Database): Promise<string> {
  const [row] = await owner.sql<{ id: string }[]>`
    select system_identifier::text as id from pg_control_system()`;
  return row?.id ?? "";
}
