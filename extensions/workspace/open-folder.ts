import {
  closeSync,
  constants,
  fstatSync,
  lstatSync,
  mkdirSync,
  openSync,
  type Stats,
} from "node:fs";
import { AppError } from "#extension-api";

/** A folder held open: names below it resolve in this very folder, wherever it is moved to. */
export interface OpenFolder {
  /** Path of one entry. Nothing between the workspace and the entry can be swapped for a link. */
  entry(name: string): string;
  /** Path of the folder itself, for listing. */
  readonly path: string;
}

const folderFlags = constants.O_RDONLY | constants.O_DIRECTORY | constants.O_NOFOLLOW;

/**
 * Walks down one name at a time without following a link, then runs `use` in the folder reached.
 * Each step opens through the descriptor of the step before (`/proc/self/fd/N/name` is openat), so
 * a folder that is replaced by a link in between is still refused. The caller's process is further
 * confined to the workspace by the kernel.
 *
 * The workspace itself goes by its path: no caller of a tool can replace it or what is above it,
 * and a file right in it costs no descriptor (4 µs).
 */
export function withFolder<Result>(
  root: string,
  names: readonly string[],
  options: { readonly create: boolean },
  use: (folder: OpenFolder) => Result,
): Result {
  let descriptor: number | null = null;
  let path = root;
  try {
    for (const name of names) {
      const next = openBelow(path, name, options.create);
      if (descriptor !== null) closeSync(descriptor);
      descriptor = next;
      path = `/proc/self/fd/${descriptor}`;
    }
    return use({ path, entry: (name) => `${path}/${name}` });
  } finally {
    if (descriptor !== null) closeSync(descriptor);
  }
}

function openBelow(folder: string, name: string, create: boolean): number {
  const path = `${folder}/${name}`;
  if (create) makeFolder(path);
  try {
    return openSync(path, folderFlags);
  } catch (cause) {
    throw explain(cause, name);
  }
}

function makeFolder(path: string): void {
  try {
    mkdirSync(path, { mode: 0o755 });
  } catch (error) {
    if (errorCode(error) !== "EEXIST") throw error;
  }
}

/** What an entry is, or null when there is none; a link is reported as itself. */
export function inspectEntry(path: string): Stats | null {
  try {
    return lstatSync(path);
  } catch (error) {
    if (errorCode(error) === "ENOENT") return null;
    throw error;
  }
}

/** Opens a plain file for reading and checks what was really opened. */
export function openPlainFile(path: string, name: string): { descriptor: number; stats: Stats } {
  const before = inspectEntry(path);
  if (before === null) throw new AppError("NOT_FOUND", `${name} does not exist.`);
  assertPlainFile(before, name);
  // Without O_NONBLOCK a FIFO that replaced the file since would hold the call for ever.
  const flags = constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK;
  let descriptor: number;
  try {
    descriptor = openSync(path, flags);
  } catch (cause) {
    throw explain(cause, name);
  }
  try {
    const stats = fstatSync(descriptor);
    assertPlainFile(stats, name);
    return { descriptor, stats };
  } catch (error) {
    closeSync(descriptor);
    throw error;
  }
}

export function assertPlainFile(stats: Stats, name: string): void {
  if (stats.isSymbolicLink()) throw refused(`${name} is a link; links are not followed.`);
  if (stats.isDirectory()) throw refused(`${name} is a folder, not a file.`);
  if (!stats.isFile()) throw refused(`${name} is a device, pipe or socket, not a file.`);
  // A second name may lie outside of the workspace, and the file would be shared with it.
  if (stats.nlink > 1) throw refused(`${name} has a second name elsewhere (a hard link).`);
}

function explain(cause: unknown, name: string): unknown {
  switch (errorCode(cause)) {
    case "ENOENT":
      return new AppError("NOT_FOUND", `${name} does not exist.`, { cause });
    case "ELOOP":
      return new AppError("INVALID_INPUT", `${name} is a link; links are not followed.`, { cause });
    case "ENOTDIR":
      return new AppError("INVALID_INPUT", `${name} is not a folder, or is a link.`, { cause });
    case "EACCES":
    case "EPERM":
      return new AppError("FORBIDDEN", `${name} may not be opened.`, { cause });
    default:
      return cause;
  }
}

export function errorCode(error: unknown): string | null {
  return error instanceof Error && "code" in error ? String(error.code) : null;
}

function refused(message: string): AppError {
  return new AppError("INVALID_INPUT", message);
}
