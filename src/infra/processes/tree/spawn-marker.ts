import { mintUuid } from "#shared/ids.ts";
import { readProcess } from "./process-table.ts";

/** The variable by which a tree's members are found, wherever they fled to. */
export const markerVariable = "SYSTEMPROMPT_SPAWN";

/**
 * `<installation>/<pid>.<start ticks>/<spawn id>`. The middle part names the server that spawned:
 * when no process with that pid and start time lives, what carries the marker is an orphan.
 */
export function mintMarker(installation: string): string {
  return `${markerPrefix(installation)}${serverIdentity()}/${mintUuid()}`;
}

export function markerPrefix(installation: string): string {
  return `${installation}/`;
}

export function serverIdentity(): string {
  return `${process.pid}.${readProcess(process.pid)?.startTicks ?? 0}`;
}

/** The process that a marker names as the server, while it lives. */
export function livingServer(marker: string): number | null {
  const [pid, ticks] = (marker.split("/").at(-2) ?? "").split(".").map(Number);
  if (pid === undefined || ticks === undefined) return null;
  return readProcess(pid)?.startTicks === ticks ? pid : null;
}
