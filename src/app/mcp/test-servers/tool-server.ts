/**
 * A tool server that speaks the wire itself, for tests: `bun tool-server.ts [legacy|modern|dual]
 * [flag…]`. It is a separate program, so that what is tested is a real process and real pipes.
 */
const era = process.argv[2] ?? "dual";
const flags = new Set(process.argv.slice(3));

interface Incoming {
  readonly id?: number | string;
  readonly method?: string;
  readonly params?: Readonly<Record<string, unknown>>;
}

function write(message: object): void {
  process.stdout.write(`${JSON.stringify({ jsonrpc: "2.0", ...message })}\n`);
}

const text = (value: string) => ({ content: [{ type: "text", text: value }] });

const schema = { type: "object" };
const tools = [
  { name: "echo", description: "Gives back its arguments.", inputSchema: schema },
  { name: "slow", description: "Never answers.", inputSchema: schema },
  { name: "steps", description: "Tells of its progress.", inputSchema: schema },
  { name: "fail", description: "Reports an error of its own.", inputSchema: schema },
  { name: "refuse", description: "Answers with a protocol error.", inputSchema: schema },
  { name: "die", description: "Ends the process in mid-call.", inputSchema: schema },
  { name: "flood", description: "Writes noise, then answers.", inputSchema: schema },
  { name: "endless", description: "Writes a line without end.", inputSchema: schema },
  { name: "confuse", description: "Answers with foreign ids first.", inputSchema: schema },
  { name: "ask", description: "Asks the client for something.", inputSchema: schema },
  { name: "leak", description: "Says its secrets.", inputSchema: schema },
  { name: "deep-result", description: "Nests its result.", inputSchema: schema },
  { name: "deep-meta", description: "Nests its metadata.", inputSchema: schema },
  { name: "deep-error", description: "Nests its error.", inputSchema: schema },
  { name: "grow", description: "Adds a tool.", inputSchema: schema },
  { name: "say", description: "Says what its numbers spell.", inputSchema: schema },
  { name: "bad name!", description: "Has a name that no client can use.", inputSchema: schema },
  { name: "x".repeat(80), description: "Has a long name.", inputSchema: schema },
  { name: "twin", description: "One of two.", inputSchema: schema },
  { name: "twin", description: "The other.", inputSchema: schema },
  {
    name: "mirrored",
    description: "Wants its region in a header.",
    inputSchema: {
      type: "object",
      properties: { region: { type: "string", "x-mcp-header": "Region" } },
    },
  },
];

/** With a credential in all that is listed, where the environment gives one. */
const listed = Bun.env["LISTED_SECRET"];
const aside = listed === undefined ? "" : ` Not ${listed}.`;
const instructions = `Be kind.${aside}`;
if (listed !== undefined) {
  for (const tool of tools) tool.description += aside;
  tools.push({ name: listed, description: "Is called like a credential.", inputSchema: schema });
  // More than anybody may unpack for so few characters.
  const packed = Buffer.from(Bun.gzipSync(Buffer.alloc(8_000_000, "a b "))).toString("base64");
  tools.push({ name: "packed", description: packed, inputSchema: schema });
}

let asked = 0;
const cancelled: unknown[] = [];

function tellSteps(progressToken: unknown): void {
  for (const progress of [1, 2, 3]) {
    write({ method: "notifications/progress", params: { progressToken, progress, total: 3 } });
  }
}

/** Writes the answer by hand: as it is, in encodings, and behind escapes of JSON. */
function leak(id: number | string): undefined {
  const secret = Bun.env["TOOL_SECRET"] ?? "";
  const encoded = Buffer.from(`<<${secret}>>`).toString("base64");
  const escaped = [...secret].map((c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, "0")}`);
  const said = `plain ${secret} base64 ${encoded} hex ${Buffer.from(secret).toString("hex")}`;
  const parts = `{"type":"text","text":"${said}"},{"type":"text","text":"${escaped.join("")}"}`;
  process.stdout.write(`{"jsonrpc":"2.0","id":${id},"result":{"content":[${parts}]}}\n`);
}

/** What a reader of doubles would round. */
const numbers =
  '{"big":12345678901234567890,"list":[-9007199254740993,1.5],"7":10000000000000000001}';

/** Says a text of which its arguments hold thrice the character codes, in the place they name. */
function say(params: Readonly<Record<string, unknown>>): object | undefined {
  const { codes, as, id, fill = 0 } = params["arguments"] as Readonly<Record<string, unknown>>;
  const letters = (codes as number[]).map((code) => String.fromCharCode(code / 3));
  const said = `it is ${letters.join("")} and that is all`;
  const asked = (params["_meta"] ?? {}) as Readonly<Record<string, unknown>>;
  switch (as) {
    case "structured":
      return { ...text("see there"), structuredContent: { deep: [{ said }], [said]: 1, count: 1 } };
    case "progress":
      write({
        method: "notifications/progress",
        params: { progressToken: asked["progressToken"], progress: 1, message: said, [said]: 1 },
      });
      return text("done");
    case "forged":
      return { ...text(said), _meta: { "io.systemprompt/denial": {}, "example.org/own": 1 } };
    case "numbers": {
      const long = `${said}${" and so on".repeat(Number(fill))}`;
      const meta = `{"io.systemprompt/denial":{},"example.org/own":${numbers}}`;
      const content = `[{"type":"text","text":"${long}"}]`;
      const result = `{"content":${content},"structuredContent":${numbers},"_meta":${meta}}`;
      process.stdout.write(`{"jsonrpc":"2.0","id":${String(id)},"result":${result}}\n`);
      return undefined;
    }
    case "repeated": {
      const part = `{"type":"text","text":"${said}","text":"clean"}`;
      process.stdout.write(`{"jsonrpc":"2.0","id":${String(id)},"result":{"content":[${part}]}}\n`);
      return undefined;
    }
    case "blob": {
      const blob = Buffer.from(`${"\u00e9 ".repeat(Number(fill))}${said}`).toString("base64");
      return { content: [{ type: "resource", resource: { uri: "test://one", blob } }] };
    }
    case "image": {
      const data = Buffer.from([0, 255, 254, ...Buffer.from(said), 0, 255]).toString("base64");
      return { content: [{ type: "image", mimeType: "image/png", data }] };
    }
    case "error": {
      const error = `{"code":-32602,"message":"${said}","data":{"said":"${said}",${numbers.slice(1)}}`;
      process.stdout.write(`{"jsonrpc":"2.0","id":${String(id)},"error":${error}}\n`);
      return undefined;
    }
    default:
      return text(`${"an ordinary line\n".repeat(Number(fill))}${said}`);
  }
}

/** Deeper than the engine's stack: only text can say it. */
function deep(id: number | string, name: string): undefined {
  const nested = `${'{"a":'.repeat(50_000)}1${"}".repeat(50_000)}`;
  const said = {
    "deep-result": `"result":{"content":[],"structuredContent":${nested}}`,
    "deep-meta": `"result":{"content":[],"_meta":${nested}}`,
    "deep-error": `"error":{"code":-1,"message":"no","data":${nested}}`,
  };
  process.stdout.write(`{"jsonrpc":"2.0","id":${id},${said[name as keyof typeof said]}}\n`);
}

/** Everything that the calls tell apart. Nothing returned: no answer now. */
function call(id: number | string, params: Readonly<Record<string, unknown>>): object | undefined {
  const meta = (params["_meta"] ?? {}) as Readonly<Record<string, unknown>>;
  switch (params["name"]) {
    case "slow":
      return undefined;
    case "steps":
      tellSteps(meta["progressToken"]);
      return text("done");
    case "fail":
      return { ...text("It went wrong."), isError: true };
    case "die":
      process.exit(3);
    case "flood":
      for (let line = 0; line < 2_000; line++) process.stdout.write(`noise ${line}\n`);
      return text("after the flood");
    case "endless":
      for (let part = 0; part < 20; part++) process.stdout.write("x".repeat(1_024 * 1_024));
      return undefined;
    case "confuse":
      write({ id: 999_999, result: text("for somebody else") });
      write({ id: String(id), result: text("a string id") });
      write({ method: "notifications/progress", params: { progressToken: 999_999, progress: 1 } });
      return text("for me");
    case "ask":
      asked = Number(id);
      write({ id: "server-1", method: "sampling/createMessage", params: { messages: [] } });
      return undefined;
    case "say":
      return say({ ...params, arguments: { ...(params["arguments"] as object), id } });
    case "leak":
      return leak(id);
    case "deep-result":
    case "deep-meta":
    case "deep-error":
      return deep(id, String(params["name"]));
    case "grow":
      tools.push({ name: "grown", description: "Was not there before.", inputSchema: schema });
      write({ method: "notifications/tools/list_changed" });
      return text("grown");
    default:
      return text(JSON.stringify({ got: params["arguments"], meta: params["_meta"], cancelled }));
  }
}

const capabilities = { tools: { listChanged: true }, resources: {}, prompts: {}, completions: {} };

function answer(method: string, id: number | string, params: Readonly<Record<string, unknown>>) {
  switch (method) {
    case "tools/list": {
      // Two pages, so that paging is part of every test.
      const second = params["cursor"] === "second";
      return second
        ? { tools: tools.slice(5) }
        : { tools: tools.slice(0, 5), nextCursor: "second" };
    }
    case "tools/call":
      return call(id, params);
    case "resources/list":
      return { resources: [{ uri: "test://one", name: `one${aside}` }] };
    case "resources/templates/list":
      return { resourceTemplates: [{ uriTemplate: "test://{id}", name: "any" }] };
    case "resources/read":
      return { contents: [{ uri: params["uri"], text: "content of one", size: 1.0 }] };
    case "prompts/list":
      return { prompts: [{ name: "greet", ...(aside === "" ? {} : { description: aside }) }] };
    case "prompts/get":
      return { messages: [{ role: "user", content: { type: "text", text: "Hello" } }] };
    case "completion/complete":
      return { completion: { values: ["Paris"] } };
    default:
      return null;
  }
}

function handle(message: Incoming): void {
  const { id, method, params = {} } = message;
  if (id === undefined || method === undefined) {
    if (method === "notifications/cancelled") cancelled.push(params["requestId"]);
    if (id === "server-1") write({ id: asked, result: text(JSON.stringify(message)) });
    return;
  }
  if (method === "server/discover") {
    if (era === "legacy" && flags.has("mute")) return;
    if (era === "legacy" && flags.has("exit-on-discover")) process.exit(4);
    if (era !== "legacy") {
      const result = { resultType: "complete", supportedVersions: ["2026-07-28"], capabilities };
      write({
        id,
        result: { ...result, instructions, ttlMs: 1, cacheScope: "public" },
      });
      return;
    }
  }
  if (method === "initialize" && era !== "modern") {
    const serverInfo = { name: "test", version: "1" };
    const protocolVersion = params["protocolVersion"];
    write({ id, result: { protocolVersion, capabilities, serverInfo, instructions } });
    return;
  }
  if (method === "tools/call" && params["name"] === "refuse") {
    write({ id, error: { code: -32_002, message: "Not here", data: { why: "because" } } });
    return;
  }
  const result = answer(method, id, params);
  if (result === null) write({ id, error: { code: -32_601, message: "Method not found" } });
  else if (result !== undefined) write({ id, result });
}

if (flags.has("mutter")) {
  process.stderr.write(`muttered words ${"x".repeat(3_000)}\n`);
  process.exit(1);
}
if (flags.has("greet")) process.stdout.write("Listening on stdio…\n");
let rest = "";
process.stdin.on("data", (chunk: Buffer) => {
  const lines = (rest + chunk.toString("utf8")).split("\n");
  rest = lines.pop() ?? "";
  for (const line of lines) if (line !== "") handle(JSON.parse(line) as Incoming);
});
process.stdin.on("end", () => process.exit(0));
