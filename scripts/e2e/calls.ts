import { requestText } from "./raw-http.ts";

/** Header lines in order; a name may come twice. */
export type HeaderLines = readonly (readonly [string, string])[];

export const hookPath = "/api/v1/hooks/govern";
/** The answer of a hook that nothing objects to. */
export const hookAllow = '{"hookSpecificOutput":{"hookEventName":"PreToolUse"}}';
export const hookBody = JSON.stringify({
  hook_event_name: "PreToolUse",
  tool_name: "Read",
  tool_input: { file_path: "/srv/notes.txt" },
});

const protocolVersion = "2026-07-28";

export function mcpPath(server: string): string {
  return `/api/v1/mcp/${server}/mcp`;
}

/** A request's text to the server at a port, with its own Host and the bearer's credential. */
export function postText(
  port: number,
  path: string,
  token: string | null,
  headers: HeaderLines,
  body: string,
): string {
  const credential: HeaderLines = token === null ? [] : [["authorization", `Bearer ${token}`]];
  const own: HeaderLines = [
    ["host", `127.0.0.1:${String(port)}`],
    ["content-type", "application/json"],
  ];
  return requestText("POST", path, [...own, ...credential, ...headers], body);
}

export function callBody(tool: string, args: unknown, id: unknown = 1): string {
  const _meta = {
    "io.modelcontextprotocol/protocolVersion": protocolVersion,
    "io.modelcontextprotocol/clientInfo": { name: "e2e", version: "1.0.0" },
    "io.modelcontextprotocol/clientCapabilities": {},
  };
  const params = { name: tool, arguments: args, _meta };
  return JSON.stringify({ jsonrpc: "2.0", id, method: "tools/call", params });
}

export function callHeaders(tool: string): HeaderLines {
  return [
    ["accept", "application/json, text/event-stream"],
    ["mcp-protocol-version", protocolVersion],
    ["mcp-method", "tools/call"],
    ["mcp-name", tool],
  ];
}

/** The trace id that a caller claims; the decision's row keeps it as a claim. */
export function traceHeader(claimed: string): readonly [string, string] {
  return ["traceparent", `00-${claimed}-${"1".repeat(16)}-01`];
}
