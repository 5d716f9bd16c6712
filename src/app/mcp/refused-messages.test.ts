import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import type { JsonObject } from "#shared/json.ts";
import {
  modern,
  openTestGateway,
  principal,
  type PostOptions,
  type TestGateway,
  testServer,
} from "./test-servers/test-gateway.ts";

let gateway: TestGateway;
beforeAll(async () => {
  gateway = await openTestGateway({
    servers: {
      dual: testServer(["dual"]),
      missing: testServer([], { command: "/nonexistent/program" }),
    },
  });
}, 60_000);
afterAll(() => gateway[Symbol.asyncDispose]());

function send(server: string, method: string, params: JsonObject = {}, options: PostOptions = {}) {
  const { body, headers } = modern(method, params);
  return gateway.post(server, body, { ...options, headers: { ...headers, ...options.headers } });
}

const call = (server: string, name: string, args: JsonObject = {}, options: PostOptions = {}) =>
  send(server, "tools/call", { name, arguments: args }, options);

async function openSession(server: string) {
  const params = { protocolVersion: "2025-11-25", capabilities: {}, clientInfo: { name: "t" } };
  const body = { jsonrpc: "2.0", id: 0, method: "initialize", params };
  return { session: (await gateway.post(server, body)).headers["mcp-session-id"] ?? "" };
}

describe("M01 refused messages", () => {
  const codeOf = (json: JsonObject) => (json["error"] as JsonObject | undefined)?.["code"];

  test.each([
    ["duplicate keys", '{"jsonrpc":"2.0","id":1,"id":2,"method":"tools/list"}', 400, -32700],
    ["broken JSON", "{", 400, -32700],
    ["an id of null", '{"jsonrpc":"2.0","id":null,"method":"ping"}', 400, -32600],
    ["a fractional id", '{"jsonrpc":"2.0","id":1.5,"method":"ping"}', 400, -32600],
    ["another version of JSON-RPC", '{"jsonrpc":"1.0","id":1,"method":"ping"}', 400, -32600],
    ["params that are a list", '{"jsonrpc":"2.0","id":1,"method":"ping","params":[]}', 400, -32602],
  ])("%s", async (_what, body, status, code) => {
    const answer = await gateway.post("dual", body);
    expect([answer.status, codeOf(answer.json)]).toEqual([status, code]);
    const rows = await gateway.rows(answer.traceId);
    expect(rows.map(({ kind, verdict, policy }) => [kind, verdict, policy])).toEqual([
      ["event", "deny", "mcp.protocol"],
    ]);
  });

  test("header and body must agree", async () => {
    for (const headers of [
      { "mcp-protocol-version": "2025-11-25" },
      { "mcp-method": "tools/list" },
      { "mcp-name": "other" },
      { "mcp-name": "=?base64?!!?=" },
    ]) {
      const answer = await call("dual", "echo", {}, { headers });
      expect([answer.status, codeOf(answer.json)]).toEqual([400, -32020]);
    }
    const encoded = `=?base64?${Buffer.from("echo").toString("base64")}?=`;
    expect((await call("dual", "echo", {}, { headers: { "mcp-name": encoded } })).status).toBe(200);
  });

  test("mirrored arguments must agree with their headers", async () => {
    const wrong = [{}, { "mcp-param-region": "us" }];
    for (const headers of wrong) {
      const answer = await call("dual", "mirrored", { region: "eu" }, { headers });
      expect([answer.status, codeOf(answer.json)]).toEqual([400, -32020]);
    }
    const headers = { "mcp-param-region": "eu" };
    expect((await call("dual", "mirrored", { region: "eu" }, { headers })).status).toBe(200);
  });

  test("unknown methods are 404 in the modern era and 200 in a session", async () => {
    const answer = await send("dual", "logging/setLevel", { level: "debug" });
    expect([answer.status, codeOf(answer.json)]).toEqual([404, -32601]);
    const { session } = await openSession("dual");
    const body = { jsonrpc: "2.0", id: 1, method: "resources/subscribe", params: {} };
    const old = await gateway.post("dual", body, { headers: { "mcp-session-id": session } });
    expect([old.status, codeOf(old.json)]).toEqual([200, -32601]);
  });

  test("an unknown version is told which ones are spoken", async () => {
    const { body, headers } = modern("tools/list", {
      _meta: { "io.modelcontextprotocol/protocolVersion": "2030-01-01" },
    });
    const answer = await gateway.post("dual", body, {
      headers: { ...headers, "mcp-protocol-version": "2030-01-01" },
    });
    expect(answer.status).toBe(400);
    expect(answer.json["error"]).toMatchObject({
      code: -32022,
      data: { requested: "2030-01-01", supported: expect.arrayContaining(["2026-07-28"]) },
    });
  });

  test("a server that nobody configured is 404 with a row", async () => {
    for (const server of ["nowhere", "../etc", "%00"]) {
      const answer = await call(server, "echo");
      expect(answer.status).toBe(404);
      expect((await gateway.rows(answer.traceId)).map((row) => row.policy)).toEqual([
        "mcp.unknown-server",
      ]);
    }
  });

  test("a body of another type is 415", async () => {
    const answer = await gateway.post("dual", "{}", { headers: { "content-type": "text/plain" } });
    expect(answer.status).toBe(415);
  });

  test("a call to a server that cannot start is decided, fails and says so", async () => {
    const answer = await call("missing", "echo");
    expect(answer.json["result"]).toMatchObject({ isError: true });
    const rows = await gateway.rows(answer.traceId);
    expect(rows.map((row) => [row.kind, row.verdict])).toEqual([
      ["decision", "allow"],
      ["outcome", "error"],
    ]);
    expect(rows[1]?.detail).toMatchObject({ not_started: true });
  });
});

describe("M08 every refusal outside the governed path", () => {
  test.each([
    ["a broken body", "dual", "{", {}],
    ["a body of another type", "dual", "{}", { headers: { "content-type": "text/plain" } }],
    ["an unknown server", "nowhere", "{}", {}],
    ["another HTTP method", "dual", "", { method: "GET" }],
    ["the end of no session", "dual", "", { method: "DELETE" }],
    ["the end of another's session", "dual", "", deletion("nobody")],
  ] as const)("counts against its session: %s", async (_, server, body, options) => {
    const before = gateway.refusals.length;
    await gateway.post(server, body, options);
    expect(gateway.refusals).toHaveLength(before + 1);
  });

  test("but not what the limiter has counted, nor a refused credential", async () => {
    const before = gateway.refusals.length;
    gateway.grant = { admitted: false, scope: "user", limitPerMinute: 1, retryAfterMs: 1_000 };
    await send("dual", "tools/list");
    gateway.grant = { admitted: true };
    const who = { principal: principal("user"), refused: "UNAUTHENTICATED.EXPIRED" } as const;
    expect((await send("dual", "tools/list", {}, { who })).status).toBe(401);
    expect(gateway.refusals).toHaveLength(before);
  });
});

function deletion(session: string) {
  return { method: "DELETE", headers: { "mcp-session-id": session } };
}

describe("M03 a credential where a caller names something", () => {
  const token = ["AKIA", "Z7VRNPQ4", "KX3MTW2D"].join("");
  const legacy = (method: string, params: JsonObject) => ({
    jsonrpc: "2.0",
    id: 0,
    method,
    params,
  });
  const initialize = legacy("initialize", {
    protocolVersion: "2025-11-25",
    capabilities: {},
    clientInfo: { name: `client ${token}` },
  });

  test.each([
    ["a tool's name", () => call("dual", token)],
    ["a method", () => send("dual", `x/${token}`)],
    ["a client's name", () => gateway.post("dual", initialize)],
  ])("stands in no row: %s", async (_, ask) => {
    const answer = await ask();
    const stored = await gateway.evidence.database.db.sql`
      select row_to_json(e)::text as row from audit_events e
       where trace_id = ${answer.traceId} limit 3`;
    expect(stored).toHaveLength(1);
    expect(JSON.stringify(stored)).not.toContain(token);
  });
});
