import { describe, expect, test } from "bun:test";
import { chownSync, mkdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { type AppError, isAppError } from "#shared/errors.ts";
import { assertSafeEnvironment } from "./environment.ts";
import { findHome, initHome } from "./find-home.ts";
import { homePaths } from "./paths.ts";
import { testFolder } from "./test-folder.ts";

function failure(act: () => unknown): AppError {
  try {
    act();
  } catch (error) {
    if (isAppError(error)) return error;
    throw error;
  }
  throw new Error("it was accepted");
}

describe("M47 the home", () => {
  test("is found upwards from the working directory", () => {
    using folder = testFolder();
    const home = initHome(folder.path);
    const deep = join(folder.path, "a", "b");
    mkdirSync(deep, { recursive: true });
    expect(findHome(deep, {})).toBe(home);
  });

  test("is private and stays out of a repository", () => {
    using folder = testFolder();
    const home = initHome(folder.path);
    expect(statSync(home).mode & 0o777).toBe(0o700);
    expect(readFileSync(join(home, ".gitignore"), "utf8")).toBe("*\n");
    expect(initHome(folder.path)).toBe(home);
  });

  test("near the working directory wins over SYSTEMPROMPT_HOME", () => {
    using near = testFolder();
    using far = testFolder();
    const home = initHome(near.path);
    expect(findHome(near.path, { SYSTEMPROMPT_HOME: initHome(far.path) })).toBe(home);
  });

  test("may be named by its folder or by the folder that holds it", () => {
    using here = testFolder();
    using there = testFolder();
    const home = initHome(there.path);
    expect(findHome(here.path, { SYSTEMPROMPT_HOME: home })).toBe(home);
    expect(findHome(here.path, { SYSTEMPROMPT_HOME: there.path })).toBe(home);
  });

  test("that is missing says what to do on one screen", () => {
    using folder = testFolder();
    const error = failure(() => findHome(folder.path, {}));
    expect(error.code).toBe("NOT_SET_UP");
    expect(error.message).toContain("admin setup --yes");
    expect(error.message.split("\n").length).toBeLessThanOrEqual(24);
  });

  test("that SYSTEMPROMPT_HOME names in vain is not replaced by another", () => {
    using folder = testFolder();
    const error = failure(() => findHome(folder.path, { SYSTEMPROMPT_HOME: "nowhere" }));
    expect(error.code).toBe("NOT_SET_UP");
    expect(error.message).toContain("nowhere");
  });

  // Only root can give a folder away.
  test.if(process.getuid?.() === 0)("of another user is used only when it is named", () => {
    using folder = testFolder();
    const home = initHome(folder.path);
    chownSync(home, 12_345, 12_345);
    expect(failure(() => findHome(folder.path, {})).message).toContain("another user");
    expect(findHome("/", { SYSTEMPROMPT_HOME: home })).toBe(home);
  });

  test("with a long path has a socket whose path fits", () => {
    const near = homePaths("/srv/.systemprompt");
    const far = homePaths(`/srv/${"long/".repeat(40)}.systemprompt`);
    expect(near.socket).toBe("/srv/.systemprompt/run/control.sock");
    expect(Buffer.byteLength(far.socket)).toBeLessThan(104);
    expect(far.socket).not.toBe(homePaths(`/srv/${"more/".repeat(40)}.systemprompt`).socket);
  });
});

describe("M48 the environment of a server", () => {
  test.each([
    "BUN_OPTIONS",
    "BUN_INSPECT",
    "BUN_BE_BUN",
    "NODE_TLS_REJECT_UNAUTHORIZED",
    "NODE_OPTIONS",
    "HTTP_PROXY",
    "https_proxy",
    "ALL_PROXY",
  ])("is refused with %s", (name) => {
    const error = failure(() => assertSafeEnvironment({ PATH: "/bin", [name]: "x" }));
    expect(error.code).toBe("CONFIG_INVALID");
    expect(error.message).toContain(`env -u ${name}`);
  });

  test("is accepted with the usual variables", () => {
    const usual = { PATH: "/bin", NODE_ENV: "production", NO_PROXY: "*", BUN_INSTALL: "/opt" };
    expect(() => assertSafeEnvironment({ ...usual, BUN_OPTIONS: undefined })).not.toThrow();
  });
});
