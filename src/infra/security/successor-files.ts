import { readdir } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { isErrno, readKeyFile, removeKeyFile } from "./key-file.ts";
import type { MasterKey } from "./master-key.ts";

/**
 * A successor waits beside the key in a file of its own, named by the key that it replaces and by
 * itself. So no rotation can take another's file for its own, and what a committed rotation left
 * over is told from what may still be in use: a key that was replaced never returns.
 */
export interface SuccessorFile {
  readonly path: string;
  readonly from: string;
  readonly to: string;
}

const endPattern = /^\.next-([0-9a-f]{16})-([0-9a-f]{16})$/;

export function successorPath(keyPath: string, from: string, to: string): string {
  return `${keyPath}.next-${from}-${to}`;
}

export async function listSuccessors(keyPath: string): Promise<readonly SuccessorFile[]> {
  const folder = dirname(keyPath);
  const start = basename(keyPath);
  const found: SuccessorFile[] = [];
  for (const name of await namesIn(folder)) {
    const [, from, to] = name.startsWith(start)
      ? (endPattern.exec(name.slice(start.length)) ?? [])
      : [];
    if (from !== undefined && to !== undefined) found.push({ path: join(folder, name), from, to });
  }
  return found;
}

/** Keys of rotations that are under way or were cut short. */
export async function readSuccessors(keyPath: string): Promise<readonly MasterKey[]> {
  const keys: MasterKey[] = [];
  for (const { path } of await listSuccessors(keyPath)) {
    const key = await readKeyFile(path, "private");
    if (key !== null) keys.push(key);
  }
  return keys;
}

/** Once `from` was replaced by `to`, every other successor of it lost the race for good. */
export async function removeLosers(keyPath: string, winner: SuccessorFile): Promise<void> {
  for (const { path, from, to } of await listSuccessors(keyPath)) {
    if (from === winner.from && to !== winner.to) await removeKeyFile(path);
  }
}

async function namesIn(folder: string): Promise<readonly string[]> {
  try {
    return await readdir(folder);
  } catch (error) {
    if (isErrno(error, "ENOENT")) return [];
    throw error;
  }
}
