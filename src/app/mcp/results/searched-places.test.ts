import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import type { JsonObject } from "#shared/json.ts";
import {
  type Answered,
  modern,
  openTestGateway,
  type TestGateway,
  testServer,
} from "../test-servers/test-gateway.ts";

const token = ["gh", "p_", "A1b2C3d4E5f6G7h8I9j0K1l2M3n4O5p6Q7r8"].join("");
const encoded = Buffer.from(`token ${token}`).toString("base64");
let gateway: TestGateway;

beforeAll(async () => {
  gateway = await openTestGateway({ servers: { dual: testServer(["dual"]) } });
}, 60_000);
afterAll(() => gateway[Symbol.asyncDispose]());

function send(method: string, params: JsonObject, extra: Readonly<Record<string, string>> = {}) {
  const { body, headers } = modern(method, params);
  return gateway.post("dual", body, { headers: { ...headers, ...extra } });
}

const echo = (args: JsonObject, meta: JsonObject = {}) =>
  ["tools/call", { name: "echo", arguments: args, _meta: meta }] as const;

async function kept(answer: Answered): Promise<string> {
  const rows = await gateway.rows(answer.traceId);
  return JSON.stringify([rows, await gateway.executions(answer.traceId)]);
}

/** The tool server echoes what it is given, so an answer without an echo was never passed on. */
describe("M03 a credential is denied before the tool server sees it", () => {
  test.each<readonly [string, string, JsonObject]>([
    ["an argument", ...echo({ a: { b: [`use ${token}`] } })],
    ["an argument's name", ...echo({ [token]: 1 })],
    ["an encoded argument", ...echo({ a: encoded })],
    ["metadata", ...echo({}, { "example.org/note": token })],
    ["the name of metadata", ...echo({}, { [`example.org/${token}`]: 1 })],
    ["an argument in the place of metadata", ...echo({ _meta: token }, { "example.org/a": 1 })],
    ["a resource's URI", "resources/read", { uri: `test://one?token=${token}` }],
    ["an escaped URI", "resources/read", { uri: `test://one?t=${token.replace("_", "%5F")}` }],
    ["a prompt's argument", "prompts/get", { name: "greet", arguments: { who: token } }],
    [
      "a completion's argument",
      "completion/complete",
      { ref: { type: "ref/prompt", name: "greet" }, argument: { name: "who", value: token } },
    ],
    ["a mirrored argument", "tools/call", { name: "mirrored", arguments: { region: token } }],
  ])("in %s", async (_, method, params) => {
    const mirrored = params["name"] === "mirrored" ? { "mcp-param-region": token } : {};
    const answer = await send(method, params, mirrored as Record<string, string>);
    expect(JSON.stringify(answer.json)).toContain("SECRET.github.pat");
    expect(JSON.stringify(answer.json)).toMatch(/"findings":\[\{"kind":"github.pat","pointer":/);
    const rows = await gateway.rows(answer.traceId);
    expect(rows.map(({ kind, verdict }) => `${kind} ${verdict}`)).toEqual(["decision deny"]);
    expect(await kept(answer)).not.toContain(token);
    expect(JSON.stringify(answer.json)).not.toContain(token);
  });

  test.each<readonly [string, string, JsonObject, Record<string, string>]>([
    ["a tool's name", "tools/call", { name: token, arguments: {} }, {}],
    ["a prompt's name", "prompts/get", { name: token }, {}],
    ["a header of no argument", ...echo({}), { "mcp-param-region": token }],
    ["a header that differs", "tools/call", { name: "echo" }, { "mcp-name": token }],
    [
      "a mirrored header that differs",
      "tools/call",
      { name: "mirrored", arguments: { region: "north" } },
      { "mcp-param-region": token },
    ],
    ["a progress token", ...echo({}, { progressToken: token }), {}],
    [
      "the client's name",
      ...echo({}, { "io.modelcontextprotocol/clientInfo": { name: token } }),
      {},
    ],
    ["metadata of the hop", ...echo({}, { "io.modelcontextprotocol/other": token }), {}],
    ["the trace of the client", ...echo({}), { traceparent: `00-${token}-01` }],
  ])("or is neither passed on nor kept, in %s", async (_, method, params, headers) => {
    const answer = await send(method, params, headers);
    const body =
      answer.body instanceof ReadableStream
        ? await new Response(answer.body).text()
        : String(answer.body);
    expect(body).not.toContain(`\\"${token}`);
    expect(await kept(answer)).not.toContain(token);
  });

  test("nor repeated where the protocol has the answer repeat the revision that was asked for", async () => {
    const [method, params] = echo({}, { "io.modelcontextprotocol/protocolVersion": token });
    const answer = await send(method, params, { "mcp-protocol-version": token });
    expect(answer.json["error"]).toMatchObject({ code: -32_022, data: { requested: "ghp_…(40)" } });
    expect(await kept(answer)).not.toContain(token);
  });
});
