import { findListener } from "#infra/processes/tree/find-listener.ts";
import { AppError } from "#shared/errors.ts";
import { answerRequest } from "./answer-request.ts";
import type { HttpDeps } from "./deps.ts";
import { Peer, type Pending } from "./peer.ts";

/** A quiet connection is closed after this; streams send a heartbeat well within it. */
export const idleSecondsMax = 60;

export interface HttpServer {
  readonly port: number;
  /** Requests that are being answered. */
  pending(): number;
  /** Takes no new connections, waits for running answers up to the deadline, then cuts. */
  stop(drainMs: number): Promise<void>;
}

export interface HttpOptions {
  readonly host: string;
  readonly port: number;
  readonly reusePort: boolean;
}

export function startHttp(options: HttpOptions, deps: HttpDeps): HttpServer {
  const pending: Pending = { count: 0 };
  const server = listen(options, (request, bun) =>
    answerRequest(request, new Peer(request, bun, pending), deps),
  );
  return {
    port: server.port ?? options.port,
    pending: () => pending.count,
    stop: (drainMs) => stopServer(server, drainMs, () => pending.count),
  };
}

function listen(
  options: HttpOptions,
  fetch: (request: Request, server: Bun.Server<undefined>) => Promise<Response>,
): Bun.Server<undefined> {
  try {
    return Bun.serve({
      hostname: options.host,
      port: options.port,
      reusePort: options.reusePort,
      idleTimeout: idleSecondsMax,
      // Bodies are bounded by the border itself, so that a refusal has a trace id and its own form.
      maxRequestBodySize: Number.MAX_SAFE_INTEGER,
      development: false,
      fetch,
      error: () => new Response(null, { status: 500 }),
    });
  } catch (cause) {
    throw cannotListen(options, cause);
  }
}

/** Refuses a busy port before anything is started; the bind itself still decides. */
export function assertPortFree({ host, port, reusePort }: HttpOptions): void {
  if (reusePort) return;
  try {
    Bun.listen({ hostname: host, port, socket: { data: () => undefined } }).stop(true);
  } catch (cause) {
    throw cannotListen({ host, port }, cause);
  }
}

function cannotListen(
  { host, port }: Pick<HttpOptions, "host" | "port">,
  cause: unknown,
): AppError {
  const pid = findListener(port);
  const by = pid === null ? "taken or not allowed" : `taken by process ${pid}`;
  const message = `Port ${port} on ${host} is ${by}: choose another with --port.`;
  return new AppError("UNAVAILABLE", message, { cause });
}

const drainPollMs = 20;

async function stopServer(
  server: Bun.Server<undefined>,
  drainMs: number,
  pending: () => number,
): Promise<void> {
  const closing = server.stop(false);
  const deadline = performance.now() + drainMs;
  while (pending() > 0 && performance.now() < deadline) await Bun.sleep(drainPollMs);
  // The last answer is made; the runtime writes it once this gives way.
  await Bun.sleep(drainPollMs);
  await server.stop(true);
  await closing;
}
