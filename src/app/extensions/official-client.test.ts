import { afterAll, describe, expect, test } from "bun:test";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Client as ModernClient, type Transport } from "@modelcontextprotocol/client";
import { Client as LegacyClient } from "@modelcontextprotocol/sdk/client/index.js";
import { startWorkspace } from "./fixtures/start-workspace.ts";

const projectFolder = mkdtempSync(join(tmpdir(), "official-"));
afterAll(() => rmSync(projectFolder, { recursive: true, force: true }));

/** The official clients start processes themselves; this lends them one that we started. */
class ChildTransport implements Transport {
  onmessage?: NonNullable<Transport["onmessage"]>;
  onclose?: () => void;
  onerror?: (error: Error) => void;
  readonly child = startWorkspace(projectFolder);

  async start(): Promise<void> {
    void this.#read();
  }

  async send(message: unknown): Promise<void> {
    this.child.input.write(`${JSON.stringify(message)}\n`);
  }

  async close(): Promise<void> {
    await this.child.stop();
    this.onclose?.();
  }

  async #read(): Promise<void> {
    const decoder = new TextDecoder();
    let rest = "";
    for await (const chunk of this.child.stdout) {
      const lines = (rest + decoder.decode(chunk, { stream: true })).split("\n");
      rest = lines.pop() ?? "";
      for (const line of lines) this.onmessage?.(JSON.parse(line));
    }
  }
}

const information = { name: "test", version: "1" };

describe("M16 the official client", () => {
  test.each([
    ["of the previous major", () => new LegacyClient(information)],
    ["of the current major, legacy era", () => new ModernClient(information)],
    [
      "of the current major, modern era",
      () => new ModernClient(information, { versionNegotiation: { mode: "auto" } }),
    ],
  ])("%s lists and calls the workspace's tools", async (_, make) => {
    const client = make() as unknown as ModernClient;
    await client.connect(new ChildTransport());
    const { tools } = await client.listTools();
    expect(tools).toHaveLength(5);
    await client.callTool({ name: "write_file", arguments: { path: "a.txt", content: "words" } });
    const read = await client.callTool({ name: "read_file", arguments: { path: "a.txt" } });
    expect(read["content"]).toEqual([{ type: "text", text: "words" }]);
    const list = await client.callTool({ name: "list_files", arguments: {} });
    expect(list["structuredContent"]).toMatchObject({ entries: [{ path: "a.txt", bytes: 5 }] });
    const refused = await client.callTool({ name: "read_file", arguments: { path: "../a" } });
    expect(refused["isError"]).toBe(true);
    await client.close();
  });

  test("speaks the modern era when it may choose", async () => {
    const client = new ModernClient(information, { versionNegotiation: { mode: "auto" } });
    await client.connect(new ChildTransport());
    expect(client.getNegotiatedProtocolVersion()).toBe("2026-07-28");
    await client.close();
  });
});
