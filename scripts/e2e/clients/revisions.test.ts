import { afterAll, beforeAll, describe, expect, setDefaultTimeout, test } from "bun:test";
import { firstAdmin, type OwnServer, startOwnServer } from "../own-server.ts";
import type { Door } from "./open-client.ts";
import { current, openSession, request, send } from "./raw-rpc.ts";

// Several runs of the executable each; a machine that is busy with other work takes its time.
setDefaultTimeout(60_000);

let server: OwnServer;
let door: Door;
beforeAll(async () => {
  server = await startOwnServer({
    files: { ".systemprompt/workspace/a.txt": "the content" },
  });
  const token = await server.token(firstAdmin);
  door = { url: `${server.baseUrl}/api/v1/mcp/workspace/mcp`, token };
});
afterAll(() => server.stop());

const read = { name: "read_file", arguments: { path: "a.txt" } };

describe.each(["2024-11-05", "2025-03-26", "2025-06-18", "2025-11-25"])(
  "M16 revision %s",
  (version) => {
    test("opens a session in its own version and answers in its own form", async () => {
      const { answer, headers } = await openSession(door, version);
      expect(answer.status).toBe(200);
      expect(answer.json["result"]).toMatchObject({
        protocolVersion: version,
        capabilities: { tools: {} },
        serverInfo: { name: "systemprompt/workspace" },
      });
      const started = { jsonrpc: "2.0", method: "notifications/initialized" };
      const notified = await send(door, started, { headers });
      expect([notified.status, notified.text]).toEqual([202, ""]);
      const pinged = await send(door, request("ping", {}, "p-1"), { headers });
      expect(pinged.json).toEqual({ jsonrpc: "2.0", id: "p-1", result: {} });
      const called = await send(door, request("tools/call", read, 7), { headers });
      expect([called.status, called.json["id"]]).toEqual([200, 7]);
      expect(called.headers.get("x-trace-id")).toMatch(/^[0-9a-f]{32}$/);
      const result = called.json["result"] as Record<string, unknown>;
      expect(JSON.stringify(result["content"])).toContain("the content");
      expect(result).not.toHaveProperty("resultType");
    });

    test("takes the session without the version header", async () => {
      const { id } = await openSession(door, version);
      const headers = { "mcp-session-id": id };
      expect((await send(door, request("tools/list"), { headers })).status).toBe(200);
    });

    test("answers an unknown method with 200 and −32601", async () => {
      const { headers } = await openSession(door, version);
      for (const method of ["no/such", "server/discover", "resources/list"]) {
        const answer = await send(door, request(method), { headers });
        const modernOnly = method === "server/discover";
        expect([method, answer.code]).toEqual([method, modernOnly ? -32602 : -32601]);
        expect(answer.status).toBe(modernOnly ? 400 : 200);
      }
    });

    test("ends the session by DELETE, has no GET stream", async () => {
      const { headers } = await openSession(door, version);
      const listening = await send(door, "", { method: "GET", headers });
      expect([listening.status, listening.headers.get("allow")]).toEqual([405, "POST, DELETE"]);
      expect((await send(door, "", { method: "DELETE", headers })).status).toBe(204);
      const later = await send(door, request("tools/list"), { headers });
      expect([later.status, later.code]).toEqual([404, -32001]);
      expect((await send(door, "", { method: "DELETE", headers })).status).toBe(404);
    });

    test("takes batches up to 2025-03-26 and refuses them later", async () => {
      const { headers } = await openSession(door, version);
      const batch = [
        request("tools/call", read, 1),
        { jsonrpc: "2.0", method: "notifications/initialized" },
        request("no/such", {}, 2),
        request("tools/call", { name: "nothing" }, 3),
      ];
      const answer = await send(door, batch, { headers });
      if (version > "2025-03-26") {
        expect([answer.status, answer.code]).toEqual([400, -32600]);
        return;
      }
      expect(answer.status).toBe(200);
      expect(answer.json["batch"]).toMatchObject([
        { id: 1, result: { content: [{}] } },
        { id: 2, error: { code: -32601 } },
        { id: 3, error: { code: -32602 } },
      ]);
      const many = Array.from({ length: 51 }, (_, id) => request("ping", {}, id));
      expect((await send(door, many, { headers })).code).toBe(-32600);
    });
  },
);

describe("M16 sessions", () => {
  test("an unknown, changed or foreign one is 404 with −32001", async () => {
    const { id } = await openSession(door, "2025-11-25");
    const other = await server.createUser("other@example.test", "admin");
    expect(other.id).not.toBe("");
    const theirs = { ...door, token: await server.token("other@example.test") };
    for (const [at, session] of [
      [door, "nothing"],
      [door, `${id}x`],
      [door, crypto.randomUUID()],
      [theirs, id],
    ] as const) {
      const headers = { "mcp-session-id": session };
      const answer = await send(at, request("tools/list"), { headers });
      expect([answer.status, answer.code]).toEqual([404, -32001]);
    }
    expect((await send(door, request("tools/list"))).status).toBe(400);
  });

  test("a version that nobody knows is answered with the newest legacy one", async () => {
    const { answer } = await openSession(door, "1999-01-01");
    expect(answer.json["result"]).toMatchObject({ protocolVersion: "2025-11-25" });
    const { id } = await openSession(door, "2025-11-25");
    const headers = { "mcp-session-id": id, "mcp-protocol-version": "1999-01-01" };
    expect((await send(door, request("tools/list"), { headers })).status).toBe(400);
  });
});

describe("M16 revision 2026-07-28", () => {
  test("discovers, lists and calls without a session", async () => {
    const discover = current("server/discover");
    const discovered = await send(door, discover.body, discover);
    expect(discovered.json["result"]).toMatchObject({
      resultType: "complete",
      supportedVersions: expect.arrayContaining(["2026-07-28", "2025-11-25"]),
      cacheScope: "private",
    });
    const list = current("tools/list");
    const listed = await send(door, list.body, list);
    expect(listed.json["result"]).toMatchObject({ ttlMs: 0, cacheScope: "private" });
    expect(listed.headers.get("mcp-session-id")).toBeNull();
    const call = current("tools/call", read);
    const called = await send(door, call.body, call);
    expect(called.json["result"]).toMatchObject({
      resultType: "complete",
      _meta: { "io.modelcontextprotocol/serverInfo": { name: "systemprompt/workspace" } },
    });
  });

  test.each([
    ["another version", { "mcp-protocol-version": "2025-11-25" }],
    ["another method", { "mcp-method": "tools/list" }],
    ["another name", { "mcp-name": "write_file" }],
    ["a broken name", { "mcp-name": "=?base64?!?=" }],
  ])("refuses %s in the headers: 400 and −32020", async (_what, changed) => {
    const call = current("tools/call", read);
    const answer = await send(door, call.body, { headers: { ...call.headers, ...changed } });
    expect([answer.status, answer.code]).toEqual([400, -32020]);
  });

  test("tells an unknown version which ones are spoken: 400 and −32022", async () => {
    const key = "io.modelcontextprotocol/protocolVersion";
    const list = current("tools/list", {}, { [key]: "2031-01-01" });
    const answer = await send(door, list.body, list);
    expect([answer.status, answer.code]).toEqual([400, -32022]);
    expect((answer.json["error"] as Record<string, unknown>)["data"]).toMatchObject({
      requested: "2031-01-01",
      supported: expect.arrayContaining(["2026-07-28"]),
    });
  });

  test("has no method of the old era: 404 and −32601; no batches, GET or DELETE", async () => {
    for (const method of ["ping", "logging/setLevel", "resources/subscribe", "no/such"]) {
      const { body, headers } = current(method);
      const answer = await send(door, body, { headers });
      expect([method, answer.status, answer.code]).toEqual([method, 404, -32601]);
    }
    const { body, headers } = current("tools/list");
    expect((await send(door, [body], { headers })).code).toBe(-32600);
    for (const method of ["GET", "DELETE"]) {
      expect((await send(door, "", { method, headers })).status).toBe(405);
    }
  });

  test("takes a notification with 202 and an empty body", async () => {
    const body = { jsonrpc: "2.0", method: "notifications/cancelled", params: { requestId: 1 } };
    const headers = { "mcp-protocol-version": "2026-07-28" };
    const answer = await send(door, body, { headers });
    expect([answer.status, answer.text]).toEqual([202, ""]);
  });

  test("streams to a listener: the acknowledgement first, then what changed", async () => {
    const { body, headers } = current("subscriptions/listen", {
      notifications: { toolsListChanged: true },
    });
    const controller = new AbortController();
    const response = await fetch(door.url, {
      method: "POST",
      signal: controller.signal,
      body: JSON.stringify(body),
      headers: {
        ...headers,
        authorization: `Bearer ${door.token}`,
        "content-type": "application/json",
        accept: "application/json, text/event-stream",
      },
    });
    expect(response.headers.get("content-type")).toBe("text/event-stream");
    expect(response.headers.get("x-accel-buffering")).toBe("no");
    const messages = eventsOf(response);
    const first = await messages.next();
    expect(first.value).toMatchObject({ method: "notifications/subscriptions/acknowledged" });
    server.write(
      "services/access-control/less.yaml",
      "rules:\n  - { entity: mcp://workspace/delete_file, subject: role:admin, access: deny }\n",
    );
    const second = await messages.next();
    expect(second.value).toMatchObject({
      method: "notifications/tools/list_changed",
      params: { _meta: { "io.modelcontextprotocol/subscriptionId": body["id"] } },
    });
    controller.abort();
  });
});

async function* eventsOf(response: Response): AsyncGenerator<unknown> {
  let text = "";
  const decoder = new TextDecoder();
  for await (const chunk of response.body as unknown as AsyncIterable<Uint8Array>) {
    text += decoder.decode(chunk, { stream: true });
    for (let end = text.indexOf("\n\n"); end !== -1; end = text.indexOf("\n\n")) {
      const data = /^data: (.*)$/m.exec(text.slice(0, end))?.[1];
      text = text.slice(end + 2);
      if (data !== undefined) yield JSON.parse(data) as unknown;
    }
  }
}

describe("M16 the door itself", () => {
  test("is 401 for a missing or bad credential, with metadata that resolves", async () => {
    for (const token of [null, "nonsense", `${door.token.slice(0, -6)}abcdef`]) {
      const { body, headers } = current("tools/list");
      const answer = await send(door, body, { headers, token });
      expect(answer.status).toBe(401);
      const challenge = answer.headers.get("www-authenticate") ?? "";
      expect(challenge.includes('error="invalid_token"')).toBe(token !== null);
      const url = /resource_metadata="([^"]+)"/.exec(challenge)?.[1] ?? "";
      const metadata = await (await fetch(url)).json();
      expect(metadata).toMatchObject({
        resource: door.url,
        authorization_servers: [server.baseUrl],
      });
    }
  });

  test("is 403 for a foreign Origin or Host, 200 for its own names", async () => {
    const { body, headers } = current("tools/list");
    const port = String(server.port);
    for (const [name, value, status] of [
      ["origin", "https://evil.example", 403],
      ["origin", `http://127.0.0.1:${port}`, 200],
      ["origin", "null", 403],
      ["host", "evil.example", 403],
      ["host", `evil.example:${port}`, 403],
      ["host", `localhost:${port}`, 200],
    ] as const) {
      const answer = await send(door, body, { headers: { ...headers, [name]: value } });
      expect([name, value, answer.status]).toEqual([name, value, status]);
    }
  });

  test("is 413, 415 and 400 for bodies it does not take", async () => {
    const huge = JSON.stringify(request("ping", { filler: "x".repeat(5 * 1_048_576) }));
    expect((await send(door, huge)).status).toBe(413);
    const typed = await send(door, request("ping"), { headers: { "content-type": "text/plain" } });
    expect(typed.status).toBe(415);
    for (const [text, code] of [
      ["{", -32700],
      ['{"jsonrpc":"2.0","id":1,"id":2,"method":"ping"}', -32700],
      ["[]", -32600],
      ['"text"', -32600],
      ['{"jsonrpc":"2.0","id":{},"method":"ping"}', -32600],
    ] as const) {
      const answer = await send(door, text);
      expect([text, answer.status, answer.code]).toEqual([text, 400, code]);
    }
  });

  test("is 404 for a server that nobody configured", async () => {
    const { body, headers } = current("tools/list");
    const url = `${server.baseUrl}/api/v1/mcp/nowhere/mcp`;
    expect((await send({ ...door, url }, body, { headers })).status).toBe(404);
  });
});
