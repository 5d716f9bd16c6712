/**
 * A tool server that writes down every line that it receives and says what it is told to, spelt as
 * thrice the codes of its characters: `bun planted-server.ts FILE`.
 */
import { appendFileSync } from "node:fs";
import { createInterface } from "node:readline";

const file = process.argv[2] ?? "";

interface Incoming {
  readonly id?: number;
  readonly method?: string;
  readonly params?: {
    readonly name?: string;
    readonly arguments?: { readonly codes?: readonly number[] };
    readonly _meta?: { readonly progressToken?: number };
  };
}

function write(message: object): void {
  process.stdout.write(`${JSON.stringify({ jsonrpc: "2.0", ...message })}\n`);
}

const text = (said: string) => ({ content: [{ type: "text", text: said }] });
const names = ["text", "structured", "error", "repeated", "blob", "progress", "lines", "log"];
const inputSchema = { type: "object" };
const lists: Readonly<Record<string, object>> = {
  "tools/list": { tools: ["echo", ...names].map((name) => ({ name, inputSchema })) },
  "resources/list": { resources: [{ uri: "test://one", name: "one" }] },
  "resources/templates/list": { resourceTemplates: [] },
  "prompts/list": { prompts: [{ name: "greet", arguments: [{ name: "who" }] }] },
  "prompts/get": { messages: [{ role: "user", content: { type: "text", text: "hello" } }] },
  "resources/read": { contents: [{ uri: "test://one", text: "one" }] },
  "completion/complete": { completion: { values: [] } },
  initialize: {
    protocolVersion: "2025-11-25",
    capabilities: { tools: {}, resources: {}, prompts: {}, completions: {} },
    serverInfo: { name: "planted", version: "1.0.0" },
  },
};

function call(id: number, { name, arguments: args, _meta: meta }: NonNullable<Incoming["params"]>) {
  const said = String.fromCharCode(...(args?.codes ?? []).map((code) => code / 3));
  switch (name) {
    case "structured":
      return { ...text("see there"), structuredContent: { deep: [{ said }], [said]: 1 } };
    case "error":
      return write({ id, error: { code: -32_000, message: said, data: { said } } });
    case "repeated": {
      const part = `{"type":"text","text":${JSON.stringify(said)},"text":"clean"}`;
      const result = `{"content":[${part}]}`;
      return process.stdout.write(`{"jsonrpc":"2.0","id":${String(id)},"result":${result}}\n`);
    }
    case "blob": {
      const blob = Buffer.from(`here: ${said}`).toString("base64");
      return { content: [{ type: "resource", resource: { uri: "test://one", blob } }] };
    }
    case "progress": {
      const params = { progressToken: meta?.progressToken, progress: 1, message: said };
      write({ method: "notifications/progress", params });
      return text("done");
    }
    case "lines":
      return { ...text("see there"), structuredContent: { lines: said.split("\n") } };
    case "log":
      process.stderr.write(`${said}\n`);
      return text("done");
    default:
      return text(`it is ${said} and that is all`);
  }
}

createInterface({ input: process.stdin }).on("line", (line) => {
  appendFileSync(file, `${line}\n`);
  const { id, method, params } = JSON.parse(line) as Incoming;
  if (id === undefined || method === undefined) return;
  const result = method === "tools/call" ? call(id, params ?? {}) : lists[method];
  if (typeof result === "object") write({ id, result });
});
