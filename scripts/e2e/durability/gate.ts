import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { callBody, callHeaders, mcpPath, postText } from "../calls.ts";
import { eventually } from "../eventually.ts";
import type { OwnServer } from "../own-server.ts";
import { askRaw, type RawAnswer } from "../raw-http.ts";

const reachMsMax = 20_000;

export const gateTarget = "mcp://gate/hold";

/** A tool server whose one tool holds until it is let go, and what may use it. */
export const gateFiles: Readonly<Record<string, string>> = {
  "gate/server.ts": readFileSync(join(import.meta.dir, "gate-server.ts"), "utf8"),
  "gate/state/.keep": "",
  "services/mcp/gate.yaml": `type: stdio
command: ${process.execPath}
args: [server.ts, state]
cwd: gate
sandbox:
  read: [gate]
  write: [gate/state]
tools:
  hold:
    permissions: [read]
`,
  "services/access-control/gate.yaml": `rules:
  - entity: mcp://gate
    subject: role:admin
    access: allow
`,
};

/** Calls the tool; resolves with the answer, or null when the connection broke. */
export function holdGate(server: OwnServer, token: string): Promise<RawAnswer | null> {
  const text = postText(
    ...([server.port, mcpPath("gate"), token, callHeaders("hold"), callBody("hold", {})] as const),
  );
  return askRaw(server.port, text);
}

export function gateReached(server: OwnServer): Promise<true> {
  return appears(server, "reached");
}

/** Lets the tool end, and waits until it has. */
export async function openGate(server: OwnServer): Promise<void> {
  server.write("gate/state/open", "");
  await appears(server, "passed");
}

function appears(server: OwnServer, name: string): Promise<true> {
  const path = join(server.folder, "gate/state", name);
  return eventually(reachMsMax, () => (existsSync(path) ? true : undefined));
}
