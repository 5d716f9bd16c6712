import { afterAll, describe, expect, test } from "bun:test";
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { Redactor } from "#infra/logging/redact.ts";
import { logFileBytesMax, logFilesMax } from "#infra/logging/log-file.ts";
import { launchFailedExit } from "./confinement/launch-spec.ts";
import { testHost } from "./fixtures/host.ts";
import { outputOf, shellOn, waitFor } from "./fixtures/shell-child.ts";
import { spawnChild } from "./spawn-child.ts";
import type { SpawnedChild } from "./spawned-child.ts";
import { findTree } from "./tree/end-tree.ts";

const host = testHost();
afterAll(() => rmSync(join(host.stateFolder, ".."), { recursive: true, force: true }));

const shell = shellOn(host);

describe("M14 the environment of a child", () => {
  test("holds the allow-list, the literals and the declared secrets, and nothing else", async () => {
    const canary = ["can", "ary"].join("");
    const rich = {
      ...host,
      environment: {
        PATH: "/usr/bin:/bin",
        TZ: "UTC",
        CANARY: canary,
        DATABASE_URL: canary,
        SYSTEMPROMPT_MASTER_KEY_FILE: canary,
        NODE_OPTIONS: canary,
        BUN_OPTIONS: canary,
        https_proxy: canary,
        EXTRA: "yes",
      },
    };
    const envAllow = ["EXTRA", "DATABASE_URL", "NODE_OPTIONS", "BUN_OPTIONS", "https_proxy"];
    const spec = { env: { LITERAL: "one" }, secrets: { SECRET: "two" }, envAllow };
    const lines = (await outputOf(shell("env", spec, rich))).trim().split("\n");
    const names = lines
      .map((line) => line.split("=")[0] ?? "")
      .toSorted((a, b) => a.localeCompare(b));
    expect(names).toEqual([
      "EXTRA",
      "HOME",
      "LITERAL",
      "PATH",
      "PWD",
      "SECRET",
      "SYSTEMPROMPT_SPAWN",
      "TMPDIR",
      "TZ",
    ]);
    expect(lines.join()).not.toContain(canary);
  });

  test("never shows in an argument list or in the launcher's environment", async () => {
    const value = ["very", "hidden"].join("-");
    const child = shell("echo up; read line", { secrets: { SECRET: value } });
    await waitFor(child, "up");
    expect(readFileSync(`/proc/${child.pid}/cmdline`, "latin1")).not.toContain(value);
    expect(readFileSync(`/proc/${child.pid}/environ`, "latin1")).toContain(value);
    expect(readFileSync(`/proc/${process.pid}/environ`, "latin1")).not.toContain(value);
    await child.stop();
  });

  test("refuses a server with secrets below the minimum of isolation", () => {
    const weak = { ...host, isolation: { ...host.isolation, level: "process" as const } };
    const strict = { ...weak, isolationMinimum: "landlock" as const };
    expect(() => shell("true", { secrets: { A: "b" } }, strict)).toThrow("below the minimum");
    expect(readdirSync(host.stateFolder)).not.toContain("strict");
  });
});

describe("the life of a child", () => {
  test("has its own session, no_new_privs, a filter, no core files and no power but over files", async () => {
    const child = shell("cat /proc/self/status /proc/self/limits; ps -o sid= -p $$ || true");
    const text = await outputOf(child);
    expect(text).toMatch(/NoNewPrivs:\s1/);
    // Root's child is another account that may open what Landlock lets it see.
    const powers = host.isolation.ownAccounts ? "2" : "0";
    for (const set of ["CapEff", "CapPrm", "CapBnd"]) {
      if (set === "CapBnd" && process.getuid?.() !== 0) continue;
      expect(text).toMatch(new RegExp(`${set}:\\s0{15}${powers}`));
    }
    expect(text).toMatch(/Seccomp:\s2/);
    expect(text).toMatch(/SigIgn:\s0{16}/);
    expect(text).toMatch(/Max core file size\s+0\s+0/);
    expect(text).toMatch(/Max open files\s+1024\s+1024/);
  });

  test("removes the private folder when it ends", async () => {
    const child = shell("touch $TMPDIR/file; echo $TMPDIR");
    const folder = (await outputOf(child)).trim();
    expect(folder).toStartWith(host.stateFolder);
    expect(existsSync(folder)).toBe(false);
  });

  test("removes the private folder of an ordinary account's child that locked it", () => {
    const fixture = join(import.meta.dir, "fixtures/locked-folder.ts");
    const ordinary = ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"];
    const command = [process.execPath, "--no-env-file", fixture];
    const run = Bun.spawnSync(process.getuid?.() === 0 ? [...ordinary, ...command] : command, {
      env: { PATH: "/usr/bin:/bin" },
    });
    expect(run.stderr.toString()).toBe("");
    expect(JSON.parse(run.stdout.toString())).toEqual({ code: 3, left: [] });
  });

  test("is told to its end when its log can neither grow nor rotate", async () => {
    const path = join(host.stateFolder, "logs", "mcp-full.log");
    writeFileSync(path, "");
    truncateSync(path, logFileBytesMax);
    mkdirSync(`${path}.${logFilesMax - 1}/blocked`, { recursive: true });
    const exit = await shell("echo word >&2; exit 5", { name: "full" }).exited;
    expect(exit).toMatchObject({ code: 5, reason: "It ended with exit code 5: word" });
  });

  test("answers with the launcher's exit code when the target cannot start", async () => {
    const folder = join(host.stateFolder, "..", "gone");
    mkdirSync(folder);
    const child = shell("true", { cwd: folder });
    rmSync(folder, { recursive: true });
    const exit = await child.exited;
    expect(exit.code).toBe(launchFailedExit);
    expect(exit.reason).toContain("chdir");
  });

  test("refuses a command that is not a program, before anything starts", () => {
    const program = { kind: "command", command: "no-such-program", args: [] } as const;
    expect(() => spawnChild(host, { name: "test", program })).toThrow("not an executable file");
  });

  test("writes standard error to a private log with escapes removed", async () => {
    const child = shell("printf 'one\\033[31mred\\n' >&2", { name: "loud" });
    await child.exited;
    const path = join(host.stateFolder, "logs", "mcp-loud.log");
    expect(statSync(path).mode & 0o777).toBe(0o600);
    const text = readFileSync(path, "utf8");
    expect(text).toContain("stderr one�[31mred");
    expect(text).toContain("ended with exit code 0");
  });

  test("bounds what a flooding child writes to its log", async () => {
    const child = shell("yes 'a line of a flood that never ends' | head -c 6000000 >&2", {
      name: "flood",
    });
    await child.exited;
    const path = join(host.stateFolder, "logs", "mcp-flood.log");
    const text = readFileSync(path, "utf8");
    expect(text).toContain("lines dropped");
    expect(text.length).toBeLessThan(6_000_000);
  });

  test("shows no half of a secret where a line is cut, nor one line of several", async () => {
    const redactor = new Redactor();
    const value = ["first-line-of-a-key", "second-line-of-a-key"].join("\n");
    redactor.add(value);
    const careful = { ...host, redact: (text: string) => redactor.text(text) };
    const script = `head -c 8180 /dev/zero | tr '\\0' x >&2; printf '%s\n' '${value}' >&2`;
    await shell(script, { name: "cut" }, careful).exited;
    const text = readFileSync(join(host.stateFolder, "logs", "mcp-cut.log"), "utf8");
    expect(text).toContain("xxx[redacted]");
    // The event that names the command holds the script too, redacted like the rest.
    const said = text.split("\n").filter((line) => line.includes(" stderr "));
    expect(said.length).toBe(2);
    expect(text).not.toContain("of-a-key");
  });

  test("sees an exit at once, with its code or signal", async () => {
    expect((await shell("exit 7").exited).code).toBe(7);
    const child = shell("echo up; sleep 1000");
    await waitFor(child, "up");
    process.kill(child.pid, "SIGKILL");
    expect((await child.exited).signal).toBe("SIGKILL");
  });

  test("refuses input after the end instead of losing it", async () => {
    const child = shell("exit 0");
    await child.exited;
    expect(() => child.input.write("late\n")).toThrow("has ended");
  });
});

describe("M18 the end of a tree", () => {
  const deadlines = { closeMs: 50, terminateMs: 50 };

  test("comes by closed input for a child that listens", async () => {
    const child = shell("echo up; cat >/dev/null; exit 9");
    await waitFor(child, "up");
    expect((await child.stop()).code).toBe(9);
  });

  test("comes by SIGKILL for a child that ignores everything else", async () => {
    const child = shell("trap '' TERM HUP INT; echo up; while :; do sleep 1000; done");
    await waitFor(child, "up");
    expect((await child.stop(deadlines)).signal).toBe("SIGKILL");
    expect(findTree(child.root)).toEqual([]);
  });

  test("takes grandchildren that fled into sessions of their own", async () => {
    const flee = "(setsid sh -c 'trap \"\" TERM; sleep 1000 & wait' &) ; echo up; read line";
    const child = shell(flee);
    await waitFor(child, "up");
    // Who speaks has been executed, and so shows its marker.
    const script = "setsid -f sh -c 'echo up; sleep 1000; :'; read line";
    const other = shell(script);
    await waitFor(other, "up");
    expect(findTree(other.root).length).toBeGreaterThanOrEqual(2);
    await Promise.all([child.stop(deadlines), other.stop(deadlines)]);
    expect(findTree(child.root)).toEqual([]);
    expect(findTree(other.root)).toEqual([]);
  });

  test("takes what a child left behind when it ends by itself", async () => {
    const child = shell("setsid -f sleep 1000; exit 3");
    expect((await child.exited).code).toBe(3);
    expect(findTree(child.root)).toEqual([]);
  });

  test("is told though somebody who left without a trace holds its standard error", async () => {
    const script = "env -i setsid -f sh -c 'echo $$; exec sleep 1000'; read line; exit 3";
    const child = shell(script);
    const stray = Number(await waitFor(child, "\n"));
    child.input.write("exit\n");
    expect((await child.exited).code).toBe(3);
    process.kill(stray, "SIGKILL");
  });

  test("leaves nothing after fifty cycles of kill", async () => {
    const roots: SpawnedChild[] = [];
    for (let cycle = 0; cycle < 10; cycle++) {
      const batch = Array.from({ length: 5 }, () =>
        shell("setsid -f sleep 1000; sleep 1000 & echo up; wait"),
      );
      await Promise.all(batch.map((child) => waitFor(child, "up")));
      for (const child of batch) child.kill();
      await Promise.all(batch.map((child) => child.exited));
      roots.push(...batch);
    }
    expect(roots).toHaveLength(50);
    expect(roots.flatMap((child) => findTree(child.root))).toEqual([]);
    expect(readdirSync(join(host.stateFolder, "run", "children"))).toEqual([]);
  }, 60_000);
});

describe("M18 limits of a child", () => {
  test("bound a fork bomb of an account", async () => {
    if (process.getuid?.() !== 0) return;
    // Root's processes are not counted by the kernel, so the bomb runs as another account.
    const script = `i=0
      while [ $i -lt 200 ]; do sleep 1000 & i=$((i+1)); done; echo forked all`;
    const child = shell(script, { limits: { processesMax: 20 } });
    const text = await outputOf(child);
    expect(text).not.toContain("forked all");
    expect(child.log.tail.join()).toContain("fork");
    expect(findTree(child.root)).toEqual([]);
  });

  test("bound memory and open files", async () => {
    const hungry = "const l=[];for(;;)l.push(Buffer.alloc(8<<20,1))";
    const child = spawnChild(host, {
      name: "hungry",
      program: { kind: "command", command: "node", args: ["-e", hungry] },
      limits: { memoryBytesMax: 300 * 1024 * 1024 },
    });
    const exit = await child.exited;
    expect(exit.code === 0).toBe(false);
    const files = shell("ulimit -n", { limits: { openFilesMax: 32 } });
    expect((await outputOf(files)).trim()).toBe("32");
  });
});
