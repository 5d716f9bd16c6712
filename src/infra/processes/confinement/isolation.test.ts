import { describe, expect, test } from "bun:test";
import { join } from "node:path";
import { assertSafeSpawn, detectIsolation, meetsMinimum } from "./isolation.ts";

describe("M14 isolation", () => {
  test("is told in words and as a level that are the same", () => {
    const { level, landlockAbi, summary, limits } = detectIsolation();
    expect(level === "landlock").toBe(landlockAbi > 0);
    expect(summary.includes(`landlock abi ${landlockAbi}`)).toBe(landlockAbi > 0);
    expect(limits.length).toBeGreaterThan(0);
  });

  test("meets a minimum that is not above it", () => {
    expect(meetsMinimum("process", "process")).toBe(true);
    expect(meetsMinimum("landlock", "process")).toBe(true);
    expect(meetsMinimum("process", "landlock")).toBe(false);
    expect(meetsMinimum("none", "process")).toBe(false);
  });

  test("is demanded only from servers that hold secrets", () => {
    expect(() => assertSafeSpawn("files", false, "none", "landlock")).not.toThrow();
    expect(() => assertSafeSpawn("files", true, "none", "process")).toThrow("below the minimum");
  });

  test("closes a process to others of its account, itself included", async () => {
    const module = JSON.stringify(join(import.meta.dir, "isolation.ts"));
    const script = `import { makeUndumpable } from ${module};
      import { statSync } from "node:fs";
      console.log(makeUndumpable(), statSync("/proc/self/environ").uid);`;
    // The files of an undumpable process belong to root, so another account shows the difference.
    const account = process.getuid?.() === 0 ? { uid: 65_534, gid: 65_534 } : {};
    const run = Bun.spawn([process.execPath, "-e", script], {
      env: { PATH: "/usr/bin:/bin", HOME: "/nonexistent" },
      stdout: "pipe",
      ...account,
    });
    expect((await new Response(run.stdout).text()).trim()).toBe("true 0");
  });
});
