import type { EndedSessions } from "#domain/mcp/sessions/ended-sessions.ts";
import type { SessionSigner } from "#domain/mcp/protocol/session-id.ts";
import type { McpServerConfig } from "#infra/config/schemas/mcp.ts";
import type { Catalog } from "#domain/mcp/upstream/catalog.ts";
import type { ServerHello } from "#domain/mcp/upstream/handshake.ts";
import type { Upstream } from "#domain/mcp/upstream/upstream.ts";
import type { ExcerptKeys } from "#domain/secrets/excerpts/excerpt-keys.ts";
import type { JsonObject } from "#shared/json.ts";
import type { TraceId } from "#shared/ids.ts";
import type { Authentication, Principal } from "#shared/principal.ts";
import type { CallDeps } from "#app/calls/call-deps.ts";

/** A tool server that runs and has said what it offers. */
export interface LiveServer {
  readonly upstream: Upstream;
  readonly hello: ServerHello;
  readonly catalog: Catalog;
  /** The `_meta` that each request to a server of the modern era carries, as text. */
  readonly requestMeta: string | null;
  /** Blanks out the secret values that this server was started with. */
  readonly maskText: (text: string) => string;
  /** What took its place while a call to it was on its way; null as long as nothing did. */
  readonly successor: () => LiveServer | null;
}

/** Why no call can be made now, in a sentence for the caller. */
export interface Unavailable {
  readonly unavailable: string;
}

/** Aborts when the client goes away. Made on the first call: one that nobody asks for costs 1 µs. */
export type CallerSignal = () => AbortSignal;

/** One configured server, running or not. */
export interface ServerHandle {
  readonly name: string;
  readonly config: McpServerConfig;
  /** How the gateway names itself to the clients of this server, also as text. */
  readonly info: JsonObject;
  readonly infoText: string;
  /**
   * The instance for a caller, at once while it runs; else waits while it starts, never longer than
   * its start timeout.
   */
  live(
    principal: Principal,
    sessionKey: string,
    signal: CallerSignal,
  ): LiveServer | Unavailable | Promise<LiveServer | Unavailable>;
  /** Calls back on each change of what is offered; returns how to stop. */
  onChange(listener: () => void): () => void;
}

export interface ServerFinder {
  find(name: string): ServerHandle | undefined;
}

export interface McpDeps extends CallDeps {
  readonly servers: ServerFinder;
  readonly signer: SessionSigner;
  readonly endedSessions: Pick<EndedSessions, "has" | "end">;
  /** Absolute, without a trailing slash; never taken from a request. */
  readonly publicUrl: string;
  readonly product: { readonly name: string; readonly version: string };
  /** Bytes of masked input and output kept for each execution. */
  excerptBytesMax(): number;
  /** What those excerpts are sealed with; a call whose key cannot be had is not made. */
  readonly excerptKeys: Pick<ExcerptKeys, "find" | "load">;
  nonce(): string;
}

/** One HTTP request to `/api/v1/mcp/{server}/mcp`; Origin, Host and body size were checked. */
export interface McpRequest {
  readonly method: string;
  readonly server: string;
  readonly headers: Pick<Headers, "get">;
  readonly body: string | Uint8Array;
  readonly authentication: Authentication;
  readonly traceId: TraceId;
  readonly addressPrefix: string;
  readonly signal: CallerSignal;
}

export interface McpResponse {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | ReadableStream<Uint8Array> | null;
  /** For a streamed act: settles when it has ended. */
  readonly act?: Promise<void>;
}
