import type { Caller } from "#app/calls/call-deps.ts";
import type { HeaderReader } from "#domain/mcp/protocol/classify-request.ts";
import { errorText, type RequestId, resultText, type RpcError } from "#domain/mcp/json-rpc.ts";
import { metaKeys } from "#domain/mcp/protocol/meta-keys.ts";
import type { Receipt } from "#shared/audit-log.ts";
import type { JsonObject } from "#shared/json.ts";
import type { CallerSignal, McpDeps, ServerHandle } from "./mcp-deps.ts";

/** One client message on its way: who, where, in which era. */
export interface Exchange {
  readonly deps: McpDeps;
  readonly server: ServerHandle;
  readonly caller: Caller;
  readonly header: HeaderReader;
  readonly era: "modern" | "legacy";
  readonly version: string;
  /** Names the legacy session; null in the modern era. */
  readonly sessionKey: string | null;
  readonly signal: CallerSignal;
  readonly acceptsStream: boolean;
}

/** What a message is answered with; `body` null for a notification. */
export interface Answer {
  readonly status: number;
  readonly body: string | ReadableStream<Uint8Array> | null;
  readonly receipt?: Receipt | undefined;
  readonly headers?: Readonly<Record<string, string>>;
  /** For a stream: resolves when its work has ended, in whatever way. */
  readonly streamed?: Promise<void>;
  /** An act is under way on the stream: a server that stops waits for it. */
  readonly isAct?: boolean;
}

export function answerResult(id: RequestId, result: string, receipt?: Receipt): Answer {
  return { status: 200, body: resultText(id, result), receipt };
}

export function answerError(
  id: RequestId | null,
  error: RpcError,
  options: { readonly status?: number; readonly receipt?: Receipt; readonly era?: string } = {},
): Answer {
  const shown = id === null && options.era === "modern" ? undefined : id;
  return { status: options.status ?? 200, body: errorText(shown, error), receipt: options.receipt };
}

/** A result of the gateway's own, with what the client's era asks for. */
export function ownResult(exchange: Exchange, result: JsonObject): string {
  if (exchange.era === "legacy") return JSON.stringify(result);
  const meta = { [metaKeys.serverInfo]: exchange.server.info };
  return JSON.stringify({ resultType: "complete", ...result, _meta: meta });
}

export function serverTarget(server: string): string {
  return `mcp://${server}`;
}
