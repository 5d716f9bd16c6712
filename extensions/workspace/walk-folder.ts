import { type Dirent, readdirSync } from "node:fs";
import { limits } from "./limits.ts";
import { inspectEntry, withFolder } from "./open-folder.ts";

export interface FoundEntry {
  /** Relative to the workspace. */
  readonly path: string;
  readonly type: "file" | "folder" | "refused";
  readonly bytes: number;
}

/** The entries of one folder by name. Links, devices and hard links are shown as refused. */
export function listFolder(root: string, names: readonly string[]): FoundEntry[] {
  return withFolder(root, names, { create: false }, (folder) =>
    readdirSync(folder.path, { withFileTypes: true })
      .sort((a, b) => (a.name < b.name ? -1 : 1))
      .flatMap((item) => describeEntry(folder.entry(item.name), [...names, item.name], item)),
  );
}

function describeEntry(entry: string, names: readonly string[], item: Dirent): FoundEntry[] {
  const path = names.join("/");
  if (item.isDirectory()) return [{ path, type: "folder", bytes: 0 }];
  const stats = item.isFile() ? inspectEntry(entry) : null;
  // It went away while the folder was read.
  if (item.isFile() && stats === null) return [];
  const plain = stats !== null && stats.isFile() && stats.nlink === 1;
  return [{ path, type: plain ? "file" : "refused", bytes: plain ? stats.size : 0 }];
}

/** Depth first, folders before what they hold, without following a link. */
export function* walkFolder(root: string, names: readonly string[]): Generator<FoundEntry> {
  for (const entry of listFolder(root, names)) {
    yield entry;
    const below = entry.path.split("/");
    if (entry.type === "folder" && below.length < limits.folderDepthMax)
      yield* walkFolder(root, below);
  }
}
