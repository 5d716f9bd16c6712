import { describe, expect, test } from "bun:test";
import type { JsonValue } from "#shared/json.ts";
import { decodeHeaderValue } from "./check-headers.ts";
import { classifyRequest } from "./classify-request.ts";

const versionKey = "io.modelcontextprotocol/protocolVersion";
const capabilitiesKey = "io.modelcontextprotocol/clientCapabilities";

function classify(body: JsonValue, headers: Readonly<Record<string, string>> = {}) {
  const result = classifyRequest((name) => headers[name] ?? null, body);
  return result.kind === "refused" ? [result.http, result.error.code] : result.kind;
}

const meta = { [versionKey]: "2026-07-28", [capabilitiesKey]: {} };
const request = (method: string, params: JsonValue = {}) =>
  ({ jsonrpc: "2.0", id: 1, method, params }) as JsonValue;
const mirrored = { "mcp-protocol-version": "2026-07-28", "mcp-method": "tools/list" };

describe("M21 the era of a request", () => {
  test.each([
    ["_meta with a modern version", request("tools/list", { _meta: meta }), mirrored, "modern"],
    ["no _meta and no header", request("tools/list"), {}, "legacy"],
    [
      "no _meta and a legacy header",
      request("tools/list"),
      { "mcp-protocol-version": "2025-06-18" },
      "legacy",
    ],
    ["initialize", request("initialize", { protocolVersion: "2025-11-25" }), {}, "legacy"],
    ["initialize under a modern header", request("initialize"), mirrored, [400, -32020]],
    ["a modern header without _meta", request("tools/list"), mirrored, [400, -32602]],
    ["discovery without _meta", request("server/discover"), {}, [400, -32602]],
    [
      "a version that is no string",
      request("x", { _meta: { [versionKey]: 1 } }),
      {},
      [400, -32602],
    ],
    [
      "capabilities missing",
      request("tools/list", { _meta: { [versionKey]: "2026-07-28" } }),
      mirrored,
      [400, -32602],
    ],
    [
      "the version header missing",
      request("tools/list", { _meta: meta }),
      { "mcp-method": "tools/list" },
      [400, -32020],
    ],
    [
      "the method header missing",
      request("tools/list", { _meta: meta }),
      { "mcp-protocol-version": "2026-07-28" },
      [400, -32020],
    ],
    ["another method in the header", request("ping", { _meta: meta }), mirrored, [400, -32020]],
    [
      "a name header missing",
      request("tools/call", { name: "a", _meta: meta }),
      { ...mirrored, "mcp-method": "tools/call" },
      [400, -32020],
    ],
    ["a batch", [request("tools/list")], {}, "batch"],
    ["a batch with a modern member", [request("tools/list", { _meta: meta })], {}, [400, -32600]],
    ["a batch under a modern header", [request("tools/list")], mirrored, [400, -32600]],
    ["a response", { jsonrpc: "2.0", id: 1, result: {} }, {}, "legacy"],
    [
      "a response under a modern header",
      { jsonrpc: "2.0", id: 1, result: {} },
      mirrored,
      [400, -32600],
    ],
    ["a notification under a modern header", { jsonrpc: "2.0", method: "n" }, mirrored, "modern"],
    ["a text", "hello", {}, [400, -32600]],
    [
      "an id that is too long",
      { jsonrpc: "2.0", id: "x".repeat(300), method: "ping" },
      {},
      [400, -32600],
    ],
  ] as const)("%s", (_what, body, headers, expected) => {
    expect(classify(body as JsonValue, headers)).toEqual(expected as never);
  });

  test("an unsupported version names the supported ones, after header and body agree", () => {
    const body = request("tools/list", { _meta: { ...meta, [versionKey]: "2099-01-01" } });
    expect(classify(body, mirrored)).toEqual([400, -32020]);
    expect(classify(body, { ...mirrored, "mcp-protocol-version": "2099-01-01" })).toEqual([
      400, -32022,
    ]);
  });
});

describe("M16 a header value", () => {
  test.each([
    ["plain", "plain"],
    ["=?base64?SGVsbG8=?=", "Hello"],
    ["=?base64?SGVsbG8=", "=?base64?SGVsbG8="],
    ["SGVsbG8=?=", "SGVsbG8=?="],
    ["=?base64?=", "=?base64?="],
    ["=?base64??=", ""],
    ["=?base64?SGVsbG8?=", undefined],
    ["=?base64?!!?=", undefined],
    ["=?base64?/w==?=", undefined],
  ])("%s is read as %s", (value, text) => {
    expect(decodeHeaderValue(value)).toBe(text);
  });
});
