import { readdirSync, readFileSync } from "node:fs";

const everyMs = 250;

/** Looks at what all processes of the machine show of themselves, again and again. */
export function watchProcesses(
  find: (text: string) => readonly string[],
  isMeant: (commandLine: string) => boolean,
): { stop(): readonly string[] } {
  const found = new Set<string>();
  const look = () => {
    for (const pid of readdirSync("/proc").filter((name) => /^\d+$/.test(name))) {
      const commandLine = read(pid, "cmdline").replaceAll("\0", " ");
      for (const name of find(commandLine)) found.add(`${name} in ${commandLine.slice(0, 80)}`);
      if (isMeant(commandLine)) continue;
      for (const name of find(read(pid, "environ"))) {
        found.add(`${name} in the environment of ${commandLine.slice(0, 80)}`);
      }
    }
  };
  const timer = setInterval(look, everyMs);
  return {
    stop: () => {
      clearInterval(timer);
      look();
      return [...found];
    },
  };
}

function read(pid: string, name: string): string {
  try {
    return readFileSync(`/proc/${pid}/${name}`, "latin1");
  } catch {
    // It ended between two looks, or belongs to somebody else.
    return "";
  }
}
