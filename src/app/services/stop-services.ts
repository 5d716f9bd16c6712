import { readEnvironment } from "#infra/config/environment.ts";
import { findHome } from "#infra/config/find-home.ts";
import { loadProfile } from "#infra/config/load-profile.ts";
import { resolveFromHome } from "#infra/config/paths.ts";
import type { Profile } from "#infra/config/profile.ts";
import { stopEmbedded } from "#infra/database/embedded/stop-embedded.ts";
import { readProcess } from "#infra/processes/tree/process-table.ts";
import { AppError } from "#shared/errors.ts";
import { readRunFile, removeRunFile, type RunFile } from "../control/run-file.ts";

export interface StopReport {
  readonly server: "stopped" | "was not running" | "killed";
  readonly database: string;
  readonly summary: string;
}

/** Past the drain, children and the closing seal have this long; then the server is killed. */
const afterDrainMsMax = 20_000;
const lookAgainMs = 25;

export async function stopServices(options: {
  readonly profile: string | undefined;
}): Promise<StopReport> {
  const env = readEnvironment();
  const home = findHome(process.cwd(), env);
  const profile = loadProfile({ home, name: options.profile, env });
  const running = readRunFile(home);
  const server = running === null ? "was not running" : await endServer(running, profile.server);
  removeRunFile(home);
  const { embedded } = profile.database;
  // A killed server leaves its database; a stopped one has ended it already.
  const left = embedded ? await stopEmbedded(resolveFromHome(home, embedded.data)) : null;
  const endedByServer = server === "stopped" && left === "was not running";
  const database = left === null ? "not ours to stop" : endedByServer ? "stopped" : left;
  const summary = `Server: ${server}. Database: ${database}.`;
  return { server, database, summary };
}

async function endServer(
  server: RunFile,
  { leave_ms: leaveMs, drain_ms: drainMs }: Profile["server"],
): Promise<"stopped" | "killed"> {
  signal(server, "SIGTERM");
  const deadline = performance.now() + leaveMs + drainMs + afterDrainMsMax;
  while (isAlive(server)) {
    if (performance.now() > deadline) {
      signal(server, "SIGKILL");
      return "killed";
    }
    await Bun.sleep(lookAgainMs);
  }
  return "stopped";
}

function isAlive(server: RunFile): boolean {
  return readProcess(server.pid)?.startTicks === server.startTicks;
}

function signal(server: RunFile, name: NodeJS.Signals): void {
  try {
    process.kill(server.pid, name);
  } catch (cause) {
    if (!isAlive(server)) return;
    throw new AppError("FORBIDDEN", `Process ${server.pid} belongs to another account.`, { cause });
  }
}
