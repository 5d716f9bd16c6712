import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { cpSync } from "node:fs";
import { join } from "node:path";
import type { SQL } from "bun";
import { executablePath } from "../executable.ts";
import {
  callBody,
  callHeaders,
  hookAllow,
  hookBody,
  hookPath,
  mcpPath,
  postText,
} from "../calls.ts";
import { openSql } from "../installation.ts";
import { firstAdmin, type OwnServer, startOwnServer } from "../own-server.ts";
import { askRaw, type RawAnswer, requestText } from "../raw-http.ts";
import { rowsOf } from "./audit-rows.ts";
import { forgeTokens, readToken } from "./forge-token.ts";

const startMsMax = 60_000;
const refusedMcp = "decision anonymous mcp://workspace deny guard.credential";
const refusedHook = "decision anonymous hook://unread deny guard.credential";
const constantBody =
  '{"jsonrpc":"2.0","id":null,"error":{"code":40300,"message":' +
  '"A valid credential is needed: Authorization: Bearer <access token>."}}';

let server: OwnServer;
let sql: SQL;
let token: string;

beforeAll(async () => {
  server = await startOwnServer();
  sql = openSql(server, "owner");
  token = await server.token(firstAdmin);
}, startMsMax);

afterAll(async () => {
  await sql.close();
  await server.stop();
}, startMsMax);

describe("M01 M02 forged credentials", () => {
  test("are refused by every surface with one constant answer and one row", async () => {
    const { keys } = (await (await fetch(`${server.baseUrl}/.well-known/jwks.json`)).json()) as {
      keys: Record<string, unknown>[];
    };
    const seen = await Promise.all(
      forgeTokens(token, keys).map(async ({ name, token: forged }) => {
        const [mcp, hook] = await Promise.all([callWith(forged), hookWith(forged)]);
        return [name, mcp?.status, mcp?.body, await rowsOf(sql, mcp), await refusedByHook(hook)];
      }),
    );
    const invalid = ["UNAUTHENTICATED.INVALID", "UNAUTHENTICATED.MALFORMED"];
    for (const [name, status, body, rows, hookRows] of seen) {
      expect([name, status, body]).toEqual([name, 401, constantBody]);
      const [row = ""] = rows as readonly string[];
      const code = row.slice(refusedMcp.length + 1);
      expect([name, rows]).toEqual([name, [`${refusedMcp} ${code}`]]);
      expect(invalid).toContain(code);
      expect([name, hookRows]).toEqual([name, [`${refusedHook} ${code}`]]);
    }
    expect(seen.length).toBeGreaterThan(10);
  });

  test("signed by our own key for another issuer and audience are refused", async () => {
    // The same keys and database under another public URL.
    for (const part of ["keys", "profiles", "anchors"]) {
      const target = join(server.folder, "elsewhere/.systemprompt", part);
      cpSync(join(server.folder, ".systemprompt", part), target, { recursive: true });
    }
    const login = Bun.spawnSync(
      [executablePath(), "admin", "session", "login", "--email", firstAdmin, "--token-only"],
      {
        cwd: join(server.folder, "elsewhere"),
        env: {
          PATH: "/usr/bin:/bin",
          SYSTEMPROMPT__SERVER__PUBLIC_URL: "https://elsewhere.example",
        },
      },
    );
    const foreign = login.stdout.toString().trim();
    expect(readToken(foreign).payload).toMatchObject({ iss: "https://elsewhere.example" });
    expect(readToken(foreign).header).toEqual(readToken(token).header);
    const answer = await callWith(foreign);
    expect([answer?.status, answer?.body]).toEqual([401, constantBody]);
    expect(await rowsOf(sql, answer)).toEqual([`${refusedMcp} UNAUTHENTICATED.INVALID`]);
  });

  test.each([
    ["a session that is over", "expires_at = now() - interval '1 second'", "EXPIRED"],
    ["a session that was ended", "ended_at = now()", "REVOKED"],
  ])("of %s are refused", async (_, change, code) => {
    const fresh = await server.token(firstAdmin);
    const session = JSON.parse(Buffer.from(fresh.split(".")[1] ?? "", "base64url").toString()) as {
      sid: string;
    };
    await sql.unsafe(`update user_sessions set ${change} where id::text = $1`, [session.sid]);
    const answer = await callWith(fresh);
    expect([answer?.status, answer?.body]).toEqual([401, constantBody]);
    expect(await rowsOf(sql, answer)).toEqual([`${refusedMcp} UNAUTHENTICATED.${code}`]);
  });

  test("in a URL are refused before they are looked at, however they are spelled", async () => {
    const path = "/api/v1/mcp/registry";
    for (const name of ["access_token", "%61ccess_token", "TOKEN", "api_key"]) {
      const text = requestText("GET", `${path}?${name}=${token}`, [hostLine()]);
      const answer = await askRaw(server.port, text);
      expect([name, answer?.status]).toEqual([name, 400]);
      expect(answer?.body).not.toContain(token.slice(-20));
      expect(await rowsOf(sql, answer)).toEqual([]);
    }
    expect(server.read(".systemprompt/logs/server.log")).not.toContain(token.slice(-20));
  });

  test("sent twice, or beside another scheme, are refused", async () => {
    const twice = await askRaw(
      server.port,
      postText(server.port, hookPath, token, [["authorization", "Bearer x"]], hookBody),
    );
    expect(await refusedByHook(twice)).toEqual([`${refusedHook} UNAUTHENTICATED.INVALID`]);
  });
});

describe("M02 claims of a caller", () => {
  const claims = [
    ["x-user-id", "root"],
    ["x-role", "admin"],
    ["x-agent-id", "boss"],
    ["x-forwarded-user", "root"],
    ["x-session-id", "other"],
  ] as const;

  test("raise nobody: an anonymous claim of every kind is still anonymous", async () => {
    const body = JSON.stringify({
      ...(JSON.parse(hookBody) as object),
      ...{ agent_id: "developer_agent", user_id: "root", role: "admin", scopes: ["*"] },
    });
    const text = postText(server.port, hookPath, null, claims, body);
    const answer = await askRaw(server.port, text);
    expect(await refusedByHook(answer)).toEqual([`${refusedHook} UNAUTHENTICATED.MISSING`]);
  });

  test("of a user do not make an administrator; the agent id is kept as a claim", async () => {
    await server.createUser("u@example.test", "user");
    const user = await server.token("u@example.test");
    const denied = await askRaw(
      server.port,
      postText(
        server.port,
        mcpPath("workspace"),
        user,
        [...callHeaders("list_files"), ...claims],
        callBody("list_files", { role: "admin" }),
      ),
    );
    expect(await rowsOf(sql, denied)).toEqual([
      "decision user mcp://workspace/list_files deny access.deny-by-default SCOPE.NO_RULE",
    ]);
    const body = JSON.stringify({ ...(JSON.parse(hookBody) as object), agent_id: "boss" });
    const hook = await askRaw(server.port, postText(server.port, hookPath, user, claims, body));
    expect(hook?.body).toBe(hookAllow);
    const rows = await sql`select role, agent_id from audit_events
      where trace_id = ${hook?.headers.get("x-trace-id")}`;
    expect([...rows]).toEqual([{ role: "user", agent_id: "boss" }]);
  });

  test("about where they come from change nothing: the address is the socket's", async () => {
    const forwarded = [
      ["x-forwarded-for", "203.0.113.9"],
      ["x-real-ip", "203.0.113.9"],
      ["forwarded", "for=203.0.113.9;host=evil.example"],
      ["x-forwarded-host", "evil.example"],
      ["x-forwarded-proto", "https"],
    ] as const;
    const text = postText(server.port, mcpPath("workspace"), null, forwarded, "{}");
    const answer = await askRaw(server.port, text);
    const metadata = "/.well-known/oauth-protected-resource/api/v1/mcp/workspace/mcp";
    expect(answer?.headers.get("www-authenticate")).toBe(
      `Bearer resource_metadata="${server.baseUrl}${metadata}"`,
    );
    const rows = await sql`select session_id, detail->>'address' as address from audit_events
      where trace_id = ${answer?.headers.get("x-trace-id")}`;
    expect([...rows]).toEqual([{ session_id: "anon:127.0.0.1", address: "127.0.0.1" }]);
  });
});

function hostLine() {
  return ["host", `127.0.0.1:${String(server.port)}`] as const;
}

function callWith(credential: string): Promise<RawAnswer | null> {
  const body = callBody("list_files", {});
  return askRaw(
    server.port,
    postText(server.port, mcpPath("workspace"), credential, callHeaders("list_files"), body),
  );
}

function hookWith(credential: string): Promise<RawAnswer | null> {
  return askRaw(server.port, postText(server.port, hookPath, credential, [], hookBody));
}

/** Checks that a hook answered 200 with a deny; gives the rows. */
async function refusedByHook(answer: RawAnswer | null): Promise<readonly string[]> {
  expect(answer?.status).toBe(200);
  expect(JSON.parse(answer?.body ?? "")).toMatchObject({
    hookSpecificOutput: { hookEventName: "PreToolUse", permissionDecision: "deny" },
  });
  return rowsOf(sql, answer);
}
