import { isServerProcess, readPostmaster } from "./read-postmaster.ts";
import { kill, realpathIfThere } from "./start-embedded.ts";

/** A fast shutdown writes a checkpoint; with 128 MB of dirty buffers that is seconds at most. */
const fastShutdownMs = 20_000;
const immediateShutdownMs = 3_000;
const lookAgainMs = 10;

export type StopResult = "stopped" | "was not running" | "killed";

/**
 * Ends the server of a data folder: sessions are cut and a checkpoint is written (SIGINT); past the
 * deadline it goes down at once and recovers at the next start (SIGQUIT, then SIGKILL).
 */
export async function stopEmbedded(
  folder: string,
  deadlineMs = fastShutdownMs,
): Promise<StopResult> {
  const data = realpathIfThere(folder);
  const server = readPostmaster(data);
  if (server === undefined) return "was not running";
  kill(server.pid, "SIGINT");
  if (await isGone(server.pid, data, deadlineMs)) return "stopped";
  kill(server.pid, "SIGQUIT");
  if (!(await isGone(server.pid, data, immediateShutdownMs))) {
    kill(server.pid, "SIGKILL");
    await isGone(server.pid, data, immediateShutdownMs);
  }
  return "killed";
}

async function isGone(pid: number, data: string, waitMs: number): Promise<boolean> {
  const deadline = performance.now() + waitMs;
  while (isServerProcess(pid, data)) {
    if (performance.now() > deadline) return false;
    await Bun.sleep(lookAgainMs);
  }
  return true;
}
