import { createHash } from "node:crypto";
import { cpSync, existsSync, mkdirSync, renameSync, rmSync, statSync } from "node:fs";
import path from "node:path";
import type { Account } from "./spawn-postgres.ts";

export interface ClusterPlace {
  readonly binaries: string;
  readonly data: string;
}

const othersMayTraverse = 0o001;
const groupMayTraverse = 0o010;
const ownerMayTraverse = 0o100;

/**
 * Where binaries and data can lie: as asked when the server's account reaches them, else (a clone
 * under a 0700 home, run by root) below `/var/lib`, with a copy of the binaries. The name comes
 * from the data folder asked for, so the same checkout finds its own again.
 */
export function placeCluster(
  asked: ClusterPlace & { readonly runAs: Account | null },
  stateFolder = "/var/lib",
): ClusterPlace {
  const { binaries, data, runAs } = asked;
  mkdirSync(path.dirname(data), { recursive: true });
  if (runAs === null) return { binaries, data };
  if (canTraverse(binaries, runAs) && canTraverse(path.dirname(data), runAs)) {
    return { binaries, data };
  }
  const hash = createHash("sha256").update(path.resolve(data)).digest("hex").slice(0, 12);
  const folder = path.join(stateFolder, `systemprompt-${hash}`);
  mkdirSync(folder, { recursive: true, mode: 0o755 });
  return { binaries: copyBinaries(binaries, folder), data: path.join(folder, "data") };
}

/** Whether an account may walk down to a folder and look into it. */
export function canTraverse(folder: string, account: Account): boolean {
  const resolved = path.resolve(folder);
  for (let current = resolved; ; current = path.dirname(current)) {
    const { mode, uid, gid } = statSync(current);
    const needed =
      uid === account.uid
        ? ownerMayTraverse
        : gid === account.gid
          ? groupMayTraverse
          : othersMayTraverse;
    if ((mode & needed) === 0) return false;
    if (current === path.dirname(current)) return true;
  }
}

/** Copied aside and moved into place, so that a copy that was cut short is not taken for whole. */
function copyBinaries(binaries: string, folder: string): string {
  const version = createHash("sha256")
    .update(`${statSync(path.join(binaries, "bin", "postgres")).size}`)
    .digest("hex")
    .slice(0, 8);
  const target = path.join(folder, `postgresql-${version}`);
  if (existsSync(target)) return target;
  const staging = path.join(folder, `.copy-${process.pid}`);
  rmSync(staging, { recursive: true, force: true });
  cpSync(binaries, staging, { recursive: true, verbatimSymlinks: true });
  renameSync(staging, target);
  return target;
}
