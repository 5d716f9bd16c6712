import { readFileSync } from "node:fs";
import { accountBlock, accountRange } from "../confinement/account.ts";
import { killTree, signalEntry } from "./end-tree.ts";
import { listProcesses, type ProcessEntry, readProcess } from "./process-table.ts";
import { readStatus } from "./process-status.ts";
import { readProgram } from "./read-proc.ts";
import { livingServer, markerPrefix, markerVariable } from "./spawn-marker.ts";

/** Orphans may fork while they are ended; each round ends what the one before left. */
const reapRoundsMax = 8;

export interface Orphan extends ProcessEntry {
  /** Null for one that got rid of it and is known by its account. */
  readonly marker: string | null;
}

/** Processes that a server of this installation spawned and that outlived it. */
export function findOrphans(installation: string): Orphan[] {
  const prefix = markerPrefix(installation);
  const orphans: Orphan[] = [];
  const unmarked: ProcessEntry[] = [];
  const attended = new Set<number>([process.pid]);
  for (const entry of listProcesses()) {
    const marker = readMarker(entry.pid);
    const server = marker === null ? null : livingServer(marker);
    if (server !== null && isChildOf(entry.pid, server)) attended.add(entry.pid);
    else if (server === null && marker?.startsWith(prefix)) orphans.push({ ...entry, marker });
    else unmarked.push(entry);
  }
  return [...orphans, ...findByAccount(installation, unmarked, attended)];
}

/** Between two looks a process between may end; what it leaves is then its server's. */
const ancestryLooks = 3;

/**
 * What a tool server spawns stays below its server as long as that lives. Anybody can write a
 * marker that names a living process: its own number, or init, below which every orphan is.
 */
function isChildOf(pid: number, server: number): boolean {
  const uid = readStatus(server)?.uid ?? accountRange.first;
  if (uid >= accountRange.first && uid <= accountRange.last) return false;
  if (server === initPid && !isOurProgram(server)) return false;
  for (let look = 0; look < ancestryLooks; look++) {
    let at: number | undefined = pid;
    while (at !== undefined && at > 0 && at !== server) at = readProcess(at)?.parentPid;
    if (at === server) return true;
  }
  return false;
}

const initPid = 1;

/** In a container a server may be init itself. */
function isOurProgram(pid: number): boolean {
  return readProgram(pid) === readProgram(process.pid);
}

/** Accounts are given by root alone; few other installations have the same block. */
function findByAccount(
  installation: string,
  entries: readonly ProcessEntry[],
  attended: ReadonlySet<number>,
): readonly Orphan[] {
  const { first, count } = accountBlock(installation);
  const parents = new Map(entries.map(({ pid, parentPid }) => [pid, parentPid]));
  const isAttended = (pid: number | undefined): boolean =>
    pid !== undefined && (attended.has(pid) || isAttended(parents.get(pid)));
  return entries
    .filter(({ pid }) => {
      const uid = readStatus(pid)?.uid ?? 0;
      return uid >= first && uid < first + count && !isAttended(pid);
    })
    .map((entry) => ({ ...entry, marker: null }));
}

/**
 * Ends what servers of this installation left behind: own account only, found through /proc by the
 * marker. Children of servers that live are left alone. Returns how many processes were ended.
 */
export function reapOrphans(installation: string): number {
  let ended = 0;
  for (let round = 0; round < reapRoundsMax; round++) {
    const orphans = findOrphans(installation);
    if (orphans.length === 0) break;
    for (const orphan of orphans) signalEntry(orphan, "SIGSTOP");
    for (const orphan of orphans) ended += endOrphan(orphan);
  }
  return ended;
}

function endOrphan({ marker, ...entry }: Orphan): number {
  if (marker !== null) return killTree({ ...entry, marker, uid: null });
  signalEntry(entry, "SIGKILL");
  return 1;
}

function readMarker(pid: number): string | null {
  try {
    const environment = readFileSync(`/proc/${pid}/environ`, "latin1");
    const line = environment.split("\0").find((item) => item.startsWith(`${markerVariable}=`));
    return line?.slice(markerVariable.length + 1) ?? null;
  } catch (error) {
    if (error instanceof Error && "code" in error) return null;
    throw error;
  }
}
