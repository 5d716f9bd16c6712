import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { join } from "node:path";
import {
  Client as ModernClient,
  StreamableHTTPClientTransport as ModernTransport,
} from "@modelcontextprotocol/client";
import { Client as LegacyClient } from "@modelcontextprotocol/sdk/client/index.js";
import { StreamableHTTPClientTransport as LegacyTransport } from "@modelcontextprotocol/sdk/client/streamableHttp.js";
import { mintTraceId } from "#shared/ids.ts";
import {
  openTestGateway,
  principal,
  type TestGateway,
  testServer,
} from "./test-servers/test-gateway.ts";

const modules = join(import.meta.dir, "../../../node_modules/@modelcontextprotocol");

let gateway: TestGateway;
let server: Bun.Server<undefined>;
const who = { principal: principal("admin") };
beforeAll(async () => {
  const everything = [`${modules}/server-everything/dist/index.js`, "stdio"];
  gateway = await openTestGateway({
    servers: { dual: testServer(), everything: testServer([], { args: everything }) },
  });
  server = Bun.serve({
    port: 0,
    hostname: "127.0.0.1",
    idleTimeout: 60,
    fetch: async (request) => {
      const answer = await gateway.endpoint.handle({
        method: request.method,
        server: new URL(request.url).pathname.split("/")[4] ?? "",
        headers: request.headers,
        body: new Uint8Array(await request.arrayBuffer()),
        authentication: who,
        traceId: mintTraceId(),
        addressPrefix: "127.0.0.1",
        signal: () => request.signal,
      });
      return new Response(answer.body, { status: answer.status, headers: answer.headers });
    },
  });
}, 60_000);
afterAll(async () => {
  await server.stop(true);
  await gateway[Symbol.asyncDispose]();
});

const urlOf = (name: string) => new URL(`http://127.0.0.1:${server.port}/api/v1/mcp/${name}/mcp`);
const info = { name: "official", version: "1.0.0" };

async function openLegacy(name: string) {
  const client = new LegacyClient(info);
  // The SDK's own types disagree under exactOptionalPropertyTypes.
  const transport = new LegacyTransport(urlOf(name)) as unknown as Parameters<
    typeof client.connect
  >[0];
  await client.connect(transport);
  return client;
}

async function openModern(name: string) {
  const client = new ModernClient(info, { versionNegotiation: { mode: "auto" } });
  await client.connect(new ModernTransport(urlOf(name)));
  return client;
}

describe("M20 M21 the official clients of both majors", () => {
  test.each([
    ["legacy", openLegacy],
    ["modern", openModern],
  ] as const)(
    "%s: lists, calls, reads and gets",
    async (_era, open) => {
      const client = await open("dual");
      const { tools } = await client.listTools();
      expect(tools.map((tool) => tool.name)).toContain("echo");
      const called = await client.callTool({ name: "echo", arguments: { a: 1 } });
      expect(JSON.stringify(called.content)).toContain("got");
      const { contents } = await client.readResource({ uri: "test://one" });
      expect(contents).toHaveLength(1);
      const { messages } = await client.getPrompt({ name: "greet" });
      expect(messages).toHaveLength(1);
      await client.close();
    },
    30_000,
  );

  test.each([
    ["legacy", openLegacy],
    ["modern", openModern],
  ] as const)(
    "%s: the everything server, with progress",
    async (_era, open) => {
      const client = await open("everything");
      const echoed = await client.callTool({ name: "echo", arguments: { message: "hi" } });
      expect(JSON.stringify(echoed.content)).toContain("hi");
      const { tools } = await client.listTools();
      const long = tools.find((tool) => /long/i.test(tool.name))?.name ?? "";
      const told: number[] = [];
      const onprogress = ({ progress }: { readonly progress: number }) => told.push(progress);
      const args = { name: long, arguments: { duration: 0.2, steps: 2 } };
      const call = client.callTool as (...words: readonly unknown[]) => Promise<unknown>;
      const options = { onprogress };
      await (open === openLegacy
        ? call.call(client, args, undefined, options)
        : call.call(client, args, options));
      expect(told.length).toBeGreaterThan(0);
      await client.close();
    },
    30_000,
  );

  test("the newer client speaks the modern era, the older one opens sessions", async () => {
    const rows = await gateway.evidence.database.db.sql`
      select distinct policy from audit_events
       where policy in ('mcp.discover', 'mcp.session-start') order by policy limit 10`;
    expect(rows.map((row) => row["policy"])).toEqual(["mcp.discover", "mcp.session-start"]);
  });

  test("a denied call is a tool result in both", async () => {
    for (const client of [await openLegacy("dual"), await openModern("dual")]) {
      gateway.grant = { admitted: false, scope: "user", limitPerMinute: 1, retryAfterMs: 1_000 };
      const denied = await client.callTool({ name: "echo", arguments: {} });
      gateway.grant = { admitted: true };
      expect(denied.isError).toBe(true);
      expect(denied._meta?.["io.systemprompt/denial"]).toMatchObject({ code: "RATE.USER" });
      await client.close();
    }
  }, 30_000);
});
