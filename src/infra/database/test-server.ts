import { accessSync, chmodSync, constants, mkdtempSync, statfsSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { findFreePort } from "./embedded/find-port.ts";
import { accountToRunAs, spawnWatchdog } from "./embedded/spawn-postgres.ts";
import { startEmbedded } from "./embedded/start-embedded.ts";
import { packagedBinaries } from "./embedded/packaged-binaries.ts";

export interface TestServer {
  /** The owner's URL of the maintenance database. */
  readonly url: string;
  readonly pid: number;
  readonly data: string;
}

/** A cluster, its log and a few cloned databases; on less, the disk takes over. */
const memoryBytesMin = 1_000_000_000;
const ownerName = "systemprompt_owner";
const startAttempts = 5;
const traversable = 0o711;

let started: Promise<TestServer> | undefined;
/** Holds the watchdog's input open for as long as this process lives. */
const watchdogs: Bun.Subprocess[] = [];

/** The PostgreSQL of this test process: started once, gone with the process however that ends. */
export function testServer(): Promise<TestServer> {
  started ??= startTestServer();
  return started;
}

/** A folder for one cluster; the server in its `data` and the folder go with this process. */
export function makeClusterFolder(): string {
  const folder = mkdtempSync(path.join(fastFolder(), "systemprompt-test-"));
  // The server's account must reach its data below this folder.
  chmodSync(folder, traversable);
  watchdogs.push(startWatchdog(folder));
  return folder;
}

/** One more PostgreSQL of this test process. */
export async function startTestServer(): Promise<TestServer> {
  const folder = makeClusterFolder();
  const password = crypto.randomUUID();
  const runAs = accountToRunAs();
  const data = path.join(folder, "data");
  const server = await startOnFreePort({
    binaries: packagedBinaries(),
    data,
    logFile: path.join(folder, "postgres.log"),
    runAs,
    owner: ownerName,
    password,
  });
  const url = `postgres://${ownerName}:${password}@127.0.0.1:${server.port}/postgres`;
  return { url, pid: server.pid, data };
}

async function startOnFreePort(
  cluster: Omit<Parameters<typeof startEmbedded>[0], "port">,
): ReturnType<typeof startEmbedded> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await startEmbedded({ ...cluster, port: await findFreePort() });
    } catch (error) {
      // Another test process may take the port between the look and the start.
      if (attempt === startAttempts) throw error;
    }
  }
}

/** Ends the server and removes its folder once this process is gone. */
function startWatchdog(folder: string): Bun.Subprocess {
  const script = `
    cat >/dev/null
    pid=$(head -n 1 "$1/data/postmaster.pid" 2>/dev/null) && kill -QUIT "$pid" 2>/dev/null
    for _ in 1 2 3 4 5 6 7 8 9 10; do
      kill -0 "$pid" 2>/dev/null || break
      sleep 0.2
    done
    for process in /proc/[0-9]*; do
      [ "$(readlink "$process/cwd")" = "$1/data" ] && kill -KILL "\${process#/proc/}"
    done
    rm -rf "$1"`;
  return spawnWatchdog(script, folder);
}

function fastFolder(): string {
  const memory = "/dev/shm";
  try {
    accessSync(memory, constants.W_OK);
    const { bavail, bsize } = statfsSync(memory);
    return bavail * bsize >= memoryBytesMin ? memory : tmpdir();
  } catch {
    return tmpdir();
  }
}
