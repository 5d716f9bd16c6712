import type { Caller } from "#app/calls/call-deps.ts";
import { type LegacySession, readSessionId } from "#domain/mcp/protocol/session-id.ts";
import type { McpDeps, ServerHandle } from "../mcp-deps.ts";
import { sessionOwner } from "./answer-discover.ts";

interface Asking {
  readonly deps: McpDeps;
  readonly caller: Caller;
  readonly server: ServerHandle;
}

/** The session of this caller at this server, or null: unknown, expired, ended or another's. */
export function findSession({ deps, caller, server }: Asking, id: string): LegacySession | null {
  const owner = sessionOwner(caller.authentication.principal, server.name);
  const session = readSessionId(id, owner, deps.clock.nowMs(), deps.signer);
  return session === null || deps.endedSessions.has(session.nonce) ? null : session;
}
