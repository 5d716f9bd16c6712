import { findHome } from "#infra/config/find-home.ts";
import { readEnvironment } from "#infra/config/environment.ts";
import { readRunFile, type RunFile } from "../control/run-file.ts";

export interface ServicesState {
  readonly running: boolean;
  readonly ready: boolean;
  readonly pid: number | null;
  readonly url: string | null;
  readonly build: string | null;
  readonly summary: string;
}

const readyMsMax = 3_000;

/** Whether the home's server runs and answers 200 on /readyz. */
export async function readServices(): Promise<ServicesState> {
  const home = findHome(process.cwd(), readEnvironment());
  const server = readRunFile(home);
  if (server === null) {
    const summary = "Not running. Start it with: systemprompt infra services start";
    return { running: false, ready: false, pid: null, url: null, build: null, summary };
  }
  const ready = await isReady(server);
  const { pid, publicUrl: url, build } = server;
  const summary = `${ready ? "Ready" : "Running, not ready"} at ${url} (pid ${pid}, build ${build}).`;
  return { running: true, ready, pid, url, build, summary };
}

/** Asks over loopback: the public URL may belong to a proxy. */
export async function isReady(server: Pick<RunFile, "port">): Promise<boolean> {
  try {
    const response = await fetch(`http://127.0.0.1:${server.port}/readyz`, {
      signal: AbortSignal.timeout(readyMsMax),
    });
    return response.status === 200;
  } catch (error) {
    if (error instanceof Error) return false;
    throw error;
  }
}
