import { describe, expect, test } from "bun:test";
import { join } from "node:path";
import { assertSafeSpawn, describeIsolation, detectIsolation, meetsMinimum } from "./isolation.ts";

describe("M14 isolation", () => {
  test("is told in words and as a level that are the same", () => {
    const { level, landlockAbi, summary, limits } = detectIsolation();
    expect(meetsMinimum(level, "landlock")).toBe(landlockAbi > 0);
    expect(summary.includes(`landlock abi ${landlockAbi}`)).toBe(landlockAbi > 0);
    expect(limits.length).toBeGreaterThan(0);
  });

  test("meets a minimum that is not above it", () => {
    expect(meetsMinimum("process", "process")).toBe(true);
    expect(meetsMinimum("landlock", "process")).toBe(true);
    expect(meetsMinimum("full", "landlock")).toBe(true);
    expect(meetsMinimum("landlock", "full")).toBe(false);
    expect(meetsMinimum("process", "landlock")).toBe(false);
    expect(meetsMinimum("none", "process")).toBe(false);
  });

  test("is demanded only from servers that hold secrets", () => {
    expect(() => assertSafeSpawn("files", false, "none", "landlock")).not.toThrow();
    expect(() => assertSafeSpawn("files", true, "none", "process")).toThrow("below the minimum");
  });

  const whole = { landlockAbi: 7, filtersCalls: true, ownAccounts: true, isRoot: true };

  test.each([
    ["everything", whole, "full", []],
    ["no accounts", { ...whole, ownAccounts: false }, "full", ["as root", "the account"]],
    ["an ordinary account", { ...whole, ownAccounts: false, isRoot: false }, "full", ["account"]],
    ["no filter", { ...whole, filtersCalls: false }, "landlock", ["not filtered"]],
    ["ABI 5", { ...whole, landlockAbi: 5, ownAccounts: false }, "landlock", ["Signals are not"]],
    ["ABI 3", { ...whole, landlockAbi: 3 }, "landlock", ["TCP is not"]],
    ["ABI 2", { ...whole, landlockAbi: 2 }, "landlock", ["TCP is not"]],
    ["ABI 2 alone", { ...whole, landlockAbi: 2, filtersCalls: false }, "landlock", ["emptied"]],
    ["no Landlock", { ...whole, landlockAbi: 0 }, "process", ["the network are not confined"]],
  ] as const)("says of a machine with %s what does not hold", (_what, facts, level, words) => {
    const isolation = describeIsolation(facts);
    expect(isolation.level).toBe(level);
    const spoken = isolation.limits.join(" ");
    for (const word of words) expect(spoken).toContain(word);
    expect(isolation.summary.includes("landlock abi")).toBe(facts.landlockAbi > 0);
    expect(isolation.summary.includes("system call filter")).toBe(facts.filtersCalls);
    expect(isolation.summary.includes("own account")).toBe(facts.ownAccounts);
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
