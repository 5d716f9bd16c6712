import {
  chmodSync,
  chownSync,
  existsSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import path from "node:path";
import { AppError } from "#shared/errors.ts";
import { linkLibraries } from "./link-libraries.ts";
import { hostRules, serverSettings } from "./server-settings.ts";
import { type Account, spawnPostgres } from "./spawn-postgres.ts";

export interface Cluster {
  /** Folder that holds `bin`, `lib` and `share`. */
  readonly binaries: string;
  readonly data: string;
  readonly logFile: string;
  readonly runAs: Account | null;
}

export interface NewCluster {
  readonly owner: string;
  readonly password: string;
}

const privateFolder = 0o700;
const privateFile = 0o600;

/**
 * Makes the data folder when there is none; returns whether it did. Made beside its place and moved
 * there when it is whole, so that an interrupted attempt is not mistaken for a database.
 */
export async function prepareData(cluster: Cluster, fresh: NewCluster): Promise<boolean> {
  linkLibraries(cluster.binaries);
  if (existsSync(path.join(cluster.data, "PG_VERSION"))) return false;
  const parent = path.dirname(cluster.data);
  mkdirSync(parent, { recursive: true });
  const staging = path.join(parent, `.initdb-${process.pid}`);
  rmSync(staging, { recursive: true, force: true });
  mkdirSync(staging, { mode: privateFolder });
  const passwordFile = path.join(staging, "password");
  const folder = path.join(staging, "data");
  try {
    writeFileSync(passwordFile, `${fresh.password}\n`, { mode: privateFile });
    give(staging, cluster.runAs);
    give(passwordFile, cluster.runAs);
    await initialise(cluster, folder, passwordFile, fresh.owner);
    writeAs(path.join(folder, "pg_hba.conf"), hostRules, cluster.runAs);
    rmSync(cluster.data, { recursive: true, force: true });
    renameSync(folder, cluster.data);
  } finally {
    rmSync(staging, { recursive: true, force: true });
  }
  return true;
}

/** Written before every start, the port included. */
export function writeSettings(cluster: Cluster, port: number): void {
  writeAs(path.join(cluster.data, "postgresql.conf"), serverSettings(port), cluster.runAs);
}

async function initialise(
  cluster: Cluster,
  folder: string,
  passwordFile: string,
  owner: string,
): Promise<void> {
  const initdb = spawnPostgres(
    [
      path.join(cluster.binaries, "bin", "initdb"),
      `--pgdata=${folder}`,
      `--username=${owner}`,
      `--pwfile=${passwordFile}`,
      "--auth=scram-sha-256",
      "--encoding=UTF8",
      // Sorts by code point everywhere, whatever the machine's C library thinks.
      "--locale-provider=builtin",
      "--builtin-locale=C.UTF-8",
      "--locale=C",
      "--no-instructions",
    ],
    { runAs: cluster.runAs, cwd: path.dirname(folder), logFile: cluster.logFile, detached: false },
  );
  if ((await initdb.exited) === 0) return;
  throw new AppError("DATABASE_UNAVAILABLE", "The embedded PostgreSQL could not be initialised.", {
    cause: new Error(logTail(cluster.logFile)),
  });
}

const logTailBytes = 2_000;

export function logTail(file: string): string {
  return existsSync(file) ? readFileSync(file, "utf8").slice(-logTailBytes) : "";
}

function writeAs(file: string, text: string, account: Account | null): void {
  writeFileSync(file, text, { mode: privateFile });
  chmodSync(file, privateFile);
  give(file, account);
}

function give(file: string, account: Account | null): void {
  if (account !== null) chownSync(file, account.uid, account.gid);
}
