import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import type { JsonObject } from "#shared/json.ts";
import {
  modern,
  openTestGateway,
  type PostOptions,
  principal,
  type TestGateway,
  testServer,
} from "./test-servers/test-gateway.ts";

let gateway: TestGateway;
beforeAll(async () => {
  gateway = await openTestGateway({
    servers: {
      dual: testServer(["dual"]),
      old: testServer(["legacy"]),
      silent: testServer(["legacy", "mute"]),
      brittle: testServer(["legacy", "exit-on-discover"]),
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

async function openSession(server: string, version = "2025-11-25", options: PostOptions = {}) {
  const params = {
    protocolVersion: version,
    capabilities: {},
    clientInfo: { name: "t", version: "1" },
  };
  const body = { jsonrpc: "2.0", id: 0, method: "initialize", params };
  const answer = await gateway.post(server, body, options);
  return { answer, session: answer.headers["mcp-session-id"] ?? "" };
}

describe("M01 M02 M09 M19 a governed call", () => {
  test("leaves a decision, an outcome that names it, and an execution record", async () => {
    const answer = await call("dual", "echo", { path: "a.txt" });
    expect(answer.status).toBe(200);
    expect(answer.json["result"]).toMatchObject({ resultType: "complete" });
    const rows = await gateway.rows(answer.traceId);
    const { decision_id, ...outcome } = rows[1]?.detail as JsonObject;
    expect(
      rows.map(({ kind, target, verdict, policy }) => [kind, target, verdict, policy]),
    ).toEqual([
      ["decision", "mcp://dual/echo", "allow", "access.role-rule"],
      ["outcome", "mcp://dual/echo", "ok", "access.role-rule"],
    ]);
    expect(rows[0]?.detail).toMatchObject({ input_hmac: "hmac:16", input_bytes: 16 });
    expect(outcome).toMatchObject({ output_hmac: expect.stringMatching(/^hmac:/) });
    const executions = await gateway.executions(answer.traceId);
    expect(executions).toHaveLength(1);
    expect(executions[0]).toMatchObject({
      decision_id,
      server: "dual",
      tool: "echo",
      status: "ok",
      input: { path: "a.txt" },
      input_bytes: 16,
    });
  });

  test("answers with the trace and a receipt", async () => {
    const answer = await call("dual", "echo");
    expect(answer.headers["x-trace-id"]).toBe(answer.traceId);
    expect(answer.headers["x-audit-receipt"]).toMatch(/^.+:[0-9]+$/);
  });

  test("runs nothing for a caller without a rule, and calls the tool unknown", async () => {
    const answer = await call("dual", "echo", {}, { who: { principal: principal("user") } });
    expect(answer.json["error"]).toEqual({ code: -32602, message: "Unknown tool" });
    const rows = await gateway.rows(answer.traceId);
    expect(rows.map(({ kind, verdict, policy }) => [kind, verdict, policy])).toEqual([
      ["decision", "deny", "access.deny-by-default"],
    ]);
  });

  test("gives the same words for a tool that does not exist", async () => {
    const answer = await call("dual", "nothing");
    expect(answer.json["error"]).toEqual({ code: -32602, message: "Unknown tool" });
    const [row, ...rest] = await gateway.rows(answer.traceId);
    expect([row?.verdict, row?.policy, rest.length]).toEqual(["deny", "mcp.unknown-name", 0]);
  });

  test("tells the model of a denial in a tool result", async () => {
    gateway.grant = { admitted: false, scope: "session", limitPerMinute: 300, retryAfterMs: 2_000 };
    const answer = await call("dual", "echo");
    gateway.grant = { admitted: true };
    expect(answer.status).toBe(200);
    expect(answer.json["result"]).toMatchObject({
      isError: true,
      _meta: {
        "io.systemprompt/denial": {
          code: "RATE.SESSION",
          policy: "guard.rate-limit",
          traceId: answer.traceId,
          retryAfterMs: 2_000,
        },
      },
    });
    expect((await gateway.rows(answer.traceId)).map((row) => row.verdict)).toEqual(["deny"]);
  });

  test("does not start when the credential falls between the decision and the act", async () => {
    gateway.current = false;
    const answer = await call("dual", "echo");
    gateway.current = true;
    expect(answer.status).toBe(401);
    const rows = await gateway.rows(answer.traceId);
    expect(rows.map((row) => [row.kind, row.verdict])).toEqual([
      ["decision", "allow"],
      ["outcome", "cancelled"],
    ]);
    expect(rows[1]?.detail).toMatchObject({ not_started: true });
  });

  test("refuses a bad credential with one row and a challenge that resolves", async () => {
    const refused = "UNAUTHENTICATED.EXPIRED" as const;
    const who = { principal: principal("anonymous", { credential: "none" }), refused };
    const answer = await call("dual", "echo", {}, { who });
    expect(answer.status).toBe(401);
    expect(answer.headers["www-authenticate"]).toBe(
      'Bearer error="invalid_token", resource_metadata="http://127.0.0.1:8080/.well-known/' +
        'oauth-protected-resource/api/v1/mcp/dual/mcp"',
    );
    const rows = await gateway.rows(answer.traceId);
    expect(rows.map((row) => [row.kind, row.verdict, row.detail["code"]])).toEqual([
      ["decision", "deny", refused],
    ]);
  });

  test("refuses a token of another server with 403 and the scope that it lacks", async () => {
    const who = { principal: principal("admin", { scopes: ["mcp:other"] }) };
    for (const answer of [
      await call("dual", "echo", {}, { who }),
      await send("dual", "tools/list", {}, { who }),
    ]) {
      expect(answer.status).toBe(403);
      expect(answer.headers["www-authenticate"]).toContain('error="insufficient_scope"');
      expect(answer.headers["www-authenticate"]).toContain('scope="mcp:dual"');
      expect((await gateway.rows(answer.traceId)).map((row) => row.verdict)).toEqual(["deny"]);
    }
  });
});

describe("M16 M21 both eras", () => {
  test.each(["dual", "old", "silent", "brittle"])(
    "a modern client calls a tool of %s",
    async (server) => {
      const answer = await call(server, "echo", { n: 1 });
      expect(answer.json["result"]).toMatchObject({
        resultType: "complete",
        _meta: { "io.modelcontextprotocol/serverInfo": { name: `systemprompt/${server}` } },
      });
    },
    30_000,
  );

  test.each(["dual", "old"])(
    "a legacy client calls a tool of %s in its session",
    async (server) => {
      const { answer, session } = await openSession(server);
      expect(answer.json["result"]).toMatchObject({
        protocolVersion: "2025-11-25",
        capabilities: { tools: {}, resources: {}, prompts: {}, completions: {} },
        instructions: "Be kind.",
      });
      const body = { jsonrpc: "2.0", id: "a", method: "tools/call", params: { name: "echo" } };
      const called = await gateway.post(server, body, { headers: { "mcp-session-id": session } });
      expect(Object.keys(called.json["result"] as JsonObject)).toEqual(["content"]);
      expect(called.json["id"]).toBe("a");
    },
  );

  test("a session opens nothing for another user or server, nor when changed", async () => {
    const { session } = await openSession("dual");
    const body = { jsonrpc: "2.0", id: 1, method: "tools/list" };
    const headers = { "mcp-session-id": session };
    const other = { principal: principal("admin") };
    const answers = [
      await gateway.post("dual", body, { headers, who: other }),
      await gateway.post("old", body, { headers }),
      await gateway.post("dual", body, { headers: { "mcp-session-id": `${session}x` } }),
      await gateway.post("dual", body, { headers: { "mcp-session-id": "nonsense" } }),
    ];
    for (const answer of answers) {
      expect(answer.status).toBe(404);
      expect(answer.json["error"]).toEqual({ code: -32001, message: "Session not found" });
    }
  });

  test("a legacy message without a session is 400, a notification in one is 202", async () => {
    const none = await gateway.post("dual", { jsonrpc: "2.0", id: 1, method: "tools/list" });
    expect(none.status).toBe(400);
    const { session } = await openSession("dual");
    const headers = { "mcp-session-id": session };
    const notified = await gateway.post(
      "dual",
      { jsonrpc: "2.0", method: "notifications/initialized" },
      { headers },
    );
    expect([notified.status, notified.body]).toEqual([202, null]);
    const pinged = await gateway.post(
      "dual",
      { jsonrpc: "2.0", id: 1, method: "ping" },
      { headers },
    );
    expect([pinged.json["result"], await gateway.rows(pinged.traceId)]).toEqual([{}, []]);
  });

  test("DELETE ends a session with a row, GET is 405", async () => {
    const { session } = await openSession("dual");
    const headers = { "mcp-session-id": session };
    const ended = await gateway.post("dual", "", { method: "DELETE", headers });
    expect(ended.status).toBe(204);
    expect((await gateway.rows(ended.traceId)).map((row) => row.policy)).toEqual([
      "mcp.session-end",
    ]);
    expect((await gateway.post("dual", "", { method: "DELETE" })).status).toBe(405);
    expect((await gateway.post("dual", "", { method: "GET" })).status).toBe(405);
  });

  test("batches are governed one by one, in old sessions only", async () => {
    const ask = (id: number) => ({
      jsonrpc: "2.0",
      id,
      method: "tools/call",
      params: { name: "echo" },
    });
    const old = await openSession("dual", "2025-03-26");
    const batch = [ask(1), ask(2), { jsonrpc: "2.0", method: "notifications/initialized" }];
    const answer = await gateway.post("dual", batch, {
      headers: { "mcp-session-id": old.session },
    });
    const ids = (JSON.parse(String(answer.body)) as JsonObject[]).map((member) => member["id"]);
    expect(ids).toEqual([1, 2]);
    const kinds = (await gateway.rows(answer.traceId)).map((row) => row.kind).sort();
    expect(kinds).toEqual(["decision", "decision", "outcome", "outcome"]);
    const many = Array.from({ length: 51 }, (_, id) => ask(id));
    const newer = await openSession("dual", "2025-06-18");
    for (const [body, session] of [
      [many, old.session],
      [[], old.session],
      [batch, newer.session],
    ] as const) {
      const refused = await gateway.post("dual", body, { headers: { "mcp-session-id": session } });
      expect([refused.status, (refused.json["error"] as JsonObject)["code"]]).toEqual([
        400, -32600,
      ]);
    }
  });
});

describe("M21 lists", () => {
  test("hold every page, no bad or doubled name, and cut long names to 64 characters", async () => {
    const answer = await send("dual", "tools/list");
    const result = answer.json["result"] as JsonObject;
    const names = (result["tools"] as JsonObject[]).map((tool) => String(tool["name"]));
    expect(names).toContain("echo");
    expect(names).toContain("leak");
    expect(names).not.toContain("twin");
    expect(names).not.toContain("bad name!");
    expect(names.every((name) => name.length <= 64)).toBe(true);
    const long = names.find((name) => name.startsWith("xxxx")) ?? "";
    expect(long).toHaveLength(64);
    expect(result).toMatchObject({ ttlMs: 0, cacheScope: "private", resultType: "complete" });
    expect((await call("dual", long)).json["result"]).toMatchObject({ resultType: "complete" });
    const rows = await gateway.rows(answer.traceId);
    expect(rows.map(({ kind, verdict, policy }) => [kind, verdict, policy])).toEqual([
      ["event", "allow", "mcp.list"],
    ]);
  });

  test("show nothing to a caller who may call nothing", async () => {
    const who = { principal: principal("user") };
    for (const [method, key] of [
      ["tools/list", "tools"],
      ["resources/list", "resources"],
      ["prompts/list", "prompts"],
    ] as const) {
      const answer = await send("dual", method, {}, { who });
      expect((answer.json["result"] as JsonObject)[key]).toEqual([]);
    }
  });

  test("discovery names versions and capabilities", async () => {
    const answer = await send("dual", "server/discover");
    expect(answer.json["result"]).toMatchObject({
      supportedVersions: ["2026-07-28", "2025-11-25", "2025-06-18", "2025-03-26", "2024-11-05"],
      capabilities: { tools: { listChanged: true }, completions: {} },
      cacheScope: "private",
    });
  });

  test("resources, prompts and completions are acts with two rows", async () => {
    for (const [method, params] of [
      ["resources/read", { uri: "test://one" }],
      ["prompts/get", { name: "greet" }],
      [
        "completion/complete",
        { ref: { type: "ref/prompt", name: "greet" }, argument: { name: "c", value: "P" } },
      ],
    ] as const) {
      const answer = await send("dual", method, params);
      expect(answer.json["result"]).toMatchObject({ resultType: "complete" });
      const rows = await gateway.rows(answer.traceId);
      expect(rows.map((row) => [row.kind, row.target])).toEqual([
        ["decision", `mcp://dual/${method}`],
        ["outcome", `mcp://dual/${method}`],
      ]);
    }
  });

  test("numbers of a tool server are passed on as they were written", async () => {
    const answer = await send("dual", "resources/read", { uri: "test://one" });
    expect(String(answer.body)).toContain('"cacheScope":"private"');
    expect(String(answer.body)).not.toContain('"cacheScope":"public"');
  });
});
