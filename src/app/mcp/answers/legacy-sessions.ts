import type { Caller } from "#app/calls/call-deps.ts";
import { type LegacySession, readSessionId } from "#domain/mcp/protocol/session-id.ts";
import type { McpDeps, ServerHandle } from "../mcp-deps.ts";
import { sessionOwner } from "./answer-discover.ts";

/** Ended sessions remembered; the oldest are forgotten first. */
export const endedSessionsMax = 10_000;

/**
 * The sessions of legacy clients. An id says everything about its session, so nothing is kept of
 * the living ones. What a client ended is remembered by the replica that was told, until the id
 * expires or many others have ended since: tidiness, as every request brings its credential anyway.
 */
export class LegacySessions {
  readonly #ended = new Set<string>();

  /** The session of this caller at this server, or null: unknown, expired, ended or another's. */
  find(
    { deps, caller, server }: { deps: McpDeps; caller: Caller; server: ServerHandle },
    id: string,
  ): LegacySession | null {
    if (this.#ended.has(id)) return null;
    const owner = sessionOwner(caller.authentication.principal, server.name);
    return readSessionId(id, owner, deps.clock.nowMs(), deps.signer);
  }

  end(id: string): void {
    this.#ended.add(id);
    if (this.#ended.size <= endedSessionsMax) return;
    for (const oldest of this.#ended) {
      this.#ended.delete(oldest);
      return;
    }
  }
}
