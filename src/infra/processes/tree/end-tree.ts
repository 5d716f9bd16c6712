import { findStrays } from "./own-children.ts";
import { readStatus } from "./process-status.ts";
import {
  hasInEnvironment,
  listProcesses,
  type ProcessEntry,
  readProcess,
} from "./process-table.ts";
import { markerVariable } from "./spawn-marker.ts";

/** Members may fork while the table is read, so it is read until nothing new appears. */
const sweepRoundsMax = 32;

/** Names a spawned tree: its first process, and the marker that all members inherit. */
export interface TreeRoot {
  readonly pid: number;
  readonly startTicks: number;
  readonly marker: string;
  /** The account that the tree alone has; null where it shares ours. */
  readonly uid: number | null;
}

/**
 * The living members of one spawned tree: the root's group and session, its descendants, whoever
 * carries the marker (a double fork with setsid leaves all the others) or has the tree's account,
 * and what trees that ended left to this process.
 */
export function findTree(root: TreeRoot): ProcessEntry[] {
  const all = listProcesses();
  const members = new Map<number, ProcessEntry>();
  // The root's number may belong to a stranger by now, and then so do its group and session.
  const taken = all.some(
    ({ pid, startTicks }) => pid === root.pid && startTicks !== root.startTicks,
  );
  for (const entry of all) {
    const related = !taken && [entry.pid, entry.group, entry.session].includes(root.pid);
    if (related || isOwn(root, entry.pid)) members.set(entry.pid, entry);
  }
  for (const stray of findStrays(all)) members.set(stray.pid, stray);
  addDescendants(all, members);
  members.delete(process.pid);
  return [...members.values()];
}

/** Nobody leaves the account that he was given; where it is shared, the marker tells. */
function isOwn({ uid, marker }: TreeRoot, pid: number): boolean {
  if (uid !== null) return readStatus(pid)?.uid === uid;
  return hasInEnvironment(pid, markerVariable, marker);
}

function addDescendants(all: readonly ProcessEntry[], members: Map<number, ProcessEntry>): void {
  for (let grew = true; grew;) {
    grew = false;
    for (const entry of all) {
      if (members.has(entry.pid) || !members.has(entry.parentPid)) continue;
      members.set(entry.pid, entry);
      grew = true;
    }
  }
}

export function signalTree(root: TreeRoot, signal: NodeJS.Signals): void {
  for (const entry of findTree(root)) signalEntry(entry, signal);
}

/**
 * SIGKILL to every member. First all are stopped, so that none forks away between the look and the
 * kill. Returns how many were ended.
 */
export function killTree(root: TreeRoot): number {
  const ended = new Set<string>();
  for (let round = 0; round < sweepRoundsMax; round++) {
    const members = findTree(root).filter((entry) => !ended.has(identity(entry)));
    if (members.length === 0) break;
    for (const entry of members) signalEntry(entry, "SIGSTOP");
    for (const entry of members) {
      signalEntry(entry, "SIGKILL");
      ended.add(identity(entry));
    }
  }
  return ended.size;
}

function identity(entry: ProcessEntry): string {
  return `${entry.pid}.${entry.startTicks}`;
}

/** A pid may have been given to a stranger since the table was read. */
export function signalEntry(entry: ProcessEntry, signal: NodeJS.Signals): void {
  if (readProcess(entry.pid)?.startTicks !== entry.startTicks) return;
  try {
    process.kill(entry.pid, signal);
  } catch (error) {
    if (!isGone(error)) throw error;
  }
}

function isGone(error: unknown): boolean {
  return error instanceof Error && "code" in error && error.code === "ESRCH";
}
