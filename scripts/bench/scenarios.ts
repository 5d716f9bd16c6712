import { join } from "node:path";
import type { LoadPlan, LoadResult } from "./load.ts";
import type { OwnServer } from "./own-server.ts";

export const connections = 100;

/** What is asked of whom, again and again. */
export type Scenario = Pick<LoadPlan, "path" | "body" | "expect" | "headers" | "port">;

/** How long each measurement takes. */
export interface Timing {
  readonly seconds: number;
  readonly warmupSeconds: number;
}

const hookBody = (command: string) =>
  JSON.stringify({
    hook_event_name: "PreToolUse",
    tool_name: "Bash",
    tool_input: { command, description: "a step of ordinary work" },
    session_id: "bench",
    cwd: "/home/dev/project",
  });

const callBody = JSON.stringify({
  jsonrpc: "2.0",
  id: 1,
  method: "tools/call",
  params: {
    name: "read_file",
    arguments: { path: "bench.txt" },
    _meta: {
      "io.modelcontextprotocol/protocolVersion": "2026-07-28",
      "io.modelcontextprotocol/clientInfo": { name: "bench", version: "1" },
      "io.modelcontextprotocol/clientCapabilities": {},
    },
  },
});

/** The ceiling and the governed calls of one server, as its first administrator. */
export function scenarios(server: OwnServer, ceilingPort: number): Record<string, Scenario> {
  const token = server.cli(
    "admin",
    "session",
    "login",
    "--email",
    "admin@localhost",
    "--token-only",
  );
  server.cli(
    "plugins",
    "mcp",
    "call",
    "workspace",
    "write_file",
    "--args",
    '{"path":"bench.txt","content":"bench text"}',
  );
  const headers = { "content-type": "application/json", authorization: `Bearer ${token}` };
  const mcp = {
    ...headers,
    accept: "application/json, text/event-stream",
    "mcp-protocol-version": "2026-07-28",
    "mcp-method": "tools/call",
    "mcp-name": "read_file",
  };
  const hook = "/api/v1/hooks/govern";
  const allowBody = hookBody("git status && ls -la");
  const { port } = server;
  return {
    ceiling: { port: ceilingPort, path: "/", headers, body: allowBody, expect: "PreToolUse" },
    allow: { port, path: hook, headers, body: allowBody, expect: '"PreToolUse"}' },
    deny: {
      port,
      path: hook,
      headers,
      body: hookBody("rm -rf / --no-preserve-root"),
      expect: '"deny"',
    },
    tools_call: {
      port,
      path: "/api/v1/mcp/workspace/mcp",
      headers: mcp,
      body: callBody,
      expect: "bench text",
    },
  };
}

/** Runs the generator in a process of its own. */
export async function measure(scenario: Scenario, timing: Timing): Promise<LoadResult> {
  const plan: LoadPlan = {
    host: "127.0.0.1",
    connections,
    ...timing,
    method: "POST",
    ...scenario,
  };
  const child = Bun.spawn([process.execPath, join(import.meta.dir, "load.ts")], {
    stdin: "pipe",
    stdout: "pipe",
  });
  await child.stdin.write(JSON.stringify(plan));
  await child.stdin.end();
  return JSON.parse(await new Response(child.stdout).text()) as LoadResult;
}

/** A bare server that parses and echoes the same body. */
export async function startCeiling(): Promise<{ port: number; kill: () => void }> {
  const child = Bun.spawn([process.execPath, join(import.meta.dir, "ceiling.ts")], {
    stdout: "pipe",
  });
  const { value } = await child.stdout.getReader().read();
  return { port: Number(new TextDecoder().decode(value)), kill: () => child.kill() };
}
