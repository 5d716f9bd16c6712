import { closeSync, fsyncSync, openSync, renameSync, rmSync, writeSync } from "node:fs";

const privateFile = 0o600;

/** Whole and durable, or as it was: written aside, then moved into place. */
export function replaceFile(path: string, text: string): void {
  const aside = `${path}.new`;
  rmSync(aside, { force: true });
  const file = openSync(aside, "wx", privateFile);
  try {
    writeSync(file, text);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
  renameSync(aside, path);
}
