import { afterAll, beforeAll, describe, expect, setDefaultTimeout, test } from "bun:test";
import { eventually } from "../eventually.ts";
import { firstAdmin, type OwnServer, startOwnServer } from "../own-server.ts";
import { bothMajors, type Door, type McpClient } from "./open-client.ts";
import { current, send } from "./raw-rpc.ts";

// Several runs of the executable each; a machine that is busy with other work takes its time.
setDefaultTimeout(60_000);

const rules = `rules:
  - { entity: mcp://workspace/list_files, subject: role:user, access: allow }
  - { entity: mcp://workspace/read_file, subject: department:research, access: allow }
  - { entity: mcp://workspace, subject: user:ann@example.test, access: allow }
  - { entity: mcp://workspace/delete_file, subject: user:ann@example.test, access: deny }
  - { entity: mcp://workspace/*, subject: role:service, access: allow }
  - { entity: mcp://workspace/write_file, subject: role:service, access: deny }
  - { entity: mcp://workspace, subject: department:frozen, access: deny }
`;
const rulesFile = "services/access-control/test.yaml";

/** Harmless arguments for each tool; what a tool says to them does not matter here. */
const tools = {
  delete_file: { path: "not-there" },
  list_files: {},
  read_file: { path: "not-there" },
  search_files: { query: "nothing" },
  write_file: { path: "written.txt", content: "x" },
} as const;
const everyTool = Object.keys(tools);

let server: OwnServer;
const doors = new Map<string, Door>();

const people = [
  ["admin", "admin", [], everyTool],
  ["ann", "user", [], ["list_files", "read_file", "search_files", "write_file"]],
  ["bob", "user", [], ["list_files"]],
  ["carl", "user", ["research"], ["list_files", "read_file"]],
  ["dora", "user", ["research", "frozen"], []],
  ["eve", "service", [], ["delete_file", "list_files", "read_file", "search_files"]],
  ["fred", "mcp", [], []],
] as const;

beforeAll(async () => {
  server = await startOwnServer({ files: { [rulesFile]: rules } });
  for (const [name, role, departments] of people) {
    const email = name === "admin" ? firstAdmin : `${name}@example.test`;
    if (name !== "admin") await server.createUser(email, role);
    const assigned = departments.flatMap((department) => ["--department", department]);
    if (assigned.length > 0) await server.cli("admin", "users", "update", email, ...assigned);
    doors.set(name, doorWith(await server.token(email)));
  }
});
afterAll(() => server.stop());

function doorWith(token: string): Door {
  return { url: `${server.baseUrl}/api/v1/mcp/workspace/mcp`, token };
}

function doorOf(name: string): Door {
  const door = doors.get(name);
  if (door === undefined) throw new Error(`nobody is called ${name}`);
  return door;
}

/** The tools that a call reaches: everything that is not unknown to the caller. */
async function callable(client: McpClient): Promise<readonly string[]> {
  const reached = await Promise.all(
    Object.entries(tools).map(async ([name, args]) => {
      try {
        await client.call(name, args);
        return [name];
      } catch (error) {
        if ((error as { code?: unknown }).code === -32602) return [];
        throw error;
      }
    }),
  );
  return reached.flat();
}

async function registryTools({ token }: Door): Promise<readonly string[]> {
  const response = await fetch(`${server.baseUrl}/api/v1/mcp/registry`, {
    headers: { authorization: `Bearer ${token}` },
  });
  const { servers } = (await response.json()) as { servers: readonly { tools: string[] }[] };
  return servers.flatMap((entry) => entry.tools).sort();
}

describe.each(bothMajors)("M01 M06 %s", (_kind, open) => {
  test.each(people)("%s: what is listed is what may be called", async (name, _r, _d, expected) => {
    const client = await open(doorOf(name));
    expect(await client.toolNames()).toEqual([...expected]);
    expect(await callable(client)).toEqual([...expected]);
    expect(await registryTools(doorOf(name))).toEqual([...expected]);
    await client.close();
  });

  test("a changed rule is in force on an open connection, for list and call alike", async () => {
    const client = await open(doorOf("bob"));
    const rule = ["--entity", "mcp://workspace/read_file", "--subject", "user:bob@example.test"];
    await server.cli("admin", "access", "grant", ...rule);
    await eventually(2_000, () => listing(client, ["list_files", "read_file"]));
    expect(await callable(client)).toEqual(["list_files", "read_file"]);
    await server.cli("admin", "access", "revoke", ...rule);
    await eventually(2_000, () => listing(client, ["list_files"]));
    expect(await callable(client)).toEqual(["list_files"]);
    await client.close();
  });

  test("a changed role is in force within 2 s on an open connection", async () => {
    const email = `role-${crypto.randomUUID()}@example.test`;
    await server.createUser(email, "mcp");
    const client = await open(doorWith(await server.token(email)));
    expect(await client.toolNames()).toEqual([]);
    await server.cli("admin", "users", "role", "assign", email, "--roles", "admin");
    await eventually(2_000, () => listing(client, everyTool));
    await server.cli("admin", "users", "role", "assign", email, "--roles", "user");
    await eventually(2_000, () => listing(client, ["list_files"]));
    await client.close();
  });

  test.each([
    ["an ended session", endSession],
    ["a revoked personal access token", revokeToken],
    ["a deleted user", deleteUser],
  ] as const)("%s is refused within 2 s on an open connection", async (_what, takeAway) => {
    const email = `gone-${crypto.randomUUID()}@example.test`;
    await server.createUser(email, "user");
    const { token, revoke } = await takeAway(email);
    const client = await open(doorWith(token));
    expect(await client.toolNames()).toEqual(["list_files"]);
    await revoke();
    await eventually(2_000, async () => ((await isRefused(client)) ? true : undefined));
    const { body, headers } = current("tools/call", { name: "list_files", arguments: {} });
    const refused = await send(doorWith(token), body, { headers });
    expect(refused.status).toBe(401);
    expect(refused.headers.get("www-authenticate")).toContain('error="invalid_token"');
    const [row] = await server.query<{ verdict: string; code: string }>(`
      select verdict, detail->>'code' as code from audit_events
       where trace_id = '${refused.headers.get("x-trace-id") ?? ""}'`);
    expect(row?.verdict).toBe("deny");
    expect(row?.code).toStartWith("UNAUTHENTICATED.");
  });
});

async function listing(client: McpClient, expected: readonly string[]): Promise<true | undefined> {
  const names = await client.toolNames();
  return Bun.deepEquals([...names], [...expected]) ? true : undefined;
}

async function isRefused(client: McpClient): Promise<boolean> {
  try {
    await client.toolNames();
    return false;
  } catch {
    return true;
  }
}

async function endSession(email: string) {
  const token = await server.token(email);
  const revoke = async () => {
    const [session] = await server.json<readonly { id: string }[]>(
      ...["admin", "users", "session", "list", email],
    );
    await server.cli("admin", "users", "session", "end", session?.id ?? "");
  };
  return { token, revoke };
}

async function revokeToken(email: string) {
  const issue = ["admin", "users", "pat", "issue", email, "--name", "e2e", "--token-only"];
  const token = await server.cli(...issue);
  const revoke = async () => {
    const [issued] = await server.json<readonly { id: string }[]>(
      ...["admin", "users", "pat", "list", email],
    );
    await server.cli("admin", "users", "pat", "revoke", issued?.id ?? "");
  };
  return { token, revoke };
}

async function deleteUser(email: string) {
  const token = await server.token(email);
  return { token, revoke: () => server.cli("admin", "users", "delete", email, "--yes") };
}
