import { closeSync, mkdirSync, openSync, readFileSync, statSync } from "node:fs";
import { dirname } from "node:path";
import { isMissingFile } from "#infra/logging/missing-file.ts";
import { spawnServer } from "#infra/processes/spawn-server.ts";
import { AppError } from "#shared/errors.ts";
import { openProfile } from "../runtime/open-profile.ts";
import { assertNotRunning, readRunFile, type RunFile } from "../control/run-file.ts";
import { isReady } from "./read-services.ts";

export interface DetachRequest {
  readonly profile: string | undefined;
  readonly words: readonly string[];
}

/** Database recovery, migrations and tool servers included; a slow disk fits. */
const readyMsMax = 120_000;
const lookAgainMs = 50;
const tailCharactersMax = 3_000;

/** Starts the server in the background and returns when it is ready; throws with its last words. */
export async function detachServer(request: DetachRequest): Promise<RunFile> {
  const { home, paths, env } = openProfile({ profile: request.profile });
  assertNotRunning(home);
  mkdirSync(dirname(paths.serverLog), { recursive: true, mode: 0o700 });
  const startLog = `${paths.serverLog}.start`;
  const log = openSync(startLog, "w", 0o600);
  const child = spawnServer(request.words, { log, env });
  closeSync(log);
  const deadline = performance.now() + readyMsMax;
  while (performance.now() < deadline) {
    const server = readRunFile(home);
    if (server?.pid === child.pid && (await isReady(server))) return server;
    if (child.exitCode !== null) {
      throw new AppError("UNAVAILABLE", `The server did not start.\n${tail(startLog)}`);
    }
    await Bun.sleep(lookAgainMs);
  }
  child.kill("SIGTERM");
  throw new AppError(
    "UNAVAILABLE",
    `The server was not ready within 2 minutes.\n${tail(startLog)}`,
  );
}

function tail(path: string): string {
  try {
    const size = statSync(path).size;
    return readFileSync(path, "utf8")
      .slice(Math.max(0, size - tailCharactersMax))
      .trim();
  } catch (error) {
    if (isMissingFile(error)) return "";
    throw error;
  }
}
