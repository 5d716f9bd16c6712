import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { eventually } from "../eventually.ts";
import { databasePids } from "../installation.ts";
import type { OwnServer } from "../own-server.ts";

/**
 * Each flush of PostgreSQL's log waits this long before it begins, in microseconds. A call may wait
 * for four, one after the other (a batch and a renewal before its own, each behind the log writer's
 * flush), and is refused after 5 s.
 */
const heldMicroseconds = 500_000;
const attachMsMax = 10_000;
const installMsMax = 120_000;

/** A flush that PostgreSQL waited for, in milliseconds since the epoch. */
export interface Flush {
  readonly fromMs: number;
  readonly toMs: number;
}

export interface HeldFlushes {
  /** Lets go, and tells of every flush that came to its end. */
  release(): Promise<readonly Flush[]>;
}

/** Holds every flush of the embedded PostgreSQL by strace. */
export async function holdFlushes(server: OwnServer): Promise<HeldFlushes> {
  await requireStrace();
  const folder = mkdtempSync(join(tmpdir(), "flushes-"));
  const pids = databasePids(server);
  const tracer = Bun.spawn(
    [
      ...["strace", "-ff", "-ttt", "-T", "-o", join(folder, "trace")],
      ...["-e", "trace=fdatasync", "-e", `inject=fdatasync:delay_enter=${heldMicroseconds}`],
      ...pids.flatMap((pid) => ["-p", String(pid)]),
    ],
    { stdout: "ignore", stderr: "ignore" },
  );
  await eventually(attachMsMax, () => (pids.every(isTraced) ? true : undefined));
  return {
    release: async () => {
      tracer.kill("SIGINT");
      await tracer.exited;
      const flushes = readdirSync(folder).flatMap((name) => readFlushes(join(folder, name)));
      rmSync(folder, { recursive: true });
      return flushes;
    },
  };
}

/** Lines like `1795262413.123456 fdatasync(5) = 0 (DELAYED) <1.500123>`. */
function readFlushes(file: string): readonly Flush[] {
  const line = /^(\d+\.\d+) fdatasync\(.*<(\d+\.\d+)>$/gm;
  return Array.from(readFileSync(file, "utf8").matchAll(line), ([, at, seconds]) => ({
    fromMs: Number(at) * 1_000,
    toMs: (Number(at) + Number(seconds)) * 1_000,
  }));
}

function isTraced(pid: number): boolean {
  return !/^TracerPid:\t0$/m.test(readFileSync(`/proc/${String(pid)}/status`, "utf8"));
}

async function requireStrace(): Promise<void> {
  if (Bun.which("strace") !== null) return;
  const install = Bun.spawn(["apt-get", "install", "-y", "-q", "strace"], {
    stdout: "ignore",
    stderr: "ignore",
    timeout: installMsMax,
  });
  if ((await install.exited) !== 0) {
    throw new Error("this test needs strace, and the right to trace: apt-get install strace");
  }
}
