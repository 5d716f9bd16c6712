import { describe, expect, test } from "bun:test";
import { type CommandLine, commandDigest } from "./command-digest.ts";

const line: CommandLine = {
  type: "stdio",
  command: "/usr/bin/mail",
  args: ["--read"],
  cwd: "mail",
  env: { A: "1", B: "2" },
  env_allow: ["LANG"],
  secrets: { TOKEN: "mail.token" },
  isolation: "per-user",
  sandbox: { read: ["/srv/mail"], write: ["/srv/out"], connect_ports: [443] },
};

const changes: Record<string, Partial<CommandLine>> = {
  "another program": { command: "/usr/bin/sh" },
  "another argument": { args: ["--read", "--write"] },
  "another folder": { cwd: "/" },
  "another value": { env: { A: "1", B: "3" } },
  "another inherited variable": { env_allow: ["LANG", "LD_PRELOAD"] },
  "another secret": { secrets: { TOKEN: "bank.token" } },
  "a secret more": { secrets: { TOKEN: "mail.token", BANK: "bank.token" } },
  "one child for everybody": { isolation: "shared" },
  "another folder to read": { sandbox: { ...line.sandbox, read: ["/"] } },
  "another folder to write": { sandbox: { ...line.sandbox, write: ["/"] } },
  "another port": { sandbox: { ...line.sandbox, connect_ports: [443, 5432] } },
  "no sandbox of its own": { sandbox: {} },
};

describe("M49 the digest that an approval names", () => {
  test.each(Object.entries(changes))("is another one after %s", (_name, change) => {
    expect(commandDigest({ ...line, ...change })).not.toBe(commandDigest(line));
  });

  test("stays when the file says the same in another order, or describes it otherwise", () => {
    const same = { ...line, env: { B: "2", A: "1" }, description: "reads mail", enabled: false };
    expect(commandDigest(same)).toBe(commandDigest(line));
    expect(commandDigest({ type: "stdio", command: "a", env: {}, args: [] })).toBe(
      commandDigest({ type: "stdio", command: "a" }),
    );
  });
});
