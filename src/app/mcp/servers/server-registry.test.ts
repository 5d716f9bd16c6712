import { describe, expect, test } from "bun:test";
import type { McpServer } from "#infra/config/services/services-config.ts";
import type { JsonObject } from "#shared/json.ts";
import {
  type Answered,
  modern,
  openTestGateway,
  principal,
  type TestGateway,
  testServer,
} from "../test-servers/test-gateway.ts";
import { describeServers } from "./describe-servers.ts";

function call(gateway: TestGateway, server: string, who = { principal: principal("admin") }) {
  const { body, headers } = modern("tools/call", { name: "echo", arguments: {} });
  return gateway.post(server, body, { headers, who });
}

const isError = ({ json }: Answered) => (json["result"] as JsonObject)["isError"] === true;
const stateOf = (gateway: TestGateway, server: string) =>
  gateway.registry.states().find(({ name }) => name === server);

async function pidOf(
  gateway: TestGateway,
  server: string,
  who = { principal: principal("admin") },
) {
  const handle = gateway.registry.find(server);
  const live = await handle?.live(
    who.principal,
    who.principal.sessionId,
    () => new AbortController().signal,
  );
  return live !== undefined && "upstream" in live ? live.upstream : null;
}

describe("M18 M49 the registry follows the configuration", () => {
  test("a new server appears, a removed one is gone, an unchanged one keeps running", async () => {
    await using gateway = await openTestGateway({ servers: { one: testServer() } });
    expect(isError(await call(gateway, "one"))).toBe(false);
    const before = await pidOf(gateway, "one");
    const timeouts = { ...testServer().limits, call_timeout_ms: 9_000 };
    await gateway.registry.reconcile({
      mcp: {
        one: testServer([], { limits: timeouts, description: "x" }),
        two: testServer(["legacy"]),
      },
    });
    expect(isError(await call(gateway, "two"))).toBe(false);
    expect(await pidOf(gateway, "one")).toBe(before);
    await gateway.registry.reconcile({ mcp: { one: testServer(["modern"]) } });
    expect(isError(await call(gateway, "one"))).toBe(false);
    expect(await pidOf(gateway, "one")).not.toBe(before);
    expect((await call(gateway, "two")).status).toBe(404);
  }, 60_000);

  test("servers that cannot start are reported and stop nobody else", async () => {
    const servers: Record<string, McpServer> = {
      good: testServer(),
      poor: testServer([], { secrets: { KEY: "absent" } }),
      fresh: testServer(["legacy"]),
      off: testServer([], { enabled: false }),
    };
    await using gateway = await openTestGateway({
      servers,
      isApproved: (server) => server !== "fresh",
    });
    for (const server of ["poor", "fresh", "off"]) {
      expect(isError(await call(gateway, server))).toBe(true);
    }
    expect(isError(await call(gateway, "good"))).toBe(false);
    expect(gateway.registry.states().map(({ name, status }) => [name, status])).toEqual([
      ["good", "ready"],
      ["poor", "unconfigured"],
      ["fresh", "unapproved"],
      ["off", "disabled"],
    ]);
    expect(stateOf(gateway, "poor")?.lastError).toContain("admin secrets set absent");
  }, 60_000);

  test("users and sessions have children of their own where the server asks for it", async () => {
    await using gateway = await openTestGateway({
      servers: {
        personal: testServer([], { isolation: "per-user" }),
        sessions: testServer([], { isolation: "per-session" }),
      },
    });
    const ann = { principal: principal("admin") };
    const bob = { principal: principal("admin") };
    const later = { principal: principal("admin", { userId: ann.principal.userId }) };
    expect(stateOf(gateway, "personal")?.status).toBe("on-demand");
    const [first, second, third] = [
      await pidOf(gateway, "personal", ann),
      await pidOf(gateway, "personal", bob),
      await pidOf(gateway, "personal", later),
    ];
    expect(first).not.toBeNull();
    expect(second).not.toBe(first);
    expect(third).toBe(first);
    expect(await pidOf(gateway, "sessions", ann)).not.toBe(await pidOf(gateway, "sessions", later));
    expect(stateOf(gateway, "sessions")?.instances).toBe(2);
    gateway.registry.endSession("sessions", ann.principal.sessionId);
    expect(stateOf(gateway, "sessions")?.instances).toBe(1);
  }, 60_000);

  test("a child that is called for while another one is stopped is known once it runs", async () => {
    const limits = { ...testServer().limits, start_timeout_ms: 120_000 };
    await using gateway = await openTestGateway({
      servers: { sessions: testServer([], { isolation: "per-session", limits }) },
    });
    const [first, second] = [principal("admin"), principal("admin")];
    expect(isError(await call(gateway, "sessions", { principal: first }))).toBe(false);
    gateway.registry.endSession("sessions", first.sessionId);
    expect(isError(await call(gateway, "sessions", { principal: second }))).toBe(false);
    expect(stateOf(gateway, "sessions")?.status).toBe("ready");
  }, 60_000);
});

describe("M17 M21 the registry that a caller sees", () => {
  test("holds the servers and tools in the caller's reach, with absolute endpoints", async () => {
    await using gateway = await openTestGateway({
      servers: { open: testServer(), closed: testServer() },
      rules: [
        { entity: "mcp://*", subject: "role:admin", access: "allow" },
        { entity: "mcp://open/echo", subject: "role:user", access: "allow" },
      ],
    });
    await Promise.all([pidOf(gateway, "open"), pidOf(gateway, "closed")]);
    const seen = (role: "admin" | "user" | "mcp") =>
      describeServers(gateway.registry, principal(role), gateway.deps.policy(), "http://h:1");
    expect(seen("user")).toMatchObject([
      {
        name: "open",
        tools: ["echo"],
        endpoint: "http://h:1/api/v1/mcp/open/mcp",
        status: "ready",
      },
    ]);
    expect(seen("mcp")).toEqual([]);
    expect(seen("admin").map((server) => server["name"])).toEqual(["open", "closed"]);
  }, 60_000);
});
