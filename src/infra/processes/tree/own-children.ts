import { openLibc } from "../confinement/libc.ts";
import { readStatus } from "./process-status.ts";
import { type ProcessEntry, readProcess } from "./process-table.ts";
import { listPids } from "./read-proc.ts";

const setChildSubreaper = 36; // PR_SET_CHILD_SUBREAPER

/** Pids of the children that this process started and has not seen the end of. */
const started = new Set<number>();
let adopts = false;

/**
 * From now on whatever a child of ours orphans becomes a child of this process, not of init: an
 * empty environment and a session of its own hide nobody any more (prctl(2), seen on 6.18).
 */
export function adoptOrphans(): boolean {
  adopts = openLibc()?.prctl(setChildSubreaper, 1) === 0;
  return adopts;
}

export function noteStarted(pid: number): void {
  started.add(pid);
}

export function noteEnded(pid: number): void {
  started.delete(pid);
}

/**
 * Children of this process that it never started: a tool server that ended left them. Programs of
 * our own are told apart by the filter of system calls, which a tool server's have once more.
 */
export function findStrays(all: readonly ProcessEntry[]): readonly ProcessEntry[] {
  if (!adopts) return [];
  return all.filter(({ pid, parentPid }) => parentPid === process.pid && isForeign(pid));
}

/** Takes those that ended off the process table: nobody else waits for them. */
export function reapStrays(): void {
  if (!adopts) return;
  for (const pid of listPids()) {
    if (readProcess(pid) !== null || !isForeign(pid)) continue;
    // No child of ours: the call fails and does nothing.
    if (readStatus(pid)?.isZombie === true) openLibc()?.reap(pid);
  }
}

function isForeign(pid: number): boolean {
  if (started.has(pid)) return false;
  const status = readStatus(pid);
  return status !== null && status.filters > ownFilters();
}

function ownFilters(): number {
  return readStatus(process.pid)?.filters ?? 0;
}
