import { readdirSync, readFileSync } from "node:fs";

/** One living process, as /proc tells it. Zombies are left out: nothing is left to end. */
export interface ProcessEntry {
  readonly pid: number;
  readonly parentPid: number;
  readonly group: number;
  readonly session: number;
  /** Clock ticks since boot; a pid with another start time is another process. */
  readonly startTicks: number;
}

/** What /proc/<pid>/status tells of any process, whatever it did to hide. */
export interface ProcessStatus {
  /** The real uid. The folder's owner is root's for a process that made itself undumpable. */
  readonly uid: number;
  readonly noNewPrivileges: boolean;
  /** Filters of system calls; nobody gets rid of one. */
  readonly filters: number;
  readonly isZombie: boolean;
}

/** Processes of this account (all of them for root). Empty where there is no /proc. */
export function listProcesses(): ProcessEntry[] {
  const uid = process.getuid?.() ?? 0;
  const entries: ProcessEntry[] = [];
  for (const pid of listPids()) {
    if (uid !== 0 && readStatus(pid)?.uid !== uid) continue;
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

export function readStatus(pid: number): ProcessStatus | null {
  const text = readOrNull(`/proc/${pid}/status`);
  if (text === null) return null;
  const field = (name: string) => new RegExp(`^${name}:\\s*(\\S+)`, "m").exec(text)?.[1] ?? "";
  return {
    uid: Number(field("Uid")),
    noNewPrivileges: field("NoNewPrivs") === "1",
    filters: Number(field("Seccomp_filters") || "0"),
    isZombie: field("State") === "Z",
  };
}

/** Every uid that some process has now. */
export function listUids(): ReadonlySet<number> {
  const uids = listPids().map((pid) => readStatus(pid)?.uid);
  return new Set(uids.filter((uid) => uid !== undefined));
}

export function listPids(): readonly number[] {
  return folderNames("/proc")
    .map(Number)
    .filter((pid) => Number.isInteger(pid));
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
