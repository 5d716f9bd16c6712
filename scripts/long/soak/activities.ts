import { callBody, callHeaders, hookPath, mcpPath, postText } from "../../e2e/calls.ts";
import { current, openSession, request, send } from "../../e2e/clients/raw-rpc.ts";
import type { OwnServer } from "../../e2e/own-server.ts";
import { openRaw } from "../../e2e/raw-http.ts";

/** Something that clients or operators do again and again. */
export interface Activity {
  readonly name: string;
  /** Between the end of one time and the next. */
  readonly pauseMs: number;
  run(round: number): Promise<void>;
}

const leaveAfterMs = 5;
const governance = "services/governance/config.yaml";
const workspace = "services/mcp/workspace.yaml";

interface Place {
  readonly server: OwnServer;
  readonly token: string;
}

export function activities(server: OwnServer, email: string, token: string): readonly Activity[] {
  const place = { server, token };
  return [...calls(place), ...departures(place), ...operations(server, email)];
}

function calls({ server: { port }, token }: Place): readonly Activity[] {
  const forged = `${token.slice(0, -4)}AAAA`;
  return [
    {
      name: "tool calls",
      pauseMs: 20,
      run: (round) => askOnce(port, writeText(port, token, round)),
    },
    {
      name: "denied for a credential in their input",
      pauseMs: 50,
      run: () => askOnce(port, postText(port, hookPath, token, [], hookWith(secret()))),
    },
    {
      name: "forged credentials",
      pauseMs: 200,
      run: () => askOnce(port, postText(port, hookPath, forged, [], "{}")),
    },
  ];
}

function departures({ server, token }: Place): readonly Activity[] {
  const { port } = server;
  const door = { url: `${server.baseUrl}${mcpPath("workspace")}`, token };
  return [
    {
      name: "clients that leave",
      pauseMs: 50,
      run: (round) => leave(port, writeText(port, token, round), round),
    },
    {
      name: "streams that are left",
      pauseMs: 200,
      run: () => leave(port, listenText(port, token), 0),
    },
    {
      name: "legacy sessions",
      pauseMs: 500,
      run: async () => {
        const { headers } = await openSession(door, "2025-06-18");
        await send(door, request("tools/list"), { headers });
        await send(door, "", { method: "DELETE", headers });
      },
    },
  ];
}

function operations(server: OwnServer, email: string): readonly Activity[] {
  const { port } = server;
  return [
    {
      name: "new tokens",
      pauseMs: 5_000,
      run: async () => {
        const fresh = await server.token(email);
        await askOnce(port, postText(port, hookPath, fresh, [], hookWith("notes.txt")));
      },
    },
    {
      name: "changed policy",
      pauseMs: 5_000,
      run: async (round) => {
        const bytes = `excerpt_bytes_max: ${String(4_096 + (round % 2))}`;
        const text = server.read(governance).replace(/excerpt_bytes_max: \d+/, bytes);
        server.write(governance, text);
        await server.tryCli(["admin", "config", "reload"]);
      },
    },
    {
      name: "restarted tool server",
      pauseMs: 10_000,
      run: async (round) => {
        const limit = `limits:\n  call_timeout_ms: ${String(20_000 + (round % 2))}\n`;
        const text = server.read(workspace).replace(/^limits:\n +call_timeout_ms: \d+\n/m, "");
        server.write(workspace, `${text.trimEnd()}\n${limit}`);
        await server.tryCli(["admin", "config", "reload"]);
      },
    },
  ];
}

/** Over fifty files, so that the folder does not grow. */
function writeText(port: number, token: string, round: number): string {
  const path = `soak-${String(round % 50)}.txt`;
  const body = callBody("write_file", { path, content: "x".repeat(500) });
  return postText(port, mcpPath("workspace"), token, callHeaders("write_file"), body);
}

function listenText(port: number, token: string): string {
  const { body, headers } = current("subscriptions/listen", {
    notifications: { toolsListChanged: true },
  });
  const lines = Object.entries({ accept: "application/json, text/event-stream", ...headers });
  return postText(port, mcpPath("workspace"), token, lines, JSON.stringify(body));
}

async function askOnce(port: number, text: string): Promise<void> {
  const connection = await openRaw(port);
  await connection?.ask(text);
  connection?.close();
}

/** Goes away with half of the request sent, or with all of it and no answer read. */
async function leave(port: number, text: string, round: number): Promise<void> {
  const connection = await openRaw(port);
  connection?.send(round % 2 === 0 ? text : text.slice(0, text.length - 10));
  await Bun.sleep(leaveAfterMs);
  connection?.close();
}

function hookWith(word: string): string {
  return JSON.stringify({
    hook_event_name: "PreToolUse",
    tool_name: "Read",
    tool_input: { file_path: `/srv/${word}` },
  });
}

/** Assembled here, so that no file holds one whole. */
function secret(): string {
  return ["ghp", "0123456789abcdefghijABCDEFGHIJ012345"].join("_");
}
