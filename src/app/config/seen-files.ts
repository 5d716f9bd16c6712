import { readFileSync } from "node:fs";
import { isMissingFile } from "#infra/logging/missing-file.ts";
import { replaceFile } from "../setup/replace-file.ts";

/**
 * Which state of its services files a replica took into account last. Files that are still in it
 * say nothing new: what other replicas committed meanwhile is not undone by them.
 */
export interface SeenFiles {
  hash(): string | null;
  remember(hash: string): void;
}

export function openSeenFiles(path: string): SeenFiles {
  let known = read(path);
  return {
    hash: () => known,
    remember: (hash) => {
      if (hash === known) return;
      replaceFile(path, `${hash}\n`);
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
