import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { defaultFiles } from "#services/default-files.ts";

/** Writes the baked-in configuration; a file that exists stays as it is. Gives what was written. */
export function writeDefaultServices(folder: string): readonly string[] {
  const written: string[] = [];
  for (const [path, text] of defaultFiles) {
    const file = join(folder, path);
    mkdirSync(dirname(file), { recursive: true, mode: 0o755 });
    if (writeNew(file, text)) written.push(path);
  }
  return written;
}

function writeNew(file: string, text: string): boolean {
  try {
    writeFileSync(file, text, { flag: "wx", mode: 0o644 });
    return true;
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "EEXIST") return false;
    throw error;
  }
}
