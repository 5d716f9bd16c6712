import { readFileSync } from "node:fs";
import { accountBlock } from "../confinement/account.ts";
import { killTree, signalEntry } from "./end-tree.ts";
import { listProcesses, type ProcessEntry } from "./process-table.ts";
import { readStatus } from "./process-status.ts";
import { hasLivingServer, markerPrefix, markerVariable } from "./spawn-marker.ts";

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
    if (marker === null || !marker.startsWith(prefix)) unmarked.push(entry);
    else if (hasLivingServer(marker)) attended.add(entry.pid);
    else orphans.push({ ...entry, marker });
  }
  return [...orphans, ...findByAccount(installation, unmarked, attended)];
}

/** Accounts are given by root alone, and none of another installation's lies in the block. */
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
