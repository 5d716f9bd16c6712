import { mkdir, open, readFile } from "node:fs/promises";
import { dirname } from "node:path";
import { AppError } from "#shared/errors.ts";

const privateMode = 0o600;
const privateFolder = 0o700;
const keyPattern = /^[0-9a-f]{64}$/;

/**
 * Public keys that ever certified this installation's writers, one a line. Whoever can only write
 * SQL cannot add one, so a history that was made up with another key is found.
 */
export async function readInstallationKeys(path: string): Promise<readonly string[]> {
  const text = await readFile(path, "utf8").catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return "";
    throw new AppError("CONFIG_INVALID", "The list of installation keys cannot be read.", {
      cause: error,
    });
  });
  return text.split("\n").filter((line) => keyPattern.test(line));
}

/** Adds a key unless it is there; on disk when this returns. */
export async function rememberInstallationKey(path: string, publicKey: Uint8Array): Promise<void> {
  const key = Buffer.from(publicKey).toString("hex");
  if ((await readInstallationKeys(path)).includes(key)) return;
  await mkdir(dirname(path), { recursive: true, mode: privateFolder });
  const file = await open(path, "a", privateMode);
  try {
    await file.write(`${key}\n`);
    await file.datasync();
  } finally {
    await file.close();
  }
}
