import { appendFileSync, readFileSync, rmSync } from "node:fs";
import path from "node:path";
import { findFreePort } from "./embedded/find-port.ts";
import { writeSettings } from "./embedded/prepare-data.ts";
import { packagedBinaries } from "./embedded/packaged-binaries.ts";
import { isServerProcess, listServerProcesses } from "./embedded/read-postmaster.ts";
import { accountToRunAs, spawnPostgres } from "./embedded/spawn-postgres.ts";
import { kill } from "./embedded/start-embedded.ts";
import { openDatabase } from "./open-database.ts";
import { startTestServer } from "./test-server.ts";

/** A PostgreSQL of a test that may be stopped, killed, frozen and started again on its port. */
export interface TestCluster {
  /** The owner's URL of the maintenance database. */
  readonly url: string;
  readonly port: number;
  readonly data: string;
  /** Runs statements as the owner, one after the other on one connection. */
  run<Row extends object>(...statements: readonly string[]): Promise<readonly Row[]>;
  /** Ends it at once, without a checkpoint, as a power cut ends it. */
  kill(): Promise<void>;
  /** Stops every process where it is; the returned function lets go. */
  freeze(): () => void;
  start(): Promise<void>;
}

const lookAgainMs = 10;
const startMsMax = 60_000;

/** A cluster that can have standbys. */
export async function openTestPrimary(): Promise<TestCluster> {
  const { url, data } = await startTestServer();
  const cluster = clusterAt(data, url);
  appendFileSync(
    path.join(data, "pg_hba.conf"),
    "host replication all 127.0.0.1/32 scram-sha-256\n",
  );
  await cluster.run(
    "alter system set wal_level = replica",
    "alter system set max_wal_senders = 8",
    "alter system set wal_keep_size = '256MB'",
    // A standby that is gone is given up for dead within a second.
    "alter system set wal_sender_timeout = '1s'",
  );
  await cluster.kill();
  await cluster.start();
  return cluster;
}

/** The cluster of a data folder that holds one; it need not run. */
export function clusterAt(data: string, ownerUrl: string): TestCluster {
  const { port } = new URL(ownerUrl);
  const logFile = path.join(path.dirname(data), "postgres.log");
  const binaries = packagedBinaries();
  const runAs = accountToRunAs();
  const pids = () => listServerProcesses(data);
  return {
    url: ownerUrl,
    port: Number(port),
    data,
    run: (...statements) => runOn(ownerUrl, statements),
    async kill() {
      for (const pid of pids()) kill(pid, "SIGKILL");
      while (pids().length > 0) await Bun.sleep(lookAgainMs);
      rmSync(path.join(data, "postmaster.pid"), { force: true });
    },
    freeze() {
      const frozen = pids();
      for (const pid of frozen) kill(pid, "SIGSTOP");
      return () => frozen.forEach((pid) => kill(pid, "SIGCONT"));
    },
    async start() {
      writeSettings({ binaries, data, logFile, runAs }, Number(port));
      const server = spawnPostgres([path.join(binaries, "bin", "postgres"), "-D", data], {
        ...{ runAs, cwd: data, logFile, detached: true },
      });
      server.unref();
      await answers(ownerUrl, () => isServerProcess(server.pid, data), logFile);
    },
  };
}

/** The same URL with another port. */
export async function withFreePort(url: string): Promise<string> {
  const next = new URL(url);
  next.port = `${await findFreePort()}`;
  return next.href;
}

async function runOn<Row extends object>(
  url: string,
  statements: readonly string[],
): Promise<readonly Row[]> {
  const statementTimeoutMs = 30_000;
  const database = openDatabase({
    ...{ url, max: 1, applicationName: "systemprompt test", connectTimeoutMs: 5_000 },
    statementTimeoutMs,
  });
  try {
    let rows: readonly Row[] = [];
    for (const statement of statements) rows = [...(await database.sql.unsafe<Row[]>(statement))];
    return rows;
  } finally {
    await database.close(1_000);
  }
}

/** Also a standby answers, as soon as it is consistent. */
async function answers(url: string, isAlive: () => boolean, logFile: string): Promise<void> {
  const deadline = performance.now() + startMsMax;
  for (;;) {
    try {
      await runOn(url, ["select 1"]);
      return;
    } catch (cause) {
      if (performance.now() > deadline || !isAlive()) {
        throw new Error(
          `PostgreSQL does not start: ${readFileSync(logFile, "utf8").slice(-2_000)}`,
          {
            cause,
          },
        );
      }
      await Bun.sleep(lookAgainMs);
    }
  }
}
