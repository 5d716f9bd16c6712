import type { Stats } from "node:fs";

const othersWrite = 0o002;
const groupWrite = 0o020;
const othersAny = 0o077;

/**
 * Why a file or folder that decides policy is not trusted, with the remedy; undefined when it is.
 * A group that is the owner's private one (equal numbers, the usual umask 002) is the owner.
 */
export function findForeignWriter(path: string, stats: Stats): string | undefined {
  if (stats.mode & othersWrite) return `is writable by everyone; run: chmod o-w ${path}`;
  if (stats.mode & groupWrite && stats.gid !== stats.uid) {
    return `is writable by its group; run: chmod g-w ${path}`;
  }
  const uid = process.getuid?.();
  if (uid === undefined || uid === 0 || stats.uid === uid || stats.uid === 0) return undefined;
  return `belongs to another user (uid ${stats.uid}), who may change it; run: chown ${uid} ${path}`;
}

/** Why a file of secrets is not private; undefined when only its owner can read and write it. */
export function findForeignReader(path: string, stats: Stats): string | undefined {
  if ((stats.mode & othersAny) === 0) return undefined;
  const mode = (stats.mode & 0o777).toString(8).padStart(4, "0");
  return `holds secrets and has mode ${mode}, so others can use it; run: chmod 600 ${path}`;
}
