import { isJsonObject, type JsonObject, type JsonValue } from "#shared/json.ts";
import type { CommandContext, Noun } from "#entry/cli/command.ts";
import type { Column } from "#entry/cli/output.ts";

const server = {
  type: "positional",
  required: true,
  placeholder: "S",
  description: "Name of the tool server",
} as const;

const listColumns: readonly Column[] = [
  { key: "name", heading: "SERVER" },
  { key: "type", heading: "TYPE" },
  { key: "status", heading: "STATUS" },
  { key: "access", heading: "ACCESS" },
  { key: "isolation", heading: "ISOLATION" },
  { key: "restarts", heading: "RESTARTS", align: "right" },
  { key: "endpoint", heading: "ENDPOINT" },
  { key: "confinement", heading: "CONFINEMENT" },
];
const toolColumns: readonly Column[] = [
  { key: "name", heading: "TOOL" },
  { key: "enabled", heading: "ENABLED" },
  { key: "description", heading: "DESCRIPTION" },
];
const logLinesMax = 10_000;

export const mcp: Noun = {
  summary: "Tool servers of the running server",
  verbs: {
    list: {
      summary: "Every configured tool server and its state",
      run: async (context) => {
        const servers = await ask(context, { verb: "mcp.list" });
        context.out.table(servers as readonly JsonObject[], listColumns);
      },
    },
    status: {
      summary: "One tool server in detail: confinement, restarts, what was dropped",
      arguments: { server },
      run: async (context, parsed) => {
        const status = await ask(context, { verb: "mcp.status", server: parsed.text("server") });
        context.out.document(status, () => describe(status));
      },
    },
    tools: {
      summary: "The tools that a server offers",
      arguments: { server },
      run: async (context, parsed) => {
        const tools = await ask(context, { verb: "mcp.tools", server: parsed.text("server") });
        context.out.table(tools as readonly JsonObject[], toolColumns);
      },
    },
    call: {
      summary: "Call a tool as the local operator, through the governed path",
      arguments: {
        server,
        tool: { type: "positional", required: true, placeholder: "T", description: "Tool name" },
        args: {
          type: "string",
          placeholder: "JSON",
          default: "{}",
          description: "The arguments, a JSON object",
        },
      },
      examples: [`systemprompt plugins mcp call workspace read_file --args '{"path":"a.txt"}'`],
      run: async (context, parsed) => {
        const answer = await ask(context, {
          verb: "mcp.call",
          server: parsed.text("server"),
          tool: parsed.text("tool"),
          args: await readArguments(parsed.optionalText("args") ?? "{}"),
        });
        context.out.document(answer, () => resultText(answer));
        await assertSucceeded(answer);
      },
    },
    logs: {
      summary: "The last lines that a tool server wrote outside the protocol",
      arguments: {
        server,
        lines: { type: "string", placeholder: "N", description: "How many (default 100)" },
      },
      run: async (context, parsed) => {
        const lines = parsed.integer("lines", { min: 1, max: logLinesMax });
        const log = await ask(context, {
          verb: "mcp.logs",
          server: parsed.text("server"),
          ...(lines === undefined ? {} : { lines }),
        });
        context.out.document(log, () => logText(log));
      },
    },
    approve: {
      summary: "Let a new or changed command of a tool server run",
      arguments: { server },
      destructive: true,
      run: async (context, parsed) => {
        const done = await ask(context, { verb: "mcp.approve", server: parsed.text("server") });
        context.out.document(done, () => describe(done));
      },
    },
  },
};

async function ask(context: CommandContext, request: JsonObject): Promise<JsonValue> {
  const { callServer } = await import("#app/control/control-client.ts");
  const { findHome } = await import("#infra/config/find-home.ts");
  const { readEnvironment } = await import("#infra/config/environment.ts");
  return callServer(findHome(process.cwd(), readEnvironment()), request);
}

async function readArguments(text: string): Promise<JsonObject> {
  const { parseGovernedJson } = await import("#shared/parse-json.ts");
  const { AppError, isAppError } = await import("#shared/errors.ts");
  try {
    const value = parseGovernedJson(text);
    if (isJsonObject(value)) return value;
  } catch (cause) {
    if (!isAppError(cause)) throw cause;
    throw new AppError("USAGE", `--args takes a JSON object. ${cause.message}`, { cause });
  }
  throw new AppError("USAGE", "--args takes a JSON object.");
}

/** A denied call or a tool's own error is a failed command. */
async function assertSucceeded(answer: JsonValue): Promise<void> {
  const { result, trace_id: traceId }: JsonObject = isJsonObject(answer) ? answer : {};
  if (!isJsonObject(result) || result["isError"] !== true) return;
  const { AppError } = await import("#shared/errors.ts");
  const trail = `systemprompt infra logs audit ${String(traceId)}`;
  throw new AppError("CHECK_FAILED", `The call did not succeed. What happened: ${trail}`);
}

function resultText(answer: JsonValue): string {
  const result = isJsonObject(answer) ? answer["result"] : null;
  const content = isJsonObject(result) ? result["content"] : null;
  if (!Array.isArray(content)) return JSON.stringify(result, null, 2);
  return (content as readonly JsonValue[])
    .map((part) =>
      isJsonObject(part) && typeof part["text"] === "string" ? part["text"] : JSON.stringify(part),
    )
    .join("\n");
}

function logText(log: JsonValue): string {
  const lines = isJsonObject(log) ? log["lines"] : [];
  return Array.isArray(lines) ? lines.join("\n") : "";
}

function describe(value: JsonValue): string {
  if (!isJsonObject(value)) return String(value);
  return Object.entries(value)
    .map(
      ([key, item]) => `${key}: ${typeof item === "object" ? JSON.stringify(item) : String(item)}`,
    )
    .join("\n");
}
