import { describe, expect, test } from "bun:test";
import { existsSync } from "node:fs";
import { join } from "node:path";

/**
 * Leaves three daemons: without environment in a session of its own, the same and undumpable, so
 * that the folder in /proc is root's, and one orphaned twice. Says their pids, then ends when told.
 */
const leaver = `
import ctypes, os, sys
libc = ctypes.CDLL(None)
r, w = os.pipe()
def daemon(depth, undumpable):
    if os.fork(): return
    os.setsid()
    for _ in range(depth):
        if os.fork(): os._exit(0)
        os.setsid()
    os.write(w, b"%d " % os.getpid())
    keep = "import ctypes,time; ctypes.CDLL(None).prctl(4, %d); time.sleep(1000)"
    for fd in range(3): os.close(fd)
    os.execve(sys.executable, ["python3", "-c", keep % (0 if undumpable else 1)], {})
daemon(1, False); daemon(1, True); daemon(3, True)
said = b""
while said.count(b" ") < 3: said += os.read(r, 100)
print(said.decode(), flush=True)
sys.stdin.readline()
sys.exit(7)
`;

async function leave(ending: "self" | "kill", account: readonly string[]) {
  const fixture = join(import.meta.dir, "../fixtures/adopting-server.ts");
  const words = [...account, process.execPath, "--no-env-file", fixture, leaver, ending];
  const run = Bun.spawn(words, {
    env: { PATH: "/usr/bin:/bin", HOME: "/nonexistent" },
    stdout: "pipe",
    stderr: "pipe",
  });
  const [text, errors] = await Promise.all([
    new Response(run.stdout).text(),
    new Response(run.stderr).text(),
  ]);
  expect(errors).toBe("");
  return JSON.parse(text) as { code: number | null; daemons: readonly number[] };
}

const isRoot = process.getuid?.() === 0;
const ordinary = isRoot ? ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"] : [];
const accounts = isRoot ? [ordinary, []] : [ordinary];

describe.each(
  accounts.map((words) => [words.length > 0 || !isRoot ? "an account" : "root", words]),
)(
  "M18 daemons without marker, environment and session, of a server that runs as %s",
  (_name, words) => {
    test.each(["self", "kill"] as const)("are gone when their child ends by %s", async (ending) => {
      const { code, daemons } = await leave(ending, words as readonly string[]);
      expect(code).toBe(ending === "self" ? 7 : null);
      expect(daemons).toHaveLength(3);
      expect(daemons.filter((pid) => existsSync(`/proc/${pid}`))).toEqual([]);
    });
  },
);
