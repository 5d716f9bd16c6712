import { chmodSync, readdirSync, rmSync } from "node:fs";
import { join } from "node:path";

const ownerOnly = 0o700;

/** Removes a child's folder once nothing of its tree is left, also where the child locked it. */
export function removePrivateFolder(folder: string): void {
  try {
    rmSync(folder, { recursive: true, force: true });
  } catch (error) {
    if (!isLocked(error)) throw error;
    unlockFolders(folder);
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Folders alone: a file's own mode does not keep it, and a link's is that of its target. */
function unlockFolders(folder: string): void {
  chmodSync(folder, ownerOnly);
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    if (entry.isDirectory()) unlockFolders(join(folder, entry.name));
  }
}

function isLocked(error: unknown): boolean {
  if (!(error instanceof Error) || !("code" in error)) return false;
  return error.code === "EACCES" || error.code === "EPERM";
}
