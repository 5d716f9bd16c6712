import { afterAll, describe, expect, test } from "bun:test";
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { testHost } from "./fixtures/host.ts";
import { spawnChild } from "./spawn-child.ts";

const host = testHost();
const outside = join(host.stateFolder, "..");
const modules = join(import.meta.dir, "../../../node_modules/@modelcontextprotocol");
const everything = join(modules, "server-everything/dist/index.js");
const filesystem = join(modules, "server-filesystem/dist/index.js");
afterAll(() => rmSync(outside, { recursive: true, force: true }));

const initialize = {
  jsonrpc: "2.0",
  id: 0,
  method: "initialize",
  params: {
    protocolVersion: "2025-06-18",
    capabilities: {},
    clientInfo: { name: "test", version: "1" },
  },
};

describe("M18 published servers run in the default sandbox", () => {
  const shared = join(outside, "shared");
  mkdirSync(shared, { recursive: true });
  writeFileSync(join(shared, "a.txt"), "words");

  test.each([
    ["node", [everything]],
    [process.execPath, [everything]],
    ["node", [filesystem, shared]],
  ])("with %s", async (command, args) => {
    const program = { kind: "command", command, args } as const;
    const child = spawnChild(host, { name: "npm", program, sandbox: { read: [shared] } });
    child.input.write(`${JSON.stringify(initialize)}\n`);
    const { value } = await child.stdout.getReader().read();
    expect(Buffer.from(value ?? []).toString()).toContain('"protocolVersion":"2025-06-18"');
    await child.stop();
  });
});
