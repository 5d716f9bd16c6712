import { readdirSync, readFileSync, readlinkSync } from "node:fs";

export function listPids(): readonly number[] {
  return folderNames("/proc")
    .map(Number)
    .filter((pid) => Number.isInteger(pid));
}

function folderNames(path: string): string[] {
  return orNull(() => readdirSync(path)) ?? [];
}

/** A file of a process's folder; null once the process is gone or where it is not ours to read. */
export function readProcFile(pid: number, name: string): string | null {
  return orNull(() => readFileSync(`/proc/${pid}/${name}`, "latin1"));
}

/** The program that a process runs, likewise. */
export function readProgram(pid: number): string | null {
  return orNull(() => readlinkSync(`/proc/${pid}/exe`));
}

/** Processes end while they are looked at, and some belong to others: both read as absent. */
function orNull<Value>(read: () => Value): Value | null {
  try {
    return read();
  } catch (error) {
    if (error instanceof Error && "code" in error) return null;
    throw error;
  }
}
