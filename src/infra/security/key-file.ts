import { type FileHandle, link, mkdir, open, rename, unlink } from "node:fs/promises";
import { dirname } from "node:path";
import { AppError } from "#shared/errors.ts";
import { MasterKey } from "./master-key.ts";
import { keyBytes } from "./secret-key.ts";

/** A key is stored as 64 hex digits and a line end: it survives editors, mounts and copying. */
const keyFilePattern = /^[0-9a-f]{64}\n?$/;
const keyFileBytesMax = 128;
const groupAndOthers = 0o077;

export type KeyFileTrust =
  /** Our own file: it must belong to this account and to nobody else (0600). */
  | "private"
  /** Mounted by systemd or an orchestrator: owner and mode are theirs to decide. */
  | "mounted";

function unreadable(path: string, problem: string, cause?: unknown): AppError {
  return new AppError("CONFIG_INVALID", `The master key file ${path} ${problem}.`, { cause });
}

export function isErrno(error: unknown, code: string): boolean {
  return error instanceof Error && "code" in error && error.code === code;
}

/** Reads a key file, or null when there is none. A wide mode or other content is refused. */
export async function readKeyFile(path: string, trust: KeyFileTrust): Promise<MasterKey | null> {
  let file: FileHandle;
  try {
    file = await open(path, "r");
  } catch (error) {
    if (isErrno(error, "ENOENT")) return null;
    throw unreadable(path, "cannot be opened", error);
  }
  try {
    const stat = await file.stat();
    if (!stat.isFile()) throw unreadable(path, "is not a regular file");
    if (trust === "private" && (stat.mode & groupAndOthers) !== 0) {
      throw unreadable(path, "is readable by others; run: chmod 600 on it");
    }
    if (trust === "private" && stat.uid !== process.getuid?.()) {
      throw unreadable(path, "belongs to another account");
    }
    if (stat.size > keyFileBytesMax) throw unreadable(path, "does not hold a key");
    return parseKey(path, await file.readFile());
  } finally {
    await file.close();
  }
}

function parseKey(path: string, content: Buffer): MasterKey {
  const text = content.toString("latin1");
  if (!keyFilePattern.test(text)) {
    throw unreadable(path, `does not hold a key: ${keyBytes * 2} hex digits are expected`);
  }
  const bytes = Buffer.from(text.trimEnd(), "hex");
  const key = new MasterKey(bytes);
  bytes.fill(0);
  content.fill(0);
  return key;
}

/**
 * Creates the file with mode 0600, on disk when this returns. CONFLICT when there is one. Written
 * aside and linked into place: nobody ever reads half a key.
 */
export async function createKeyFile(path: string, key: MasterKey): Promise<void> {
  await mkdir(dirname(path), { recursive: true, mode: 0o700 });
  const aside = `${path}.new-${crypto.randomUUID()}`;
  try {
    await writeKey(aside, key);
    await link(aside, path);
  } catch (error) {
    if (!isErrno(error, "EEXIST")) throw unreadable(path, "cannot be created", error);
    throw new AppError("CONFLICT", `The master key file ${path} exists already.`, { cause: error });
  } finally {
    await removeKeyFile(aside);
  }
}

async function writeKey(path: string, key: MasterKey): Promise<void> {
  const file = await open(path, "wx", 0o600);
  try {
    await file.writeFile(`${Buffer.from(key.exposeForStorage()).toString("hex")}\n`);
    await file.sync();
  } finally {
    await file.close();
  }
}

/**
 * Puts one key file in another's place in one durable step: a whole key is always there. False when
 * it is gone: another process moved it.
 */
export async function moveKeyFile(from: string, to: string): Promise<boolean> {
  try {
    await rename(from, to);
  } catch (error) {
    if (isErrno(error, "ENOENT")) return false;
    throw unreadable(to, "cannot be replaced", error);
  }
  await syncFolder(to);
  return true;
}

export async function removeKeyFile(path: string): Promise<void> {
  try {
    await unlink(path);
  } catch (error) {
    if (!isErrno(error, "ENOENT")) throw unreadable(path, "cannot be removed", error);
  }
  await syncFolder(path);
}

async function syncFolder(path: string): Promise<void> {
  const folder = await open(dirname(path), "r");
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}
