import { readFileSync } from "node:fs";
import { killTree, signalEntry } from "./end-tree.ts";
import { listProcesses, type ProcessEntry } from "./process-table.ts";
import { hasLivingServer, markerPrefix, markerVariable } from "./spawn-marker.ts";

/** Orphans may fork while they are ended; each round ends what the one before left. */
const reapRoundsMax = 8;

export interface Orphan extends ProcessEntry {
  readonly marker: string;
}

/** Processes that a server of this installation spawned and that outlived it. */
export function findOrphans(installation: string): Orphan[] {
  const prefix = markerPrefix(installation);
  const orphans: Orphan[] = [];
  for (const entry of listProcesses()) {
    if (entry.pid === process.pid) continue;
    const marker = readMarker(entry.pid);
    if (marker === null || !marker.startsWith(prefix) || hasLivingServer(marker)) continue;
    orphans.push({ ...entry, marker });
  }
  return orphans;
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
    for (const orphan of orphans) ended += killTree({ ...orphan, uid: null });
  }
  return ended;
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
