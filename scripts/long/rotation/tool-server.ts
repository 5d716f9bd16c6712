/** A tool server that answers slowly, says which value it holds, and ends with its input. */
import { createHash } from "node:crypto";
import { createInterface } from "node:readline";

const answerAfterMs = 150;
const holds = createHash("sha256")
  .update(process.env["ROTATED"] ?? "")
  .digest("hex");

interface Message {
  readonly id?: number;
  readonly method: string;
}

function resultOf({ method }: Message): object {
  if (method === "initialize") {
    const serverInfo = { name: "rotated", version: "1" };
    return { protocolVersion: "2025-06-18", capabilities: { tools: {} }, serverInfo };
  }
  if (method === "tools/list") {
    return { tools: [{ name: "holds", inputSchema: { type: "object" } }] };
  }
  return { content: [{ type: "text", text: holds }] };
}

for await (const line of createInterface({ input: process.stdin })) {
  const message = JSON.parse(line) as Message;
  if (message.id === undefined) continue;
  const { id } = message;
  const answer = () =>
    process.stdout.write(`${JSON.stringify({ jsonrpc: "2.0", id, result: resultOf(message) })}\n`);
  if (message.method === "tools/call") setTimeout(answer, answerAfterMs);
  else answer();
}
// What was not answered yet never is: most published servers do the same.
process.exit(0);
