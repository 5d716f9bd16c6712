import { realpathSync, rmSync } from "node:fs";
import path from "node:path";
import { AppError } from "#shared/errors.ts";
import {
  type Cluster,
  logTail,
  type NewCluster,
  prepareData,
  writeSettings,
} from "./prepare-data.ts";
import { listServerProcesses, type Postmaster, readPostmaster } from "./read-postmaster.ts";
import { spawnPostgres } from "./spawn-postgres.ts";

export interface EmbeddedOptions extends Cluster, NewCluster {
  readonly port: number;
}

export interface EmbeddedServer {
  readonly pid: number;
  readonly port: number;
  /** The data folder was made by this call: owner and password are the given ones. */
  readonly isNew: boolean;
  /** It was running already. */
  readonly wasRunning: boolean;
}

/** Recovery of 500 MB of write-ahead log took 2 s; a full 2 GB on a slow disk fits. */
const startDeadlineMs = 60_000;
const lookAgainMs = 10;
/** Backends notice the death of their postmaster within a second or so. */
const orphanDeadlineMs = 5_000;

/** Starts the server of a data folder, made first when there is none. Idempotent. */
export async function startEmbedded(options: EmbeddedOptions): Promise<EmbeddedServer> {
  const isNew = await prepareData(options, options);
  const data = realpathSync(options.data);
  const running = readPostmaster(data);
  if (running !== undefined) {
    await waitUntilReady(options, data);
    return { pid: running.pid, port: running.port, isNew, wasRunning: true };
  }
  await clearRemains(data);
  writeSettings(options, options.port);
  const server = spawnPostgres([path.join(options.binaries, "bin", "postgres"), "-D", data], {
    runAs: options.runAs,
    cwd: data,
    logFile: options.logFile,
    detached: true,
  });
  server.unref();
  const { pid, port } = await waitUntilReady(options, data, server);
  return { pid, port, isNew, wasRunning: false };
}

/** `stopped`, or the server of the data folder. */
export function embeddedStatus(data: string): Postmaster | "stopped" {
  return readPostmaster(realpathIfThere(data)) ?? "stopped";
}

export function realpathIfThere(folder: string): string {
  try {
    return realpathSync(folder);
  } catch {
    return folder;
  }
}

async function waitUntilReady(
  cluster: Cluster,
  data: string,
  server?: Bun.Subprocess,
): Promise<Postmaster> {
  const deadline = performance.now() + startDeadlineMs;
  while (performance.now() < deadline) {
    const found = readPostmaster(data);
    if (found?.isReady) return found;
    if (server !== undefined && server.exitCode !== null) break;
    await Bun.sleep(lookAgainMs);
  }
  throw new AppError("DATABASE_UNAVAILABLE", "The embedded PostgreSQL did not start.", {
    cause: new Error(logTail(cluster.logFile)),
  });
}

/**
 * After a kill -9 the pid file stays, and where PID 1 does not reap, PostgreSQL takes the zombie
 * for a live server and refuses to start. The file may go only when no backend of the dead server
 * is left: two generations on one folder would destroy it.
 */
async function clearRemains(data: string): Promise<void> {
  const deadline = performance.now() + orphanDeadlineMs;
  for (let left = listServerProcesses(data); left.length > 0; left = listServerProcesses(data)) {
    if (performance.now() > deadline) for (const pid of left) kill(pid, "SIGKILL");
    await Bun.sleep(lookAgainMs);
  }
  rmSync(path.join(data, "postmaster.pid"), { force: true });
}

/** A process that is gone already is what a kill wants. */
export function kill(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch (cause) {
    if (cause instanceof Error && "code" in cause && cause.code === "ESRCH") return;
    throw new Error(`cannot signal process ${pid}`, { cause });
  }
}
