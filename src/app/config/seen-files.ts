import { readFileSync, renameSync, writeFileSync } from "node:fs";
import { isMissingFile } from "#infra/logging/missing-file.ts";

/**
 * Which state of its services files a replica took into account last. Files that are still in it
 * say nothing new: what other replicas committed meanwhile is not undone by them.
 */
export interface SeenFiles {
  hash(): string | null;
  remember(hash: string): void;
}

const privateFile = 0o600;

export function openSeenFiles(path: string): SeenFiles {
  let known = read(path);
  return {
    hash: () => known,
    remember: (hash) => {
      if (hash === known) return;
      writeFileSync(`${path}.new`, `${hash}\n`, { mode: privateFile });
      renameSync(`${path}.new`, path);
      known = hash;
    },
  };
}

function read(path: string): string | null {
  try {
    const text = readFileSync(path, "utf8").trim();
    return text === "" ? null : text;
  } catch (error) {
    if (isMissingFile(error)) return null;
    throw error;
  }
}
