import type { Door } from "./open-client.ts";

type Json = Record<string, unknown>;

/** One HTTP answer of the front door; `json` is empty where there is no JSON. */
export interface RpcAnswer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  readonly json: Json;
  /** The JSON-RPC error's code, or undefined. */
  readonly code: number | undefined;
}

export interface SendOptions {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** Absent: the door's token; null: no credential. */
  readonly token?: string | null;
}

/** Sends a body as it is: text stays text, anything else becomes JSON. */
export async function send(door: Door, body: unknown, options: SendOptions = {}) {
  const token = options.token === undefined ? door.token : options.token;
  const headers = {
    "content-type": "application/json",
    accept: "application/json, text/event-stream",
    ...(token === null ? {} : { authorization: `Bearer ${token}` }),
    ...options.headers,
  };
  const method = options.method ?? "POST";
  const text = typeof body === "string" ? body : JSON.stringify(body);
  const sent = method === "POST" ? { body: text } : {};
  return readAnswer(await fetch(door.url, { method, headers, ...sent, redirect: "manual" }));
}

async function readAnswer(response: Response): Promise<RpcAnswer> {
  const text = await response.text();
  const isJson = response.headers.get("content-type") === "application/json" && text !== "";
  const parsed: unknown = isJson ? JSON.parse(text) : {};
  const json = (Array.isArray(parsed) ? { batch: parsed } : parsed) as Json;
  const code = (json["error"] as Json | undefined)?.["code"] as number | undefined;
  return { status: response.status, headers: response.headers, text, json, code };
}

export function request(method: string, params: Json = {}, id: unknown = 1): Json {
  return { jsonrpc: "2.0", id, method, params };
}

export const currentVersion = "2026-07-28";

const meta = {
  "io.modelcontextprotocol/protocolVersion": currentVersion,
  "io.modelcontextprotocol/clientInfo": { name: "raw", version: "1.0.0" },
  "io.modelcontextprotocol/clientCapabilities": {},
};

/** A request of the current revision with the headers that repeat parts of it. */
export function current(method: string, params: Json = {}, changed: Json = {}) {
  const body = request(method, { ...params, _meta: { ...meta, ...changed } });
  const name = params["name"] ?? params["uri"];
  const headers: Record<string, string> = {
    "mcp-protocol-version": String(
      changed["io.modelcontextprotocol/protocolVersion"] ?? currentVersion,
    ),
    "mcp-method": method,
    ...(typeof name === "string" ? { "mcp-name": name } : {}),
  };
  return { body, headers };
}

/** Opens a session at a legacy revision and returns the headers of its later messages. */
export async function openSession(door: Door, version: string) {
  const answer = await send(
    door,
    request("initialize", {
      protocolVersion: version,
      capabilities: {},
      clientInfo: { name: "raw", version: "1.0.0" },
    }),
  );
  const id = answer.headers.get("mcp-session-id");
  if (id === null) throw new Error(`no session: ${String(answer.status)} ${answer.text}`);
  const headers = { "mcp-session-id": id, "mcp-protocol-version": version };
  return { answer, id, headers };
}
