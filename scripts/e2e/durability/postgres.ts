import { readFileSync, readlinkSync, statSync } from "node:fs";
import { eventually } from "../eventually.ts";
import { databasePids, isAlive } from "../installation.ts";
import type { OwnServer } from "../own-server.ts";

/** Stops every process of the embedded PostgreSQL where it is; the returned function lets go. */
export function freezePostgres(server: OwnServer): () => void {
  const pids = databasePids(server);
  signalAll(pids, "SIGSTOP");
  return () => signalAll(pids, "SIGCONT");
}

/** A backend may end between the look and the signal. */
function signalAll(pids: readonly number[], signal: NodeJS.Signals): void {
  for (const pid of pids) if (isAlive(pid)) process.kill(pid, signal);
}

const stopMsMax = 20_000;

/** Stops the embedded PostgreSQL; the returned function starts it as it was. */
export async function stopPostgres(
  server: OwnServer,
  signal: "SIGINT" | "SIGQUIT",
): Promise<() => void> {
  const [postmaster = 0] = databasePids(server);
  const process_ = `/proc/${String(postmaster)}`;
  const command = readFileSync(`${process_}/cmdline`, "utf8").split("\0").filter(Boolean);
  const { uid, gid } = statSync(process_);
  const cwd = readlinkSync(`${process_}/cwd`);
  process.kill(postmaster, signal);
  await eventually(stopMsMax, () => (isAlive(postmaster) ? undefined : true));
  return () => {
    Bun.spawn(command, {
      ...{ cwd, uid, gid, detached: true },
      env: { PATH: "/usr/bin:/bin", LC_ALL: "C", TZ: "UTC" },
      stdio: ["ignore", "ignore", "ignore"],
    }).unref();
  };
}
