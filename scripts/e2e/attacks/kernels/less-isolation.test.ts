import { afterAll, beforeAll, describe, expect, setDefaultTimeout, test } from "bun:test";
import { join } from "node:path";
import { eventually } from "../../eventually.ts";
import { profileFolder } from "../../installation.ts";
import { firstAdmin, type OwnServer, startOwnServer } from "../../own-server.ts";

setDefaultTimeout(120_000);

const stepMsMax = 30_000;
const without = join(import.meta.dir, "without.ts");
const holder = {
  ...{ type: "stdio", command: "/bin/cat" },
  secrets: { KEY: "key" },
};

interface Listed {
  readonly name: string;
  readonly status: string;
  readonly last_error: string | null;
  readonly confinement: string;
}

interface Health {
  readonly status: string;
  readonly reasons?: readonly string[];
  readonly isolation?: string;
  readonly isolation_limits?: readonly string[];
}

describe.each([
  ["Landlock", "landlock", "system call filter", "are not confined"],
  ["Landlock and filters of system calls", "both", null, "System calls are not filtered"],
] as const)("M14 M17 on a kernel without %s", (_what, missing, has, words) => {
  let server: OwnServer;

  beforeAll(async () => {
    server = await startOwnServer({
      through: [process.execPath, "--no-env-file", without, missing],
      files: { "services/mcp/holder.yaml": JSON.stringify(holder) },
    });
    await server.tryCli(["admin", "secrets", "set", "key"], "a value to hold");
  });
  afterAll(() => server.stop());

  const listed = async (name: string) => {
    const servers = await server.json<readonly Listed[]>("plugins", "mcp", "list");
    return servers.find((one) => one.name === name);
  };

  test("the list and the health report say what is in force and what is not", async () => {
    const state = await eventually(stepMsMax, async () => {
      const now = await listed("workspace");
      return now?.status === "ready" ? now : undefined;
    });
    expect(state.confinement).not.toContain("landlock");
    expect(state.confinement.includes("system call filter")).toBe(has !== null);
    const token = await server.token(firstAdmin);
    // A session is known to the health report once the server has heard of it.
    const health = await eventually(stepMsMax, async () => {
      const answer = await fetch(`${server.baseUrl}/health`, {
        headers: { authorization: `Bearer ${token}` },
      });
      const told = (await answer.json()) as Health;
      return told.isolation === undefined ? undefined : told;
    });
    expect(health.isolation).toBe(state.confinement);
    expect(health.isolation_limits?.join(" ")).toContain(words);
    expect(health.status).toBe("degraded");
    expect(health.reasons?.join(" ")).toContain(words);
  });

  test("a server with secrets starts by default and is refused by a stricter profile", async () => {
    await eventually(stepMsMax, async () => {
      const now = await listed("holder");
      // It starts: that it does not speak the protocol is another matter.
      return now?.last_error?.includes("below the minimum") === false ? true : undefined;
    });
    const path = `${profileFolder}/profile.yaml`;
    const profile = server.read(path);
    expect(profile).not.toContain("isolation_minimum");
    const strict = /^security:$/m.test(profile)
      ? profile.replace(/^security:$/m, "security:\n  isolation_minimum: landlock")
      : `${profile}\nsecurity:\n  isolation_minimum: landlock\n`;
    server.write(path, strict);
    await server.cli("infra", "services", "restart");
    const refused = await eventually(stepMsMax, async () => {
      const now = await listed("holder");
      return now?.last_error?.includes("below the minimum") === true ? now : undefined;
    });
    expect(refused.last_error).toContain("isolation here is process, below the minimum landlock");
    // What holds no secret still runs.
    await eventually(stepMsMax, async () =>
      (await listed("workspace"))?.status === "ready" ? true : undefined,
    );
  });
});
