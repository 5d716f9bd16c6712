import { closeSync, openSync, readFileSync } from "node:fs";

/** The account that PostgreSQL runs as; null means our own. */
export interface Account {
  readonly uid: number;
  readonly gid: number;
}

const nobodyId = 65_534;
const logMode = 0o600;

/** PostgreSQL refuses to run as root: then `postgres` when it exists, else nobody. */
export function accountToRunAs(): Account | null {
  if (process.getuid?.() !== 0) return null;
  for (const line of readFileSync("/etc/passwd", "utf8").split("\n")) {
    const [name, , uid, gid] = line.split(":");
    if (name === "postgres") return { uid: Number(uid), gid: Number(gid) };
  }
  return { uid: nobodyId, gid: nobodyId };
}

export interface SpawnOptions {
  readonly runAs: Account | null;
  readonly cwd: string;
  /** Both output streams are appended here. */
  readonly logFile: string;
  /** Its own session, so that neither Ctrl-C nor the end of this process reaches it. */
  readonly detached: boolean;
}

/** The one place that starts PostgreSQL's programs; the environment is always spelled out. */
export function spawnPostgres(command: readonly string[], options: SpawnOptions): Bun.Subprocess {
  const log = openSync(options.logFile, "a", logMode);
  try {
    return Bun.spawn([...command], {
      cwd: options.cwd,
      env: { PATH: "/usr/bin:/bin", LC_ALL: "C", TZ: "UTC" },
      stdin: "ignore",
      stdout: log,
      stderr: log,
      detached: options.detached,
      ...(options.runAs === null ? {} : options.runAs),
    });
  } finally {
    closeSync(log);
  }
}

/**
 * A shell in its own session whose input is a pipe from us: the pipe ends with this process, kill
 * -9 included, and the script goes on to clean up after it. Keep what is returned: it holds the
 * pipe.
 */
export function spawnWatchdog(script: string, ...words: readonly string[]): Bun.Subprocess {
  const child = Bun.spawn(["/bin/sh", "-c", script, "sh", ...words], {
    env: { PATH: "/usr/bin:/bin" },
    stdin: "pipe",
    stdout: "ignore",
    stderr: "ignore",
    detached: true,
  });
  child.unref();
  return child;
}
