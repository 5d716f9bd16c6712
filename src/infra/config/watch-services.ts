import { type FSWatcher, readdirSync, statSync, watch } from "node:fs";
import { join } from "node:path";

export interface WatchOptions {
  /** Editors write a file in several steps; this long without another one is a change. */
  readonly debounceMs?: number;
  /** The net under lost events (network file systems, a folder that was replaced). */
  readonly pollMs?: number;
}

export interface ServicesWatch {
  close(): void;
}

const debounceMsDefault = 150;
const pollMsDefault = 2_000;

/** Calls `onChange` after files under the folder changed, appeared or went; never twice for one. */
export function watchServices(
  folder: string,
  onChange: () => void,
  options: WatchOptions = {},
): ServicesWatch {
  let last = fingerprint(folder);
  let timer: ReturnType<typeof setTimeout> | undefined;
  const look = () => {
    timer = undefined;
    const current = fingerprint(folder);
    if (current === last) return;
    last = current;
    onChange();
  };
  const soon = () => {
    clearTimeout(timer);
    timer = setTimeout(look, options.debounceMs ?? debounceMsDefault);
  };
  const watcher = openWatcher(folder, soon);
  const poll = setInterval(look, options.pollMs ?? pollMsDefault);
  poll.unref();
  return {
    close() {
      watcher?.close();
      clearInterval(poll);
      clearTimeout(timer);
    },
  };
}

/** The system's limit of watches may be reached, or the folder may not exist: the poll remains. */
function openWatcher(folder: string, onEvent: () => void): FSWatcher | undefined {
  try {
    const watcher = watch(folder, { recursive: true, persistent: false }, onEvent);
    watcher.on("error", () => watcher.close());
    return watcher;
  } catch (error) {
    if (error instanceof Error) return undefined;
    throw error;
  }
}

/** Names, sizes, times and inodes: what changes when a file is written or replaced. */
function fingerprint(folder: string): string {
  try {
    return readdirSync(folder, { recursive: true, encoding: "utf8" })
      .filter((name) => /\.ya?ml$/.test(name))
      .toSorted()
      .map((name) => {
        const stats = statSync(join(folder, name), { throwIfNoEntry: false });
        return `${name} ${stats?.size} ${stats?.mtimeMs} ${stats?.ino} ${stats?.mode}`;
      })
      .join("\n");
  } catch (error) {
    // A folder that is being replaced is a state of its own.
    return `unreadable: ${error instanceof Error ? error.message : String(error)}`;
  }
}
