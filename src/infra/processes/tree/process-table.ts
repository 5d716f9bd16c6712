import { readdirSync, readFileSync, statSync } from "node:fs";

/** One living process, as /proc tells it. Zombies are left out: nothing is left to end. */
export interface ProcessEntry {
  readonly pid: number;
  readonly parentPid: number;
  readonly group: number;
  readonly session: number;
  /** Clock ticks since boot; a pid with another start time is another process. */
  readonly startTicks: number;
}

/** Processes of this account (all of them for root). Empty where there is no /proc. */
export function listProcesses(): ProcessEntry[] {
  const uid = process.getuid?.() ?? 0;
  const entries: ProcessEntry[] = [];
  for (const name of folderNames("/proc")) {
    const pid = Number(name);
    if (!Number.isInteger(pid)) continue;
    if (uid !== 0 && ownerOf(pid) !== uid) continue;
    const entry = readProcess(pid);
    if (entry !== null) entries.push(entry);
  }
  return entries;
}

export function readProcess(pid: number): ProcessEntry | null {
  const stat = readOrNull(`/proc/${pid}/stat`);
  if (stat === null) return null;
  // The command in parentheses may hold anything, so fields are counted from its end (proc(5)).
  const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  const state = fields[0];
  if (state === "Z" || state === "X") return null;
  return {
    pid,
    parentPid: Number(fields[1]),
    group: Number(fields[2]),
    session: Number(fields[3]),
    startTicks: Number(fields[19]),
  };
}

/** Whether that process carries `NAME=value` in the environment that it was executed with. */
export function hasInEnvironment(pid: number, name: string, value: string): boolean {
  const environment = readOrNull(`/proc/${pid}/environ`);
  if (environment === null) return false;
  return `\0${environment}`.includes(`\0${name}=${value}`);
}

function ownerOf(pid: number): number | null {
  return orNull(() => statSync(`/proc/${pid}`).uid);
}

function folderNames(path: string): string[] {
  return orNull(() => readdirSync(path)) ?? [];
}

function readOrNull(path: string): string | null {
  return orNull(() => readFileSync(path, "latin1"));
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
