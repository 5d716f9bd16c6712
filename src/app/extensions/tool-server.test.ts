import { afterAll, describe, expect, test } from "bun:test";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { JsonObject } from "#shared/json.ts";
import { startWorkspace } from "./fixtures/start-workspace.ts";

const projectFolder = mkdtempSync(join(tmpdir(), "tool-server-"));
const child = startWorkspace(projectFolder);

afterAll(async () => {
  await child.stop();
  rmSync(projectFolder, { recursive: true, force: true });
});

const lines = readMessages(child.stdout);

async function* readMessages(stream: ReadableStream<Uint8Array>): AsyncGenerator<JsonObject> {
  const decoder = new TextDecoder();
  let rest = "";
  for await (const chunk of stream) {
    const parts = (rest + decoder.decode(chunk, { stream: true })).split("\n");
    rest = parts.pop() ?? "";
    for (const part of parts) yield JSON.parse(part) as JsonObject;
  }
}

async function next(): Promise<JsonObject> {
  const { value, done } = await lines.next();
  if (done) throw new Error((await child.exited).reason);
  return value;
}

async function raw(line: string): Promise<JsonObject> {
  child.input.write(`${line}\n`);
  return next();
}

let lastId = 0;

async function ask(method: string, params: JsonObject = {}): Promise<JsonObject> {
  const id = ++lastId;
  const answer = await raw(JSON.stringify({ jsonrpc: "2.0", id, method, params }));
  expect(answer["id"]).toBe(id);
  return answer;
}

const modern = {
  _meta: {
    "io.modelcontextprotocol/protocolVersion": "2026-07-28",
    "io.modelcontextprotocol/clientInfo": { name: "test", version: "1" },
    "io.modelcontextprotocol/clientCapabilities": {},
  },
};

describe("M16 the legacy era over stdio", () => {
  test.each(["2024-11-05", "2025-03-26", "2025-06-18", "2025-11-25"])(
    "agrees on %s when the client offers it",
    async (protocolVersion) => {
      const answer = await ask("initialize", { protocolVersion, capabilities: {}, clientInfo: {} });
      expect(answer["result"]).toMatchObject({
        protocolVersion,
        capabilities: { tools: {} },
        serverInfo: { name: "workspace.files", title: "Workspace", version: "1.0.0" },
      });
    },
  );

  test("offers its newest revision to a client of an unknown one", async () => {
    const answer = await ask("initialize", { protocolVersion: "1999-01-01" });
    expect(answer["result"]).toMatchObject({ protocolVersion: "2025-11-25" });
  });

  test("answers ping, lists tools by name, and refuses what it does not offer", async () => {
    expect(await ask("ping")).toMatchObject({ result: {} });
    const { result } = (await ask("tools/list")) as { result: { tools: { name: string }[] } };
    expect(result.tools.map(({ name }) => name)).toEqual([
      "delete_file",
      "list_files",
      "read_file",
      "search_files",
      "write_file",
    ]);
    expect(await ask("resources/list")).toMatchObject({ error: { code: -32601 } });
  });
});

describe("M16 the modern era over stdio", () => {
  test("discovers the server and its revisions", async () => {
    expect((await ask("server/discover", modern))["result"]).toMatchObject({
      resultType: "complete",
      supportedVersions: ["2026-07-28"],
      capabilities: { tools: {} },
      cacheScope: "private",
      _meta: { "io.modelcontextprotocol/serverInfo": { name: "workspace.files" } },
    });
  });

  test("marks results as complete and has neither ping nor initialize", async () => {
    const call = { name: "list_files", arguments: {}, ...modern };
    expect((await ask("tools/call", call))["result"]).toMatchObject({ resultType: "complete" });
    expect(await ask("ping", modern)).toMatchObject({ error: { code: -32601 } });
    expect(await ask("initialize", modern)).toMatchObject({ error: { code: -32601 } });
  });

  test("names the revisions it knows to a client of an unknown one", async () => {
    const _meta = { "io.modelcontextprotocol/protocolVersion": "2030-01-01" };
    expect(await ask("tools/list", { _meta })).toMatchObject({
      error: { code: -32022, data: { supported: ["2026-07-28"], requested: "2030-01-01" } },
    });
  });
});

describe("M16 malformed messages", () => {
  test.each([
    ["not json", -32700],
    ["[1]", -32600],
    ['{"jsonrpc":"1.0","id":1,"method":"ping"}', -32600],
    ['{"jsonrpc":"2.0","id":{},"method":"ping"}', -32600],
    ['"text"', -32600],
  ])("are answered with an error: %s", async (line, code) => {
    expect(await raw(line)).toMatchObject({ id: null, error: { code } });
  });

  test("never stop the server", async () => {
    expect(await ask("ping")).toMatchObject({ result: {} });
  });

  test("of a call are told to the model when the arguments do not fit", async () => {
    const answer = await ask("tools/call", { name: "read_file", arguments: { file: "a" } });
    expect(answer["result"]).toMatchObject({ isError: true });
    expect(JSON.stringify(answer)).toContain("do not match the tool's schema");
    expect(await ask("tools/call", { name: "nothing" })).toMatchObject({
      error: { code: -32602 },
    });
  });
});

test("M16 answers many calls that arrive in one write, each under its own id", async () => {
  const ids = Array.from({ length: 500 }, (_, index) => `many-${index}`);
  const params = { name: "list_files", arguments: {} };
  const text = ids.map((id) =>
    JSON.stringify({ jsonrpc: "2.0", id, method: "tools/call", params }),
  );
  child.input.write(`${text.join("\n")}\n`);
  const seen: unknown[] = [];
  while (seen.length < ids.length) seen.push((await next())["id"]);
  expect(new Set(seen)).toEqual(new Set(ids));
});

test("M16 keeps a compiler for its code under the limit on memory", async () => {
  await ask("ping");
  // The compiler's own mapping is the only one that can be written and run.
  expect(readFileSync(`/proc/${child.pid}/maps`, "utf8")).toContain(" rwxp ");
});

test("M18 leaves by itself when its input ends", async () => {
  const other = startWorkspace(projectFolder);
  other.input.close();
  await new Response(other.stdout).text();
  expect((await other.exited).code).toBe(0);
});
