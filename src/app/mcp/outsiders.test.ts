import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import type { JsonObject } from "#shared/json.ts";
import type { Authentication } from "#shared/principal.ts";
import {
  modern,
  openTestGateway,
  principal,
  type TestGateway,
  testServer,
} from "./test-servers/test-gateway.ts";
import { listenersPerUserMax } from "./answers/open-listeners.ts";
import { instancesPerUserMax } from "./servers/server-registry.ts";

let gateway: TestGateway;
beforeAll(async () => {
  gateway = await openTestGateway({
    servers: {
      sessions: testServer([], { isolation: "per-session" }),
      partly: testServer(),
    },
    rules: [
      { entity: "mcp://*", subject: "role:admin", access: "allow" },
      { entity: "mcp://partly/echo", subject: "role:user", access: "allow" },
    ],
  });
}, 60_000);
afterAll(() => gateway[Symbol.asyncDispose]());

const outsider: Authentication = { principal: principal("service") };
const insider: Authentication = { principal: principal("admin") };

function send(server: string, method: string, params: JsonObject, who: Authentication) {
  const { body, headers } = modern(method, params);
  return gateway.post(server, body, { headers, who });
}

const echo = { name: "echo", arguments: {} };
const instances = () =>
  gateway.registry.states().find(({ name }) => name === "sessions")?.instances ?? 0;

describe("M04 M18 no process is started for whoever is refused", () => {
  test.each([
    ["tools/call", echo],
    ["tools/list", {}],
    ["server/discover", {}],
    ["resources/read", { uri: "test://one" }],
    ["subscriptions/listen", { notifications: {} }],
  ])("by no rule: %s", async (method, params) => {
    await send("sessions", method, params, outsider);
    expect(instances()).toBe(0);
  });

  test("by the rate limit", async () => {
    gateway.grant = { admitted: false, scope: "user", limitPerMinute: 1, retryAfterMs: 1_000 };
    const answer = await send("sessions", "tools/call", echo, insider);
    gateway.grant = { admitted: true };
    expect(instances()).toBe(0);
    expect((await gateway.rows(answer.traceId)).map(({ policy }) => policy)).toEqual([
      "guard.rate-limit",
    ]);
  });

  test("and one user has so many of their own at most", async () => {
    const { userId } = insider.principal;
    const handle = gateway.registry.find("sessions");
    const gone = () => AbortSignal.abort();
    const sessions = Array.from({ length: instancesPerUserMax }, (_, at) => `session-${at}`);
    for (const session of sessions) void handle?.live(insider.principal, session, gone);
    const further = await handle?.live(insider.principal, "one-more", gone);
    expect(further).toMatchObject({ unavailable: expect.stringContaining("too many callers") });
    const other = principal("admin");
    expect(other.userId).not.toBe(userId);
    void handle?.live(other, "another", gone);
    expect(instances()).toBe(instancesPerUserMax + 1);
    for (const session of [...sessions, "another"]) {
      gateway.registry.endSession("sessions", session);
    }
    expect(instances()).toBe(0);
  });
});

describe("M21 what may not be seen is not told apart", () => {
  test("a tool that wants its region in a header is as unknown as one that is not there", async () => {
    const who = { principal: principal("user") };
    expect((await send("partly", "tools/call", echo, who)).status).toBe(200);
    const call = (name: string) => send("partly", "tools/call", { name, arguments: {} }, who);
    const [hidden, absent] = [await call("mirrored"), await call("nothing")];
    expect([hidden.status, hidden.json]).toEqual([absent.status, absent.json]);
    const region = { name: "mirrored", arguments: { region: "eu" } };
    expect((await send("partly", "tools/call", region, who)).json).toEqual(absent.json);
    expect((await send("partly", "tools/call", region, insider)).status).toBe(400);
  });
});

describe("M16 streams of listeners", () => {
  const listen = (who: Authentication) =>
    send("partly", "subscriptions/listen", { notifications: { toolsListChanged: true } }, who);

  test("are for callers of the server only", async () => {
    const answer = await listen(outsider);
    expect(answer.status).toBe(403);
    expect(answer.body).not.toBeInstanceOf(ReadableStream);
  });

  test("are bounded for each user, even when they are opened all at once", async () => {
    const who = { principal: principal("user") };
    const answers = await Promise.all(
      Array.from({ length: listenersPerUserMax + 8 }, () => listen(who)),
    );
    const streams = answers.flatMap(({ body }) => (body instanceof ReadableStream ? [body] : []));
    expect(streams).toHaveLength(listenersPerUserMax);
    expect(answers.filter(({ status }) => status === 503)).toHaveLength(8);
    const other = await listen({ principal: principal("user") });
    expect(other.body).toBeInstanceOf(ReadableStream);
    await (other.body as ReadableStream).cancel();
    await streams[0]?.cancel();
    await new Promise(setImmediate);
    const again = await listen(who);
    expect(again.body).toBeInstanceOf(ReadableStream);
    for (const stream of [...streams.slice(1), again.body as ReadableStream]) await stream.cancel();
  });

  test("give their place back when the credential fell before they began", async () => {
    const who = { principal: principal("user") };
    gateway.current = false;
    for (let turn = 0; turn < listenersPerUserMax; turn++) {
      expect((await listen(who)).status).toBe(401);
    }
    gateway.current = true;
    const answer = await listen(who);
    expect(answer.body).toBeInstanceOf(ReadableStream);
    await (answer.body as ReadableStream).cancel();
  });
});
