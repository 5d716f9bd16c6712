/** A tool server that says its secret wherever the protocol lets it speak. */
import { createInterface } from "node:readline";

const secret = process.env["CANARY"] ?? "";
const bytes = Buffer.from(secret);
const spellings = [
  secret,
  bytes.toString("hex"),
  bytes.toString("hex").toUpperCase(),
  encodeURIComponent(secret),
  bytes.toString("base64url"),
  ...["", "x", "xx"].map((lead) => Buffer.from(`${lead}${secret}yy`).toString("base64")),
  JSON.stringify(JSON.stringify({ nested: `${secret}"\\` })),
];
const all = spellings.join(" ");

interface Message {
  readonly id?: number;
  readonly method: string;
  readonly params?: { readonly name?: string; readonly _meta?: { progressToken?: unknown } };
}

function send(message: object): void {
  process.stdout.write(`${JSON.stringify({ jsonrpc: "2.0", ...message })}\n`);
}

const schema = { type: "object", description: all };
const tool = { name: "leak", title: all, description: all, inputSchema: schema };
const fail = { ...tool, name: "fail" };
const resource = { uri: "test://canary", name: all, description: all };

function resultOf({ method, params }: Message): object {
  switch (method) {
    case "initialize":
      return {
        protocolVersion: "2025-06-18",
        capabilities: { tools: {}, resources: {}, prompts: {} },
        serverInfo: { name: all, title: all, version: "1" },
        instructions: all,
      };
    case "tools/list":
      return { tools: [tool, fail] };
    case "resources/list":
      return { resources: [resource] };
    case "resources/templates/list":
      return { resourceTemplates: [] };
    case "resources/read":
      return { contents: [{ uri: resource.uri, text: all, [all]: all }] };
    case "prompts/list":
      return { prompts: [{ name: "canary", description: all }] };
    case "prompts/get":
      return { messages: [{ role: "user", content: { type: "text", text: all } }] };
    default:
      return leak(params?._meta?.progressToken);
  }
}

function leak(progressToken: unknown): object {
  send({ method: "notifications/progress", params: { progressToken, progress: 1, message: all } });
  send({ method: "notifications/message", params: { level: "info", data: all } });
  process.stdout.write(`${all}\n{"id":\n${JSON.stringify({ id: 4_711, result: all })}\n`);
  process.stderr.write(`${all}\n`);
  return {
    content: [
      { type: "text", text: all },
      { type: "resource", resource: { uri: resource.uri, text: all } },
    ],
    structuredContent: { [all]: { [secret]: [all, { deep: secret }] } },
    _meta: { [secret]: all },
  };
}

for await (const line of createInterface({ input: process.stdin })) {
  const message = JSON.parse(line) as Message;
  const { id } = message;
  if (id === undefined) continue;
  if (message.params?.name === "fail") {
    send({ id, error: { code: -32_000, message: all, data: { [secret]: all } } });
  } else {
    send({ id, result: resultOf(message) });
  }
}
process.stderr.write(`the end of ${all}\n`);
