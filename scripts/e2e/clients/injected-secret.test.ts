import { afterAll, beforeAll, describe, expect, setDefaultTimeout, test } from "bun:test";
import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { eventually } from "../eventually.ts";
import { firstAdmin, type OwnServer, startOwnServer } from "../own-server.ts";
import { bothMajors } from "./open-client.ts";
import { everythingYaml } from "./upstream-files.ts";

// Several runs of the executable each; a machine that is busy with other work takes its time.
setDefaultTimeout(60_000);

/** Nothing but this installation's secret store and the child's environment may hold it. */
const canary = ["canary", crypto.randomUUID().replaceAll("-", ""), "value"].join("-");

let server: OwnServer;
let token: string;
beforeAll(async () => {
  server = await startOwnServer({
    files: {
      "services/mcp/everything.yaml": everythingYaml(
        "secrets: { EVERYTHING_KEY: everything-key }\n",
      ),
      "services/access-control/everything.yaml":
        "rules:\n  - { entity: mcp://everything, subject: role:admin, access: allow }\n",
    },
  });
  token = await server.token(firstAdmin);
});
afterAll(() => server.stop());

const statusOf = async () => {
  const servers = await server.json<
    readonly { name: string; status: string; last_error: string }[]
  >(...["plugins", "mcp", "list"]);
  return servers.find(({ name }) => name === "everything");
};

describe("M14 M17 a secret that a tool server declares", () => {
  test("is waited for: without it the server is unconfigured and says why", async () => {
    const state = await eventually(20_000, async () => {
      const now = await statusOf();
      return now?.status === "unconfigured" ? now : undefined;
    });
    expect(state.last_error).toContain("everything-key");
  });

  test("starts the server once it is stored", async () => {
    const stored = await server.tryCli(["admin", "secrets", "set", "everything-key"], canary);
    expect([stored.code, stored.stdout.includes(canary)]).toEqual([0, false]);
    await eventually(20_000, async () =>
      (await statusOf())?.status === "ready" ? true : undefined,
    );
  });

  test.each(bothMajors)("reaches the child, and %s sees its mask alone", async (_kind, open) => {
    const client = await open({ url: `${server.baseUrl}/api/v1/mcp/everything/mcp`, token });
    const told: string[] = [];
    const environment = await client.call("get-env");
    told.push(JSON.stringify(environment.raw));
    const names = Object.keys(JSON.parse(environment.text) as Record<string, string>);
    expect(names).toContain("EVERYTHING_KEY");
    expect(names.filter((name) => /MASTER|DATABASE|SYSTEMPROMPT__/.test(name))).toEqual([]);
    expect(environment.text).toContain("[masked:EVERYTHING_KEY]");
    for (const text of told) expect(text).not.toContain(canary);
    await client.close();
  });

  test("is in no file, table, command line or environment of the server", async () => {
    const needles = [canary, btoa(canary), Buffer.from(canary).toString("hex")];
    const holds = (text: string) => needles.some((needle) => text.includes(needle));
    const files = filesBelow(server.folder);
    expect(files.length).toBeGreaterThan(5);
    expect(files.filter((file) => holds(readFileSync(file, "latin1")))).toEqual([]);
    const tables = await server.query<{ name: string }>(
      "select table_name as name from information_schema.tables where table_schema = 'public'",
    );
    for (const { name } of tables) {
      const result = await server.tryCli([
        "infra",
        "db",
        "query",
        `select * from ${name}`,
        "--json",
      ]);
      expect([name, holds(result.stdout)]).toEqual([name, false]);
    }
    const pid = await server.pid();
    expect(holds(readFileSync(`/proc/${String(pid)}/environ`, "latin1"))).toBe(false);
    const commandLines = Bun.spawnSync(["ps", "-eo", "args"]).stdout.toString();
    expect(holds(commandLines)).toBe(false);
    for (const words of [
      ["plugins", "mcp", "status", "everything"],
      ["plugins", "mcp", "logs", "everything"],
      ["admin", "secrets", "list"],
      ["admin", "config", "show"],
    ]) {
      const result = await server.tryCli([...words, "--json"]);
      expect([words, result.code, holds(result.stdout)]).toEqual([words, 0, false]);
    }
  });
});

function filesBelow(folder: string): readonly string[] {
  return readdirSync(folder, { recursive: true, encoding: "utf8" })
    .map((name) => join(folder, name))
    .filter((path) => statSync(path, { throwIfNoEntry: false })?.isFile() === true);
}
