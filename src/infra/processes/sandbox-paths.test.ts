import { afterAll, describe, expect, test } from "bun:test";
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { planSandbox } from "./sandbox-paths.ts";

const root = realpathSync(mkdtempSync(join(tmpdir(), "sandbox-")));
afterAll(() => rmSync(root, { recursive: true }));

function file(path: string): string {
  const at = join(root, path);
  mkdirSync(join(at, ".."), { recursive: true });
  writeFileSync(at, "");
  return at;
}

/** What a script given as an argument opens beside the system and its working directory. */
function openedBy(script: string): readonly string[] {
  const cwd = join(root, "work");
  mkdirSync(cwd, { recursive: true });
  const { execute } = planSandbox({
    file: "/bin/sh",
    isSelf: false,
    args: [script],
    cwd,
    searchPath: "/usr/bin:/bin",
    read: [],
    write: [],
    connectPorts: [],
    landlockAbi: 7,
    privateFolder: join(root, "state/.systemprompt/run/child"),
    stateFolder: join(root, "state/.systemprompt"),
    homes: [join(root, "people/me")],
    openStateFolders: [],
  });
  return execute.filter((path) => path.startsWith(root) && path !== cwd);
}

describe("M14 the package of a program", () => {
  test("is the nearest folder with a package.json", () => {
    file("server/package.json");
    const script = file("server/dist/index.js");
    expect(openedBy(script)).toEqual([join(root, "server")]);
  });

  test("is its node_modules when it lies in one", () => {
    const script = file("server/node_modules/tool/bin.js");
    expect(openedBy(script)).toEqual([join(root, "server/node_modules")]);
  });

  test.each(["people/me", "people", "state", "elsewhere"])("is never %s", (folder) => {
    mkdirSync(join(root, "state/.systemprompt"), { recursive: true });
    mkdirSync(join(root, "elsewhere/.systemprompt"), { recursive: true });
    file(`${folder}/package.json`);
    const script = file(`${folder === "people" ? "people/me" : folder}/tools/script.js`);
    expect(openedBy(script)).toEqual([script]);
  });
});
