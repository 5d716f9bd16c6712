import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { AppError } from "#shared/errors.ts";
import type { JsonObject } from "#shared/json.ts";
import {
  type Answered,
  modern,
  openTestGateway,
  type PostOptions,
  type TestGateway,
  testServer,
} from "./test-servers/test-gateway.ts";

const secret = ["tool", "secret", "0123456789"].join("-");
const limits = { start_timeout_ms: 20_000, concurrent_calls_max: 256 };
let gateway: TestGateway;
let auditFailure: "none" | "decision" | "outcome" = "none";

beforeAll(async () => {
  gateway = await openTestGateway({
    servers: {
      dual: testServer(["dual", "greet"]),
      hasty: testServer(["dual"], { limits: { ...limits, call_timeout_ms: 200 } }),
      fragile: testServer(["dual"]),
      drowning: testServer(["dual"]),
      secretive: testServer(["dual"], { secrets: { TOOL_SECRET: "the-secret" } }),
    },
    secrets: new Map([["the-secret", secret]]),
    audit: (real) => ({
      commit: (entry, companion) => {
        if (auditFailure !== "decision") return real.commit(entry, companion);
        return Promise.reject(
          new AppError("AUDIT_UNAVAILABLE", "No row.", { retryAfterMs: 3_000 }),
        );
      },
      commitOutcome: (decision, entry, companion) => {
        if (auditFailure !== "outcome") return real.commitOutcome(decision, entry, companion);
        return Promise.reject(new AppError("OUTCOME_UNRECORDED", "Late."));
      },
      releaseOutcome: (decision) => real.releaseOutcome(decision),
    }),
  });
}, 60_000);
afterAll(() => gateway[Symbol.asyncDispose]());

function call(server: string, name: string, args: JsonObject = {}, options: PostOptions = {}) {
  const { body, headers } = modern("tools/call", { name, arguments: args });
  return gateway.post(server, body, { ...options, headers: { ...headers, ...options.headers } });
}

const textOf = ({ json }: Answered) => JSON.stringify((json["result"] as JsonObject)["content"]);

async function verdicts(answer: Answered) {
  const rows = await gateway.rows(answer.traceId);
  return rows.map((row) => `${row.kind} ${row.verdict}`);
}

async function messagesOf(stream: ReadableStream<Uint8Array>): Promise<readonly JsonObject[]> {
  const text = await new Response(stream).text();
  return text
    .split("\n")
    .filter((line) => line.startsWith("data: "))
    .map((line) => JSON.parse(line.slice(6)) as JsonObject);
}

describe("M02 M19 what an act may come to", () => {
  test("a tool's own error is an error outcome, and its words reach the model", async () => {
    const answer = await call("dual", "fail");
    expect(answer.json["result"]).toMatchObject({ isError: true });
    expect(textOf(answer)).toContain("It went wrong.");
    expect(await verdicts(answer)).toEqual(["decision allow", "outcome error"]);
  });

  test("a protocol error of a tool server is passed on in the client's terms", async () => {
    const answer = await call("dual", "refuse");
    expect(answer.json["error"]).toEqual({
      code: -32602,
      message: "Not here",
      data: { why: "because" },
    });
    expect(await verdicts(answer)).toEqual(["decision allow", "outcome error"]);
  });

  test("a call over its time is given up, and the tool server is told", async () => {
    const answer = await call("hasty", "slow");
    expect(textOf(answer)).toContain("did not answer within 200 ms");
    expect(await verdicts(answer)).toEqual(["decision allow", "outcome error"]);
    expect(textOf(await call("hasty", "echo"))).toMatch(/cancelled\\\\*":\[\d+\]/);
  });

  test("a server that dies in mid-call fails the call at once and comes back", async () => {
    const answer = await call("fragile", "die");
    expect(textOf(answer)).toContain("Whether die took effect is unknown");
    expect(await verdicts(answer)).toEqual(["decision allow", "outcome error"]);
    const { promise, resolve } = Promise.withResolvers<void>();
    const stop = gateway.registry.find("fragile")?.onChange(resolve);
    if (gateway.registry.states().find(({ name }) => name === "fragile")?.status !== "ready") {
      await promise;
    }
    stop?.();
    const states = gateway.registry.states();
    expect(states.find(({ name }) => name === "fragile")?.restarts).toBeGreaterThan(0);
  }, 30_000);

  test("noise on standard output is counted and harms no call", async () => {
    expect(textOf(await call("dual", "flood"))).toContain("after the flood");
    const live = gateway.registry.states().find(({ name }) => name === "dual")?.live;
    expect(live?.upstream.counters.noise).toBe(2_001);
  });

  test("a line without end ends the server and fails the call", async () => {
    const answer = await call("drowning", "endless");
    expect(textOf(answer)).toContain("too long");
    expect(await verdicts(answer)).toEqual(["decision allow", "outcome error"]);
  });

  test("answers with foreign ids reach nobody", async () => {
    const answer = await call("dual", "confuse");
    expect(textOf(answer)).toContain("for me");
    const live = gateway.registry.states().find(({ name }) => name === "dual")?.live;
    expect(live?.upstream.counters.orphans).toBe(2);
  });

  test("what a server asks its client is refused, and the call goes on", async () => {
    expect(textOf(await call("dual", "ask"))).toContain("-32601");
  });

  test("a client that leaves ends its call: the outcome is cancelled", async () => {
    const leaving = new AbortController();
    const asked = call("dual", "slow", {}, { signal: leaving.signal });
    const live = gateway.registry.states().find(({ name }) => name === "dual")?.live;
    while (live?.upstream.pendingCalls === 0) await new Promise(setImmediate);
    leaving.abort();
    expect(await verdicts(await asked)).toEqual(["decision allow", "outcome cancelled"]);
  });

  test("a legacy client cancels by notification", async () => {
    const params = { protocolVersion: "2025-06-18", capabilities: {}, clientInfo: { name: "t" } };
    const opened = await gateway.post("dual", {
      jsonrpc: "2.0",
      id: 0,
      method: "initialize",
      params,
    });
    const headers = { "mcp-session-id": opened.headers["mcp-session-id"] ?? "" };
    const slow = { jsonrpc: "2.0", id: 5, method: "tools/call", params: { name: "slow" } };
    const asked = gateway.post("dual", slow, { headers });
    const live = gateway.registry.states().find(({ name }) => name === "dual")?.live;
    while (live?.upstream.pendingCalls === 0) await new Promise(setImmediate);
    const cancel = { jsonrpc: "2.0", method: "notifications/cancelled", params: { requestId: 5 } };
    expect((await gateway.post("dual", cancel, { headers })).status).toBe(202);
    expect(await verdicts(await asked)).toEqual(["decision allow", "outcome cancelled"]);
  });
});

describe("M16 streams", () => {
  test("progress is told under the client's own token, then the result", async () => {
    const { body, headers } = modern("tools/call", {
      name: "steps",
      arguments: {},
      _meta: { progressToken: "mine" },
    });
    const answer = await gateway.post("dual", body, { headers });
    expect(answer.headers).toMatchObject({
      "content-type": "text/event-stream",
      "x-accel-buffering": "no",
    });
    const messages = await messagesOf(answer.body as ReadableStream<Uint8Array>);
    expect(messages.slice(0, 3).map((message) => message["params"])).toEqual([
      { progressToken: "mine", progress: 1, total: 3 },
      { progressToken: "mine", progress: 2, total: 3 },
      { progressToken: "mine", progress: 3, total: 3 },
    ]);
    expect(messages[3]).toMatchObject({ id: 1, result: { resultType: "complete" } });
    expect(await verdicts(answer)).toEqual(["decision allow", "outcome ok"]);
  });

  test("a listener is acknowledged first, then told of a changed list", async () => {
    const { body, headers } = modern(
      "subscriptions/listen",
      {
        notifications: { toolsListChanged: true, resourceSubscriptions: ["test://one"] },
      },
      "l-1",
    );
    const answer = await gateway.post("dual", body, { headers });
    const reader = (answer.body as ReadableStream<Uint8Array>).getReader();
    const next = async () => {
      const { value } = await reader.read();
      return JSON.parse(new TextDecoder().decode(value).split("data: ")[1] ?? "") as JsonObject;
    };
    const _meta = { "io.modelcontextprotocol/subscriptionId": "l-1" };
    expect(await next()).toEqual({
      jsonrpc: "2.0",
      method: "notifications/subscriptions/acknowledged",
      params: { notifications: { toolsListChanged: true }, _meta },
    });
    await call("dual", "grow");
    expect(await next()).toMatchObject({
      method: "notifications/tools/list_changed",
      params: { _meta },
    });
    await reader.cancel();
    expect(textOf(await call("dual", "grown"))).toContain("got");
  });
});

describe("M14 secrets of a tool server", () => {
  test("are masked in answers and in the stored execution, in every encoding", async () => {
    const answer = await call("secretive", "leak");
    const [stored] = await gateway.executions(answer.traceId);
    for (const text of [String(answer.body), JSON.stringify(stored?.output)]) {
      expect(text).not.toContain(secret);
      expect(text).not.toContain(Buffer.from(secret).toString("hex"));
      expect(text).not.toContain(Buffer.from(`<<${secret}>>`).toString("base64").slice(4, -4));
      expect(text.split("[masked:TOOL_SECRET]")).toHaveLength(5);
    }
  });
});

describe("M03 a credential in a call", () => {
  test("is denied before the tool server sees it, and stands in no row", async () => {
    const token = ["AKIA", "Z7VRNPQ4", "KX3MTW2D"].join("");
    const answer = await call("dual", "echo", { note: `use ${token} please`, [token]: 1 });
    expect(answer.json["result"]).toMatchObject({
      isError: true,
      _meta: { "io.systemprompt/denial": { policy: "guard.secret-scan" } },
    });
    expect(await verdicts(answer)).toEqual(["decision deny"]);
    const whole = await gateway.evidence.database.db.sql`
      select row_to_json(e)::text as row from audit_events e
       where trace_id = ${answer.traceId} limit 2`;
    expect(`${answer.body} ${JSON.stringify(whole)}`).not.toContain(token);
    const executed = await gateway.evidence.database.db.sql`
      select decision_id from mcp_tool_executions where trace_id = ${answer.traceId} limit 2`;
    expect(executed).toHaveLength(0);
  });
});

describe("M09 when the audit cannot record", () => {
  test("nothing is run without its decision, and the client may try again", async () => {
    auditFailure = "decision";
    const answer = await call("dual", "echo");
    auditFailure = "none";
    expect([answer.status, answer.headers["retry-after"]]).toEqual([503, "3"]);
    expect(answer.json["error"]).toMatchObject({ code: -32603 });
    expect(await verdicts(answer)).toEqual([]);
  });

  test("an act without its outcome is not to be repeated", async () => {
    auditFailure = "outcome";
    const answer = await call("dual", "echo");
    auditFailure = "none";
    expect(answer.status).toBe(200);
    expect(answer.json["error"]).toMatchObject({
      code: -32603,
      data: { code: "OUTCOME_UNRECORDED", retryable: false },
    });
    expect(await verdicts(answer)).toEqual(["decision allow"]);
  });
});
