import { afterAll, describe, expect, test } from "bun:test";
import { chmodSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { testHost } from "../fixtures/host.ts";
import { type SpawnSpec, spawnChild } from "../spawn-child.ts";
import { markerVariable } from "../tree/spawn-marker.ts";

const mebibyte = 1024 * 1024;
/** Where no shell sets the limit, a start below the launcher's own reservations may fail. */
const aboveReservations = { memoryBytesMax: 1024 * 1024 * mebibyte };
const fixtures = join(import.meta.dir, "../fixtures");
const host = testHost();
const outside = join(host.stateFolder, "..");
afterAll(() => rmSync(outside, { recursive: true, force: true }));

function launchedBy(...words: readonly string[]) {
  return { ...host, selfCommand: () => [process.execPath, "--no-env-file", ...words] };
}

async function run(
  command: string,
  args: readonly string[],
  spec: Partial<SpawnSpec> = {},
  on = host,
) {
  const program = { kind: "command", command, args } as const;
  const child = spawnChild(on, { name: "stage", program, ...spec });
  const text = await new Response(child.stdout).text();
  return { text, ...(await child.exited) };
}

function program(name: string, content: string | Uint8Array): string {
  mkdirSync(join(outside, "programs"), { recursive: true });
  const path = join(outside, "programs", name);
  writeFileSync(path, content);
  chmodSync(path, 0o755);
  return path;
}

/** What the target gets beside the names that every child has. */
async function environmentWith(env: Record<string, string>, limits = {}) {
  const { text } = await run("/usr/bin/env", ["-0"], { env, limits });
  const entries = text.split("\0").slice(0, -1);
  const got = Object.fromEntries(entries.map((entry) => splitOnce(entry)));
  for (const name of ["PATH", "HOME", "TMPDIR", markerVariable]) {
    expect(got[name]).toBeDefined();
    delete got[name];
  }
  // Where the shell is bash.
  delete got["SHLVL"];
  return got;
}

function splitOnce(entry: string): [string, string] {
  const at = entry.indexOf("=");
  return [entry.slice(0, at), entry.slice(at + 1)];
}

describe("M18 the limit on memory", () => {
  test("never meets the launcher, whose threads allocate until it is the target", async () => {
    const busy = launchedBy(join(fixtures, "busy-launcher.ts"));
    const limits = { memoryBytesMax: 64 * mebibyte };
    const codes: (number | null)[] = [];
    for (let start = 0; start < 30; start++) {
      codes.push((await run("/bin/true", [], { limits }, busy)).code);
    }
    expect(codes).toEqual(Array.from({ length: 30 }, () => 0));
  }, 60_000);

  test("is in force as both bounds and cannot be raised again", async () => {
    const limits = { memoryBytesMax: 300 * mebibyte };
    const { text } = await run("/bin/cat", ["/proc/self/limits"], { limits });
    expect(text).toMatch(/Max data size\s+314572800\s+314572800\s/);
    const raise = "ulimit -S -d 400000 || ulimit -H -d unlimited || ulimit -d";
    expect((await run("/bin/sh", ["-c", raise], { limits })).text).toBe("307200\n");
  });

  test("is in force where there is no shell", async () => {
    const shellLess = launchedBy(join(fixtures, "self.ts"), "launch", "/nonexistent/sh");
    const spec = { limits: aboveReservations };
    const { text } = await run("/bin/cat", ["/proc/self/limits"], spec, shellLess);
    expect(text).toMatch(/Max data size\s+1099511627776\s+1099511627776\s/);
  });
});

describe("M18 the shell before a child", () => {
  test("passes every argument on as it is", async () => {
    // prettier-ignore
    const args = [
      "", " a\nb\t", "$(id) `id` $0", "'\"\\", "*", "-n", "--", "a=b",
      "\u0001\u007f\u0081\u0088é😀", "x".repeat(100_000),
    ];
    const { text } = await run("/usr/bin/printf", ["%s\\0", ...args]);
    expect(text.split("\0")).toEqual([...args, ""]);
  });

  test("leaves nothing in the environment and takes nothing from it", async () => {
    const env = { LINES: "one\ntwo", ODD: "'$(id)\u0081", ENV: "/nonexistent", EMPTY: "" };
    expect(await environmentWith(env)).toEqual(env);
  });

  test.each(["IFS", "PWD", "OPTIND", "UID", "with.dot"])("is none for %s", async (name) => {
    const env = { [name]: "7" };
    expect(await environmentWith(env, aboveReservations)).toEqual(env);
  });

  test("tells what cannot run as the kernel does, and runs none of it", async () => {
    const otherMachine = Buffer.from(
      `\u007fELF\u0002\u0001${"\0".repeat(58)}\necho ran\n`,
      "latin1",
    );
    const interpreter = program("interpreter", "#!/nonexistent/interpreter\n");
    const cases = {
      [program("text", "echo ran\n")]: 126,
      [program("empty", "")]: 126,
      [program("other-machine", otherMachine)]: 126,
      [program("no-interpreter", `#!${interpreter}\necho ran\n`)]: 127,
    };
    for (const [path, code] of Object.entries(cases)) {
      const exit = await run(path, [], { limits: aboveReservations });
      expect([path, exit]).toMatchObject([path, { code, text: "" }]);
    }
  });

  test("hands on the exit code and the signal of the target", async () => {
    const script = program(
      "script",
      '#!/bin/sh\nif [ "$1" = x ]; then kill -TERM $$; fi; exit 42\n',
    );
    expect(await run(script, [])).toMatchObject({ code: 42, signal: null });
    expect(await run(script, ["x"])).toMatchObject({ code: null, signal: "SIGTERM" });
  });
});
