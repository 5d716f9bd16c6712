import { mkdirSync, readFileSync, rmSync } from "node:fs";
import { dirname } from "node:path";
import { homePaths } from "#infra/config/paths.ts";
import { isMissingFile } from "#infra/logging/missing-file.ts";
import { readProcess } from "#infra/processes/tree/process-table.ts";
import { AppError } from "#shared/errors.ts";
import { replaceFile } from "../setup/replace-file.ts";

/** Carries the run file's key to the control socket. */
export const controlKeyHeader = "x-control-key";

/** `.systemprompt/run/server.json`: where the running server is to be found. */
export interface RunFile {
  readonly pid: number;
  /** With the pid, tells this process from a later one of the same number. */
  readonly startTicks: number;
  readonly port: number;
  readonly publicUrl: string;
  readonly build: string;
  readonly socket: string;
  /** Opens the control socket to who may read this file: a path alone can be connected to. */
  readonly controlKey: string;
  readonly profile: string;
}

export function writeRunFile(home: string, file: RunFile): void {
  const path = homePaths(home).serverFile;
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  replaceFile(path, `${JSON.stringify(file)}\n`);
}

export function removeRunFile(home: string): void {
  rmSync(homePaths(home).serverFile, { force: true });
}

/** The running server's file; null when there is none or its process is gone. */
export function readRunFile(home: string): RunFile | null {
  const file = readStored(homePaths(home).serverFile);
  if (file === null) return null;
  return readProcess(file.pid)?.startTicks === file.startTicks ? file : null;
}

/** One server for each home. Throws CONFLICT, with how to stop the one that runs. */
export function assertNotRunning(home: string): void {
  const running = readRunFile(home);
  if (running === null) return;
  throw new AppError(
    "CONFLICT",
    `A server runs here already (pid ${running.pid}, ${running.publicUrl}). Stop it first: ` +
      "systemprompt infra services stop",
  );
}

function readStored(path: string): RunFile | null {
  try {
    return JSON.parse(readFileSync(path, "utf8")) as RunFile;
  } catch (error) {
    // A file cut off by a full disk names no server either.
    if (isMissingFile(error) || error instanceof SyntaxError) return null;
    throw error;
  }
}
