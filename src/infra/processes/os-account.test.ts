import { describe, expect, test } from "bun:test";
import { join } from "node:path";
import { osAccountName } from "./os-account.ts";

const uid = process.getuid?.() ?? -1;

describe("M02 the account behind a local act", () => {
  test("is the one with this process's uid", () => {
    const accounts = `one:x:${uid + 1}:0::/:\nmine:x:${uid}:0::/:\ntwo:x:${uid + 2}:0::/:\n`;
    expect(osAccountName(accounts)).toBe("mine");
    expect(osAccountName("")).toBe(`uid-${uid}`);
  });

  test("does not follow the environment", () => {
    const source = `import { osAccountName } from ${JSON.stringify(join(import.meta.dir, "os-account.ts"))};
      console.log(osAccountName());`;
    const name = (user: string) =>
      Bun.spawnSync([process.execPath, "-e", source], { env: { USER: user, LOGNAME: user } })
        .stdout.toString()
        .trim();
    expect(name("somebody-else")).toBe(osAccountName());
  });
});
