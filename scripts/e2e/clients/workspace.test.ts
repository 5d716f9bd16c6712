import { afterAll, beforeAll, describe, expect, setDefaultTimeout, test } from "bun:test";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { firstAdmin, type OwnServer, startOwnServer } from "../own-server.ts";
import { clientKinds, type Door } from "./open-client.ts";

// Several runs of the executable each; a machine that is busy with other work takes its time.
setDefaultTimeout(60_000);

let server: OwnServer;
let door: Door;
beforeAll(async () => {
  server = await startOwnServer();
  const token = await server.token(firstAdmin);
  door = { url: `${server.baseUrl}/api/v1/mcp/workspace/mcp`, token };
});
afterAll(() => server.stop());

const fileOf = (path: string) => join(server.folder, ".systemprompt/workspace", path);

/** A GitHub token by its shape; put together here so that none stands in a file. */
const credential = ["gh", "p_", "Zk3bQ9xW7nLr", "T5vYc2DfJ8hMsA4uEg6PiK1o"].join("");

describe.each(clientKinds)("M16 %s at the workspace", (kind, open) => {
  const name = kind.replaceAll(/[^a-z]+/g, "-");

  test("sees the five tools and what the server is", async () => {
    const client = await open(door);
    expect(await client.toolNames()).toEqual([
      "delete_file",
      "list_files",
      "read_file",
      "search_files",
      "write_file",
    ]);
    expect(client.serverName()).toBe("systemprompt/workspace");
    expect(Object.keys(client.capabilities())).toEqual(["tools"]);
    const modern = kind.includes("choice") || kind.includes("pinned");
    expect(client.protocolVersion()).toBe(modern ? "2026-07-28" : "2025-11-25");
    await client.close();
  });

  test("writes, reads, lists, searches and deletes a file on disk", async () => {
    const client = await open(door);
    const path = `${name}/notes.txt`;
    const content = `one line\nanother line by ${kind}\n`;
    expect((await client.call("write_file", { path, content })).isError).toBe(false);
    expect(readFileSync(fileOf(path), "utf8")).toBe(content);
    expect((await client.call("read_file", { path })).text).toContain(content);
    expect((await client.call("list_files", { path: name })).text).toContain("notes.txt");
    const found = await client.call("search_files", { query: `another line by ${kind}` });
    expect(found.text).toContain(path);
    expect((await client.call("delete_file", { path })).isError).toBe(false);
    expect(existsSync(fileOf(path))).toBe(false);
    await client.close();
  });

  test("reads a tool's own error and a denial as results of the call", async () => {
    const client = await open(door);
    const missing = await client.call("read_file", { path: `${name}/nothing-here.txt` });
    expect([missing.isError, missing.denial]).toEqual([true, undefined]);
    const outside = await client.call("read_file", { path: "../profiles/local/profile.yaml" });
    expect(outside.isError).toBe(true);
    expect(outside.text).not.toContain("installation_id");
    const path = `${name}/leak.txt`;
    const denied = await client.call("write_file", { path, content: `key ${credential}` });
    expect(denied.isError).toBe(true);
    expect(String(denied.denial?.["code"])).toStartWith("SECRET.");
    expect(JSON.stringify(denied.raw)).not.toContain(credential);
    expect(existsSync(fileOf(path))).toBe(false);
    await client.close();
  });

  test("gets protocol errors for what does not exist", async () => {
    const client = await open(door);
    await expect(client.call("no_such_tool")).rejects.toMatchObject({ code: -32602 });
    for (const method of ["resources/list", "prompts/list"]) {
      // The answer is HTTP 404 in the modern era, which the SDK wraps into an error of its own.
      await expect(client.ask(method)).rejects.toThrow("Method not found");
    }
    await client.close();
  });

  test("leaves one row for a denied call, found by its trace", async () => {
    const client = await open(door);
    const path = `${name}/${credential}`;
    const { denial } = await client.call("read_file", { path });
    const rows = await server.json<readonly Record<string, unknown>[]>(
      ...["infra", "logs", "audit", String(denial?.["traceId"]), "--full"],
    );
    expect(rows.map((row) => [row["kind"], row["verdict"], row["target"]])).toEqual([
      ["decision", "deny", "mcp://workspace/read_file"],
    ]);
    expect(JSON.stringify(rows)).not.toContain(credential);
    await client.close();
  });
});

describe("M02 M09 the evidence of these clients", () => {
  test("holds an outcome for every allowed call and verifies", async () => {
    const [counts] = await server.query<{ decisions: number; outcomes: number }>(`
      select count(*) filter (where kind = 'decision' and verdict = 'allow') as decisions,
             count(*) filter (where kind = 'outcome') as outcomes
        from audit_events where target like 'mcp://workspace/%'`);
    expect(counts?.decisions).toBeGreaterThan(0);
    expect(counts?.outcomes).toBe(counts?.decisions as number);
    const verified = await server.json<{ ok: boolean }>("infra", "audit", "verify");
    expect(verified.ok).toBe(true);
  });
});
