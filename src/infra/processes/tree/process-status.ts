import { listPids, readProcFile } from "./read-proc.ts";

/** What /proc/<pid>/status tells of any process, whatever it did to hide. */
export interface ProcessStatus {
  /** The real uid. The folder's owner is root's for a process that made itself undumpable. */
  readonly uid: number;
  readonly noNewPrivileges: boolean;
  /** Filters of system calls; nobody gets rid of one. */
  readonly filters: number;
  readonly isZombie: boolean;
}

export function readStatus(pid: number): ProcessStatus | null {
  const text = readProcFile(pid, "status");
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
