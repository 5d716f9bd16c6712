import type { AppError } from "#shared/errors.ts";
import type { TraceId } from "#shared/ids.ts";
import type { Permission } from "./access.ts";
import type { HttpDeps } from "./deps.ts";
import type { IncomingRequest } from "./incoming-request.ts";

/** An answer before it is HTTP: the border adds the trace id and the length. */
export interface Reply {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | Uint8Array<ArrayBuffer> | ReadableStream<Uint8Array> | null;
  /** For a streamed act: settles when it has ended. A server that stops waits for it. */
  readonly act?: Promise<void>;
}

export interface Route {
  readonly method: "GET" | "POST" | "DELETE" | "PUT" | "OPTIONS";
  /** `{name}` stands for one segment. */
  readonly path: string;
  readonly permission: Permission;
  handle(request: IncomingRequest, deps: HttpDeps): Promise<Reply> | Reply;
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
    headers: { "content-type": "application/json", ...headers },
    body: JSON.stringify(value),
  };
}
