import { describe, expect, test } from "bun:test";
import { systemClock } from "#shared/clock.ts";
import type { JsonObject } from "#shared/json.ts";
import { createLineReader, lineBytesMax } from "./line-reader.ts";
import { Upstream, type UpstreamRequest } from "./upstream.ts";

function open(maskLine = (line: string) => line) {
  const sent: JsonObject[] = [];
  const noise: string[] = [];
  const heard: string[] = [];
  const upstream = new Upstream({
    write: (text) => {
      for (const line of text.trim().split("\n")) sent.push(JSON.parse(line) as JsonObject);
    },
    concurrentCallsMax: 2,
    clock: systemClock,
    maskLine,
    events: { onNotification: (method) => heard.push(method), onNoise: (line) => noise.push(line) },
  });
  return { upstream, sent, noise, heard };
}

const ask = (change: Partial<UpstreamRequest> = {}): UpstreamRequest => ({
  method: "tools/call",
  params: { name: "a" },
  timeoutMs: 60_000,
  ...change,
});

describe("M18 the conversation with a tool server", () => {
  test("matches answers by ids of our own and passes results on as text", async () => {
    const { upstream, sent } = open();
    const one = upstream.request(ask());
    const two = upstream.request(ask());
    await Promise.resolve();
    expect(sent.map((message) => message["id"])).toEqual([1, 2]);
    upstream.receive('{"result":{"n":1.0},"id":2,"jsonrpc":"2.0"}');
    upstream.receive('{"jsonrpc":"2.0","id":1,"error":{"code":-5,"message":"no"}}');
    expect(await two).toEqual({
      kind: "result",
      text: '{"n":1.0}',
      value: { n: 1 },
      members: [{ key: "n", keyText: '"n"', value: "1.0" }],
    });
    expect(await one).toEqual({ kind: "error", error: { code: -5, message: "no" } });
  });

  test("fails a call whose answer is nested deeper than anything can walk", async () => {
    const { upstream, noise } = open(() => {
      throw new Error("a line that is too deep is never masked");
    });
    const deep = `${'{"a":'.repeat(50_000)}1${"}".repeat(50_000)}`;
    const one = upstream.request(ask());
    const two = upstream.request(ask());
    upstream.receive(`{"jsonrpc":"2.0","id":1,"result":{"_meta":${deep}}}`);
    upstream.receive(`{"jsonrpc":"2.0","id":2,"error":{"code":-1,"message":"","data":${deep}}}`);
    upstream.receive(`{"jsonrpc":"2.0","method":"notifications/message","params":${deep}}`);
    upstream.receive("[".repeat(1_000_000));
    expect(await one).toMatchObject({ kind: "failed", cause: "protocol" });
    expect(await two).toMatchObject({ kind: "failed", cause: "protocol" });
    expect([upstream.counters.noise, noise]).toEqual([2, []]);
  });

  test("drops and counts what belongs to nobody, and refuses what the server asks", async () => {
    const { upstream, sent, noise, heard } = open();
    const call = upstream.request(ask());
    upstream.receive("hello");
    upstream.receive('{"id":1,"result":{}}');
    upstream.receive('{"jsonrpc":"2.0","id":99,"result":{}}');
    upstream.receive('{"jsonrpc":"2.0","id":"1","result":{}}');
    upstream.receive('{"jsonrpc":"2.0","id":7,"method":"sampling/createMessage"}');
    upstream.receive('{"jsonrpc":"2.0","id":8,"method":"ping"}');
    upstream.receive('{"jsonrpc":"2.0","method":"notifications/message"}');
    upstream.receive(
      '{"jsonrpc":"2.0","method":"notifications/progress","params":{"progressToken":5}}',
    );
    upstream.receive('{"jsonrpc":"2.0","method":"notifications/tools/list_changed"}');
    await Promise.resolve();
    expect(upstream.counters).toEqual({
      noise: 2,
      orphans: 2,
      refusedRequests: 1,
      droppedNotifications: 2,
    });
    expect(noise).toEqual(["hello", '{"id":1,"result":{}}']);
    expect(heard).toContain("notifications/tools/list_changed");
    expect(sent.slice(1)).toEqual([
      {
        jsonrpc: "2.0",
        id: 7,
        error: { code: -32601, message: "This client offers no such method." },
      },
      { jsonrpc: "2.0", id: 8, result: {} },
    ]);
    upstream.close("over");
    expect(await call).toMatchObject({ kind: "failed", cause: "died", message: "over" });
  });

  test("remaps progress to the one caller who asked", async () => {
    const { upstream, sent } = open();
    const told: JsonObject[] = [];
    const params = { name: "a", _meta: { progressToken: "the client's", kept: 1 } };
    const call = upstream.request(ask({ params, onProgress: (progress) => told.push(progress) }));
    await Promise.resolve();
    expect(sent[0]?.["params"]).toEqual({ name: "a", _meta: { progressToken: 1, kept: 1 } });
    upstream.receive(
      '{"jsonrpc":"2.0","method":"notifications/progress",' +
        '"params":{"progressToken":1,"progress":4}}',
    );
    upstream.receive('{"jsonrpc":"2.0","id":1,"result":{}}');
    await call;
    expect(told).toEqual([{ progress: 4 }]);
  });

  test("tells the server when the caller leaves, and ignores a late answer", async () => {
    const { upstream, sent } = open();
    const leaving = new AbortController();
    const call = upstream.request(ask({ signal: leaving.signal }));
    leaving.abort();
    expect(await call).toMatchObject({ kind: "failed", cause: "cancelled" });
    await Promise.resolve();
    expect(sent.at(-1)).toMatchObject({
      method: "notifications/cancelled",
      params: { requestId: 1 },
    });
    upstream.receive('{"jsonrpc":"2.0","id":1,"result":{}}');
    expect(upstream.counters.orphans).toBe(1);
    expect(upstream.pendingCalls).toBe(0);
  });

  test("refuses more than the server may be asked at once", async () => {
    const { upstream } = open();
    const running = [upstream.request(ask()), upstream.request(ask())];
    expect(await upstream.request(ask())).toMatchObject({ kind: "failed", cause: "busy" });
    upstream.close("over");
    await Promise.all(running);
    expect(await upstream.request(ask())).toMatchObject({ cause: "died", message: "over" });
  });

  test.each([
    '{"jsonrpc":"2.0","id":1,"result":{"n":1.0}}',
    '{"jsonrpc":"2.0","id":1,"result":{"n":1.0},"more":{}}',
    '{"jsonrpc":"2.0","id":1,"result":{"n":1.0} }\r',
    ' { "id":1, "result":{"n":1.0}, "jsonrpc":"2.0" }',
  ])("takes the result of %s as the server wrote it", async (line) => {
    const { upstream } = open();
    const call = upstream.request(ask());
    upstream.receive(line);
    expect(await call).toMatchObject({ kind: "result", text: '{"n":1.0}', value: { n: 1 } });
  });

  test("fails an answer that repeats a member or holds no object", async () => {
    const { upstream } = open();
    const one = upstream.request(ask());
    const two = upstream.request(ask());
    upstream.receive('{"jsonrpc":"2.0","id":1,"result":{},"result":{"x":1}}');
    upstream.receive('{"jsonrpc":"2.0","id":2,"result":"text"}');
    expect(await one).toMatchObject({ kind: "failed", cause: "protocol" });
    expect(await two).toMatchObject({ kind: "failed", cause: "protocol" });
  });

  test("fails a result that says a member twice, of which readers could take either", async () => {
    const { upstream } = open();
    const one = upstream.request(ask());
    const two = upstream.request(ask());
    upstream.receive('{"jsonrpc":"2.0","id":1,"result":{"content":[1],"content":[2]}}');
    upstream.receive('{"id":2,"result":{"isError":true,"\\u0069sError":false},"jsonrpc":"2.0"}');
    expect(await one).toMatchObject({ kind: "failed", cause: "protocol" });
    expect(await two).toMatchObject({ kind: "failed", cause: "protocol" });
  });

  test("fails an answer whose first result is a string that hides the second", async () => {
    const { upstream } = open();
    const call = upstream.request(ask());
    upstream.receive('{"jsonrpc":"2.0","id":1,"result":"","result":{"k":"\\""}}');
    expect(await call).toMatchObject({ kind: "failed", cause: "protocol" });
  });
});

describe("lines of a tool server", () => {
  const encoder = new TextEncoder();

  test("are whole whatever the chunks are", () => {
    const lines: string[] = [];
    const reader = createLineReader(
      (line) => lines.push(line),
      () => lines.push("overflow"),
    );
    const bytes = encoder.encode('{"a":"ü€"}\n\r\n{"b":1}\nrest');
    for (const byte of bytes) reader.push(Uint8Array.of(byte));
    expect(lines).toEqual(['{"a":"ü€"}', '{"b":1}']);
  });

  test("over the bound end the reading once", () => {
    const lines: string[] = [];
    const reader = createLineReader(
      (line) => lines.push(line),
      () => lines.push("overflow"),
    );
    const part = new Uint8Array(lineBytesMax / 4).fill(0x78);
    for (let count = 0; count < 6; count++) reader.push(part);
    reader.push(encoder.encode("\n{}\n"));
    expect(lines).toEqual(["overflow"]);
  });
});
