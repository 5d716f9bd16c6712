import { readStatus } from "./process-status.ts";
import { listPids, readProcFile } from "./read-proc.ts";

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
  for (const pid of listPids()) {
    if (uid !== 0 && readStatus(pid)?.uid !== uid) continue;
    const entry = readProcess(pid);
    if (entry !== null) entries.push(entry);
  }
  return entries;
}

export function readProcess(pid: number): ProcessEntry | null {
  const stat = readProcFile(pid, "stat");
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
  const environment = readProcFile(pid, "environ");
  if (environment === null) return false;
  return `\0${environment}`.includes(`\0${name}=${value}`);
}
