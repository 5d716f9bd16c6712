import { describe, expect, test } from "bun:test";
import { systemClock } from "#shared/clock.ts";
import { collectCatalog, entriesMax } from "./catalog.ts";
import { Upstream } from "./upstream.ts";

/** A conversation with a server that answers every list with the same text. */
function readTools(listed: string) {
  const upstream: Upstream = new Upstream({
    concurrentCallsMax: 8,
    clock: systemClock,
    maskLine: (line) => line,
    events: { onNotification: () => undefined, onNoise: () => undefined },
    write: (text) => {
      const { id } = JSON.parse(text) as { id: number };
      upstream.receive(`{"jsonrpc":"2.0","id":${id},"result":{"tools":[${listed}]}}`);
    },
  });
  const hello = {
    era: "legacy",
    version: "2025-11-25",
    capabilities: { tools: {} },
    instructions: null,
    serverInfo: {},
  } as const;
  const clientInfo = { name: "test", version: "1" };
  return collectCatalog(upstream, { hello, clientInfo, timeoutMs: 1_000 });
}

describe("M16 what a tool server offers", () => {
  test("leaves out a tool that runs as a task only, and says so", async () => {
    const tool = (name: string, taskSupport: string) =>
      JSON.stringify({ name, inputSchema: { type: "object" }, execution: { taskSupport } });
    const catalog = await readTools(`${tool("either", "optional")},${tool("later", "required")}`);
    expect([...catalog.tools.keys()]).toEqual(["either"]);
    expect(catalog.problems).toEqual([expect.stringContaining("later is not offered")]);
  });

  test("keeps a bounded part of a list with millions of entries", async () => {
    const catalog = await readTools(`{"name":"first"}${",1".repeat(8_000_000)}`);
    expect([...catalog.tools.keys()]).toEqual(["first"]);
    expect(catalog.problems).toEqual([expect.stringContaining(`more than ${entriesMax} entries`)]);
  });
});
