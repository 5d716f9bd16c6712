import type { AppError } from "#shared/errors.ts";
import type { TraceId } from "#shared/ids.ts";
import type { Authentication } from "#shared/principal.ts";
import type { Permission } from "./access.ts";
import type { HttpDeps } from "./deps.ts";

/** An answer before it is HTTP: the border adds the trace id and the length. */
export interface Reply {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | Uint8Array<ArrayBuffer> | ReadableStream<Uint8Array> | null;
  /** For a streamed act: settles when it has ended. A server that stops waits for it. */
  readonly act?: Promise<void>;
}

/** A request after the border: trace minted, host and origin checked, credential verified. */
export interface RouteRequest {
  readonly raw: Request;
  readonly params: Readonly<Record<string, string>>;
  readonly query: string;
  readonly traceId: TraceId;
  /** The peer's address cut to /32 (IPv4) or /64 (IPv6): what anonymous limits key on. */
  readonly addressPrefix: string;
  readonly authentication: Authentication;
  /** The body, whole and under the route's bound; throws PAYLOAD_TOO_LARGE or REQUEST_TIMEOUT. */
  readBody(): Promise<Uint8Array>;
  /** Lets a stream stay open past the idle timeout. */
  keepOpen(): void;
}

export interface Route {
  readonly method: "GET" | "POST" | "DELETE" | "PUT" | "OPTIONS";
  /** `{name}` stands for one segment. */
  readonly path: string;
  readonly permission: Permission;
  handle(request: RouteRequest, deps: HttpDeps): Promise<Reply> | Reply;
  /** Shapes a failure for protocols with an error form of their own. */
  refuse?(error: AppError, traceId: TraceId, deps: HttpDeps, raw: Request): Reply | Promise<Reply>;
}

export function json(
  status: number,
  value: unknown,
  headers: Readonly<Record<string, string>> = {},
): Reply {
  return {
    status,
    headers: { "content-type": "application/json", "cache-control": "no-store", ...headers },
    body: JSON.stringify(value),
  };
}
