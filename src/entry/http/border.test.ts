import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { connect } from "node:net";
import { createLogger } from "#infra/logging/logger.ts";
import { AppError } from "#shared/errors.ts";
import { systemClock } from "#shared/clock.ts";
import type { ClientId, SessionId, TokenId, UserId } from "#shared/ids.ts";
import type { Authentication, Principal } from "#shared/principal.ts";
import { originPolicy } from "./check-origin.ts";
import type { HttpDeps, ServerPhase } from "./deps.ts";
import { errorReply } from "./errors.ts";
import { json } from "./route.ts";
import { routes } from "./route-table.ts";
import { type HttpServer, startHttp } from "./start-http.ts";

const bodyBytesMax = 1_000;
const log: string[] = [];
const refusals: string[] = [];
let server: HttpServer;
let base: string;
let phase: ServerPhase = "serving";

const anonymous: Principal = {
  userId: "anonymous" as UserId,
  email: null,
  role: "anonymous",
  scopes: [],
  departments: [],
  clientId: "unknown" as ClientId,
  sessionId: "anon:127.0.0.1" as SessionId,
  tokenId: null,
  credential: "none",
};

function verify(credential: string | null): Authentication {
  if (credential === null) return { principal: anonymous, refused: "UNAUTHENTICATED.MISSING" };
  const [word, role] = credential.split("-");
  if (word !== "good") return { principal: anonymous, refused: "UNAUTHENTICATED.INVALID" };
  const tokenId = "t" as TokenId;
  return { principal: { ...anonymous, role: role as "admin", tokenId, credential: "pat" } };
}

beforeAll(() => {
  const hosts = new Set<string>();
  const deps: HttpDeps = {
    publicUrl: "http://127.0.0.1",
    bodyBytesMax,
    origin: { hosts, origins: new Set(["http://allowed.test"]) },
    log: createLogger({
      level: "info",
      clock: systemClock,
      format: "json",
      write: (line) => log.push(line),
    }),
    phase: () => phase,
    clientAddress: (peer) => peer,
    health: () => Promise.resolve({ ready: true, reasons: ["one"], details: { isolation: "x" } }),
    admit: () => ({ admitted: true }),
    recognise: () => null,
    admitSession: () => ({ admitted: true }),
    anonymous: () => ({ principal: anonymous }),
    authenticate: (credential) => verify(credential),
    recordRefusal: ({ target, error }) => {
      refusals.push(`${error.code} ${target}`);
      return Promise.resolve();
    },
    callMcp: async (_, request) => json(200, { bytes: (await request.readBody()).length }),
    refuseMcp: (error, traceId) => errorReply(error, traceId),
    governHook: async (request) => {
      const text = new TextDecoder().decode(await request.readBody());
      if (text === "boom") throw new Error("relation secret_table does not exist");
      return json(200, { text });
    },
    refuseHook: (error) => json(200, { decision: "block", reason: error.message }),
    listMcpServers: () => [],
    protectedResource: (name) => (name === "known" ? { resource: "x" } : undefined),
    jwks: () => Promise.reject(new Error("password=hunter2 at /etc/keys")),
    readAudit: () => Promise.reject(new AppError("NOT_FOUND", "No such row.")),
  };
  server = startHttp({ host: "127.0.0.1", port: 0, reusePort: false }, deps);
  base = `http://127.0.0.1:${server.port}`;
  const policy = originPolicy({
    publicUrl: base,
    port: server.port,
    allowedHosts: ["Proxy.Test"],
    allowedOrigins: [],
  });
  for (const host of policy.hosts) hosts.add(host);
});

afterAll(async () => {
  await server.stop(0);
});

function send(path: string, init: RequestInit & { host?: string } = {}): Promise<Response> {
  const headers = new Headers(init.headers);
  if (init.host !== undefined) headers.set("host", init.host);
  return fetch(base + path, { ...init, headers });
}

/** Bytes as they are on the wire, for what fetch would not send. */
function raw(text: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect(server.port, "127.0.0.1", () => socket.write(text));
    let received = "";
    socket.on("data", (chunk) => (received += chunk.toString("latin1")));
    socket.on("close", () => resolve(received));
    socket.on("error", reject);
  });
}

test("M50 the routes and their permissions are these", () => {
  expect(
    routes.map(({ method, path, permission }) => `${method} ${path} ${permission}`),
  ).toMatchSnapshot();
});

describe("M01 the HTTP border", () => {
  test("puts a fresh trace on every answer, whatever the caller claims", async () => {
    const paths = ["/livez", "/nothing", "/api/v1/hooks/govern", "/api/v1/mcp/registry"];
    const traces = new Set<string>();
    for (const path of paths) {
      const response = await send(path, { headers: { "x-trace-id": "f".repeat(32) } });
      const trace = response.headers.get("x-trace-id") ?? "";
      expect(trace).toMatch(/^[0-9a-f]{32}$/);
      traces.add(trace);
    }
    expect(traces.size).toBe(paths.length);
    expect(traces.has("f".repeat(32))).toBe(false);
  });

  test.each([
    ["GET", "/nothing", 404, "NOT_FOUND"],
    ["GET", "/api/v1/hooks/govern", 405, "METHOD_NOT_ALLOWED"],
    ["PATCH", "/api/v1/mcp/x/mcp", 405, "METHOD_NOT_ALLOWED"],
    ["GET", "/api/v1/mcp/registry", 401, "UNAUTHENTICATED"],
    ["GET", "/api/v1/mcp/a%2fb/mcp", 404, "NOT_FOUND"],
    ["GET", "/api/v1/mcp/../registry", 404, "NOT_FOUND"],
    ["GET", "/livez?access_token=abc", 400, "INVALID_INPUT"],
    ["GET", "/.well-known/oauth-protected-resource/api/v1/mcp/none/mcp", 404, "NOT_FOUND"],
  ])("answers %s %s with %i %s in the one error form", async (method, path, status, code) => {
    const response = await send(path, { method });
    const body = (await response.json()) as { error: { code: string; trace_id: string } };
    expect([response.status, body.error.code]).toEqual([status, code]);
    expect(body.error.trace_id).toBe(response.headers.get("x-trace-id") ?? "");
  });

  test("refuses a role before the body is read, and records it", async () => {
    const response = await send("/api/v1/mcp/registry", {
      headers: { authorization: "Bearer good-anonymous" },
    });
    expect(response.status).toBe(403);
    expect(refusals).toContain("FORBIDDEN route://GET/api/v1/mcp/registry");
  });

  test.each([["evil.test"], ["127.0.0.1:1"], ["localhost"]])(
    "refuses the host %s",
    async (host) => {
      expect((await send("/livez", { host })).status).toBe(403);
    },
  );

  test("serves configured hosts and refuses foreign origins", async () => {
    expect((await send("/livez", { host: "proxy.test" })).status).toBe(200);
    expect((await send("/livez", { headers: { origin: "http://evil.test" } })).status).toBe(403);
    expect((await send("/livez", { headers: { origin: "null" } })).status).toBe(403);
    expect((await send("/livez", { headers: { origin: "http://allowed.test" } })).status).toBe(200);
  });

  test("refuses a body over the bound by its declared length and by its chunks", async () => {
    const body = "x".repeat(bodyBytesMax + 1);
    const auth = { authorization: "Bearer good-admin" };
    expect((await send("/api/v1/mcp/a/mcp", { method: "POST", body, headers: auth })).status).toBe(
      413,
    );
    const chunks = new ReadableStream({
      start(controller) {
        for (let part = 0; part < 3; part++)
          controller.enqueue(new TextEncoder().encode("y".repeat(400)));
        controller.close();
      },
    });
    expect(
      (await send("/api/v1/mcp/a/mcp", { method: "POST", body: chunks, headers: auth })).status,
    ).toBe(413);
  });

  test("turns every failure of a hook into a 200 that blocks", async () => {
    for (const body of ["x".repeat(bodyBytesMax + 1), "boom"]) {
      const response = await send("/api/v1/hooks/govern", { method: "POST", body });
      expect(response.status).toBe(200);
      expect(await response.json()).toMatchObject({ decision: "block" });
    }
  });

  test("refuses content encodings instead of guessing at them", async () => {
    const response = await send("/api/v1/mcp/a/mcp", {
      method: "POST",
      body: "x",
      headers: { "content-encoding": "gzip", authorization: "Bearer good-admin" },
    });
    expect(response.status).toBe(415);
  });

  test("tells a client nothing of an unexpected failure but its id, and logs it", async () => {
    const response = await send("/.well-known/jwks.json");
    const text = await response.text();
    expect(response.status).toBe(500);
    expect(text).not.toContain("hunter2");
    const id = (JSON.parse(text) as { error: { details: { error_id: string } } }).error.details
      .error_id;
    expect(log.some((line) => line.includes(id) && line.includes("unexpected failure"))).toBe(true);
  });

  test("serves on while it leaves, asks each client to go elsewhere, and refuses once it stops", async () => {
    phase = "leaving";
    try {
      const served = await send("/livez");
      expect([served.status, served.headers.get("connection")]).toEqual([200, "close"]);
      expect((await send("/readyz")).status).toBe(503);
      phase = "stopping";
      const refused = await send("/livez");
      expect([refused.status, refused.headers.get("retry-after")]).toEqual([503, "1"]);
    } finally {
      phase = "serving";
    }
    expect((await send("/readyz")).status).toBe(200);
  });

  test("lets two credentials in one request verify as neither", async () => {
    const answer = await raw(
      `GET /api/v1/mcp/registry HTTP/1.1\r\nhost: 127.0.0.1:${server.port}\r\nauthorization: Bearer good-admin\r\nauthorization: Bearer good-user\r\nconnection: close\r\n\r\n`,
    );
    expect(answer).not.toStartWith("HTTP/1.1 200");
  });

  test("refuses a request that declares its length twice or mixes length and chunks", async () => {
    const head = `POST /api/v1/hooks/govern HTTP/1.1\r\nhost: 127.0.0.1:${server.port}\r\nconnection: close\r\n`;
    const twice = await raw(`${head}content-length: 2\r\ncontent-length: 30\r\n\r\n{}`);
    expect(twice).not.toStartWith("HTTP/1.1 200");
    const mixed = await raw(
      `${head}content-length: 2\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n`,
    );
    expect(mixed).not.toStartWith("HTTP/1.1 200");
  });
});
