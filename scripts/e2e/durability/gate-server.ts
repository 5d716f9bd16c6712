/**
 * A tool server with one tool, `hold`: it writes `reached` into the folder it was given, waits for
 * `open` to appear there, and answers.
 */
import { existsSync, writeFileSync } from "node:fs";
import { createInterface } from "node:readline";

const folder = process.argv[2] ?? ".";
const lookAgainMs = 10;

interface Message {
  readonly id?: number | string;
  readonly method: string;
}

function answer(id: Message["id"], result: unknown): void {
  process.stdout.write(`${JSON.stringify({ jsonrpc: "2.0", id, result })}\n`);
}

async function hold(id: Message["id"]): Promise<void> {
  writeFileSync(`${folder}/reached`, "");
  while (!existsSync(`${folder}/open`)) await Bun.sleep(lookAgainMs);
  writeFileSync(`${folder}/passed`, "");
  answer(id, { content: [{ type: "text", text: "passed" }] });
}

for await (const line of createInterface({ input: process.stdin })) {
  const { id, method } = JSON.parse(line) as Message;
  if (id === undefined) continue;
  if (method === "initialize") {
    answer(id, {
      protocolVersion: "2025-06-18",
      capabilities: { tools: {} },
      serverInfo: { name: "gate", version: "1.0.0" },
    });
  } else if (method === "tools/list") {
    answer(id, { tools: [{ name: "hold", inputSchema: { type: "object" } }] });
  } else if (method === "tools/call") {
    void hold(id);
  } else {
    const error = { code: -32601, message: "Method not found" };
    process.stdout.write(`${JSON.stringify({ jsonrpc: "2.0", id, error })}\n`);
  }
}
