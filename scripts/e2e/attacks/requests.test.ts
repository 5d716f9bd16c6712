import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import type { SQL } from "bun";
import { callBody, callHeaders, hookBody, hookPath, mcpPath, postText } from "../calls.ts";
import { openSql } from "../installation.ts";
import { firstAdmin, type OwnServer, startOwnServer } from "../own-server.ts";
import { askRaw, openRaw, type RawAnswer, requestText } from "../raw-http.ts";
import { countRows, rowsOf } from "./audit-rows.ts";

const startMsMax = 60_000;
const refusedShape = "event admin mcp://workspace deny mcp.protocol";
const readA = callBody("read_file", { path: "a.txt" });
const hugeBytes = 100 * 1_048_576;

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

describe("M04 bodies that parsers read differently", () => {
  test.each([
    ["a batch", `[${readA}]`, "no batches", "-32600"],
    ["a long id", callBody("read_file", {}, "x".repeat(5_000)), "short string", "-32600"],
    [
      "an id of 400 digits",
      readA.replace('"id":1', `"id":1${"0".repeat(400)}`),
      "too large",
      "-32700",
    ],
    [
      "an id beyond 2^53",
      readA.replace('"id":1', '"id":9007199254740993'),
      "beyond 2^53",
      "-32700",
    ],
    ["a fraction as id", readA.replace('"id":1', '"id":1.5'), "an integer", "-32600"],
    ["an object as id", readA.replace('"id":1', '"id":{}'), "short string", "-32600"],
    [
      "deep arguments",
      readA.replace('"a.txt"', "[".repeat(99) + "]".repeat(99)),
      "deeper",
      "-32700",
    ],
    ["100,000 brackets", "[".repeat(100_000), "deeper", "-32700"],
    ["a key twice", readA.replace('"path"', '"path":"b","path"'), "duplicate", "-32700"],
    [
      "a key twice, once escaped",
      readA.replace('"path"', '"\\u0070ath":"b","path"'),
      "duplicate",
      "-32700",
    ],
    ["a lone surrogate", readA.replace("a.txt", "\\ud800"), "surrogate", "-32700"],
    ["a NUL character", readA.replace("a.txt", "a\\u0000"), "NUL", "-32700"],
    ["half a body", readA.slice(0, -9), "valid JSON", "-32700"],
    ["a trailing value", `${readA}{}`, "valid JSON", "-32700"],
    ["a byte order mark", `\ufeff${readA}`, "valid JSON", "-32700"],
  ] as const)("%s is refused: one row, and nothing runs", async (_, body, words, code) => {
    const answer = await call("read_file", body);
    expect([answer?.status, await rowsOf(sql, answer)]).toEqual([400, [`${refusedShape} ${code}`]]);
    expect(answer?.body).toContain(words);
  });

  test.each(["__proto__", "constructor", "toString", "hasOwnProperty"])(
    "the tool %s does not exist",
    async (name) => {
      const answer = await call(name, callBody(name, {}));
      expect(answer?.body).toContain("Unknown tool");
      expect(await rowsOf(sql, answer)).toEqual([
        `decision admin mcp://workspace/${name} deny mcp.unknown-name SCOPE.UNKNOWN_NAME`,
      ]);
    },
  );

  test.each(["__proto__", "constructor"])(
    "the key %s is an argument like any other: the tool refuses it, and nothing is changed by it",
    async (key) => {
      const args = `{"${key}":{"path":"b","polluted":true},"path":"a.txt"}`;
      const answer = await call("read_file", readA.replace('{"path":"a.txt"}', args));
      expect(answer?.body).toContain("do not match");
      expect(answer?.body).toContain('"isError":true');
      expect(await rowsOf(sql, answer)).toEqual([
        "decision admin mcp://workspace/read_file allow access.role-rule",
        "outcome admin mcp://workspace/read_file error access.role-rule",
      ]);
    },
  );
});

describe("M04 bodies without measure", () => {
  const refusals = [
    [
      mcpPath("workspace"),
      413,
      ["decision admin mcp://workspace deny mcp.body REQUEST.PAYLOAD_TOO_LARGE"],
    ],
    [hookPath, 200, ["decision admin hook://unread deny hook.protocol HOOK.MALFORMED"]],
  ] as const;

  test.each(refusals)("100 MB declared to %s is refused unread", async (path, status, rows) => {
    const answer = await askRaw(server.port, head(path, `content-length: ${String(hugeBytes)}`));
    expect([answer?.status, await rowsOf(sql, answer)]).toEqual([status, [...rows]]);
    expect(answer?.body).toContain(status === 200 ? '"permissionDecision":"deny"' : "larger than");
  });

  test.each(refusals)(
    "100 MB in chunks to %s is refused on the way",
    async (path, status, rows) => {
      const connection = await openRaw(server.port);
      connection?.send(head(path, "transfer-encoding: chunked"));
      const bytes = 1_048_576;
      const chunk = `${bytes.toString(16)}\r\n${" ".repeat(bytes)}\r\n`;
      for (let sent = 0; sent < hugeBytes; sent += bytes) connection?.send(chunk);
      const answer = await connection?.next();
      connection?.close();
      expect([answer?.status, await rowsOf(sql, answer ?? null)]).toEqual([status, [...rows]]);
    },
  );

  test(
    "a body that trickles ends in 408 (hooks: deny), and others are served meanwhile",
    async () => {
      const ends = refusals.map(([path]) => trickle(path));
      const meanwhile = await call("list_files", callBody("list_files", {}));
      expect(meanwhile?.body).toContain('"resultType":"complete"');
      const [mcp, hook] = await Promise.all(ends);
      expect(mcp?.status).toBe(408);
      expect(hook?.status).toBe(200);
      expect(hook?.body).toContain('"permissionDecision":"deny"');
    },
    startMsMax,
  );

  test("a content encoding is refused", async () => {
    const encoded = [...callHeaders("read_file"), ["content-encoding", "gzip"]] as const;
    const text = postText(server.port, mcpPath("workspace"), token, encoded, readA);
    expect((await askRaw(server.port, text))?.status).toBe(415);
  });
});

describe("M04 a prompt that is refused before it is read", () => {
  // A client holds a prompt back for `block` alone; a tool's denial would let it pass.
  const prompt = JSON.stringify({ hook_event_name: "UserPromptSubmit", prompt: "x" });
  const endless = prompt.replace('"x"', `"${"x".repeat(5_000_000)}"`);
  const chunks = endless.match(/.{1,65536}/g) ?? [];
  const evil = ["origin", "http://evil.example"] as const;
  // prettier-ignore
  test.each([
    ["for its origin",        () => post(hookPath, prompt, [evil])],
    ["for its size",          () => post(hookPath, endless)],
    ["for its size on the way", () =>
      [head(hookPath, "transfer-encoding: chunked"),
       ...chunks.map((chunk) => `${chunk.length.toString(16)}\r\n${chunk}\r\n`)].join("")],
    ["for its credential",    () => postText(server.port, hookPath, "x.y.z", [], prompt)],
    ["for its shape",         () => post(hookPath, prompt.replace("{", '{"prompt":"y",'))],
    ["for its encoding",      () => post(hookPath, prompt, [["content-encoding", "gzip"]])],
  ])("%s is blocked", async (_, text) => {
    const answer = await askRaw(server.port, text());
    expect(answer?.status).toBe(200);
    expect(JSON.parse(answer?.body ?? "")).toEqual({
      decision: "block",
      reason: expect.any(String) as string,
    });
  });
});

describe("M04 requests that servers read differently", () => {
  // prettier-ignore
  test.each([
    ["two framings",           ["content-length: 5", "transfer-encoding: chunked"], 400],
    ["two lengths",            ["content-length: 2", "content-length: 5"],          400],
    ["a negative length",      ["content-length: -1"],                              400],
    ["a length with a sign",   ["content-length: +5"],                              400],
    ["an odd transfer coding", ["transfer-encoding: xchunked"],                     400],
    ["a folded line",          ["x-a: b", " c"],                                    400],
    ["a space before a colon", ["x-a : b"],                                         400],
    ["a NUL in a value",       ["x-a: b\0c"],                                       400],
    ["a bare CR in a value",   ["x-a: b\rx-b: c"],                                  400],
  ] as const)("%s ends the connection, and what follows is not read", async (_, lines, status) => {
    const before = await countRows(sql);
    const text = `${head(hookPath, lines.join("\r\n"))}0\r\n\r\n${post(hookPath, hookBody)}`;
    const connection = await openRaw(server.port);
    const answer = await connection?.ask(text);
    const second = await connection?.next();
    expect([answer?.status, second, await countRows(sql)]).toEqual([status, null, before]);
  });

  // prettier-ignore
  test.each([
    ["/api/v1/mcp/../../etc/passwd/mcp",           404],
    ["/api/v1/mcp/%2e%2e%2fworkspace/mcp",         404],
    ["/api/v1/mcp/workspace%2fmcp",                404],
    ["/api/v1/mcp/workspace/mcp/",                 404],
    ["//api/v1/mcp/workspace/mcp",                 404],
    ["/api/v1/mcp/WORKSPACE/mcp",                  404],
    ["/api/v1/mcp/__proto__/mcp",                  404],
  ] as const)("the path %s leads nowhere", async (path, status) => {
    const text = postText(server.port, path, token, callHeaders("read_file"), readA);
    expect((await askRaw(server.port, text))?.status).toBe(status);
  });

  test.each(["evil.example", "127.0.0.1", "localhost.evil.example", "169.254.169.254"])(
    "the host name %s is not served on any route",
    async (name) => {
      for (const path of ["/livez", "/api/v1", "/.well-known/jwks.json", "/nowhere"]) {
        const answer = await askRaw(server.port, requestText("GET", path, [["host", name]]));
        expect([path, answer?.status]).toEqual([path, 403]);
        expect(await rowsOf(sql, answer)).toEqual([]);
      }
    },
  );

  test.each(["http://evil.example", "null", "https://127.0.0.1"])(
    "the origin %s may not call",
    async (origin) => {
      const headers = [...callHeaders("read_file"), ["origin", origin]] as const;
      const mcp = await askRaw(server.port, post(mcpPath("workspace"), readA, headers));
      const hook = await askRaw(server.port, post(hookPath, hookBody, [["origin", origin]]));
      expect([mcp?.status, await rowsOf(sql, mcp)]).toEqual([403, []]);
      expect(hook?.body).toContain('"permissionDecision":"deny"');
    },
  );

  test("line ends in values come back in no header, and in the row as a digest", async () => {
    const body = JSON.stringify({
      ...{ hook_event_name: "PreToolUse", tool_name: "Read", tool_input: {} },
      ...{ agent_id: "a\r\nx-evil: 1", session_id: "s\nx-evil: 1" },
    });
    const answer = await askRaw(server.port, post(hookPath, body));
    expect(answer?.status).toBe(200);
    expect(answer?.headers.get("x-evil")).toBeNull();
    const rows = await sql`select agent_id, detail->>'client_session' as session from audit_events
      where trace_id = ${answer?.headers.get("x-trace-id")}`;
    const digest = expect.stringMatching(/^hmac:[\w-]{43}$/);
    expect([...rows]).toEqual([{ agent_id: digest, session: digest }]);
  });
});

describe("M16 paths out of the workspace", () => {
  const outside = (path: string) => join(server.folder, ".systemprompt/workspace", path);

  // prettier-ignore
  test.each([
    "../escape.txt", "../../escape.txt", "/tmp/own-escape.txt", "a/../../escape.txt",
    "..\\escape.txt", "./../escape.txt", "sub/./../../escape.txt", "/proc/self/cwd/escape.txt",
  ])("%j is written by nobody", async (path) => {
    const state = readdirSync(join(server.folder, ".systemprompt")).toSorted();
    const answer = await call("write_file", callBody("write_file", { path, content: "x" }));
    expect(answer?.body).toContain('"isError":true');
    const [decision, ...rest] = await rowsOf(sql, answer);
    expect(decision).toStartWith("decision admin mcp://workspace/write_file ");
    expect(rest.every((row) => row.includes(" error "))).toBe(true);
    expect(existsSync(outside(path))).toBe(false);
    expect(readdirSync(join(server.folder, ".systemprompt")).toSorted()).toEqual(state);
  });

  // prettier-ignore
  test.each([
    ["../../.systemprompt/profiles/local/secrets.yaml",
      "deny guard.blocklist.credential-access BLOCKLIST.credential-access"],
    ["../profiles/local/secrets.yaml",
      "ask guard.blocklist.credential-access BLOCKLIST.credential-access"],
    ["../keys/master-key", "allow access.role-rule"],
  ])("%j is read by nobody, whether the policy or the tool refuses it", async (path, verdict) => {
    const answer = await call("read_file", callBody("read_file", { path }));
    expect(answer?.body).toContain('"isError":true');
    expect(answer?.body).not.toContain("postgres://");
    const rows = await rowsOf(sql, answer);
    expect(rows[0]).toBe(`decision admin mcp://workspace/read_file ${verdict}`);
    const failed = ["outcome admin mcp://workspace/read_file error access.role-rule"];
    expect(rows.slice(1)).toEqual(verdict.startsWith("allow") ? failed : []);
  });
});

function post(path: string, body: string, headers: readonly (readonly [string, string])[] = []) {
  return postText(server.port, path, token, headers, body);
}

function call(tool: string, body: string): Promise<RawAnswer | null> {
  return askRaw(server.port, post(mcpPath("workspace"), body, callHeaders(tool)));
}

/** A request's head that ends with lines of the test's own. */
function head(path: string, lines: string): string {
  const own = [
    `host: 127.0.0.1:${String(server.port)}`,
    `authorization: Bearer ${token}`,
    "content-type: application/json",
  ];
  return [`POST ${path} HTTP/1.1`, ...own, lines, "", ""].join("\r\n");
}

/** One byte a tenth of a second, for as long as the server listens. */
async function trickle(path: string): Promise<RawAnswer | null> {
  const connection = await openRaw(server.port);
  if (connection === null) throw new Error("the server does not listen");
  connection.send(head(path, "content-length: 4000"));
  const drip = setInterval(() => connection.send(" "), 100);
  const answer = await connection.next();
  clearInterval(drip);
  connection.close();
  return answer;
}
