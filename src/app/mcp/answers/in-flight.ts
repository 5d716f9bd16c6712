import type { RequestId } from "#domain/mcp/json-rpc.ts";

/** Running requests of legacy sessions, so that `notifications/cancelled` finds the right one. */
export class InFlight {
  readonly #running = new Map<string, AbortController>();

  /** Runs `work` under a signal that the client's own disconnect or a cancellation aborts. */
  async track<Result>(
    session: string,
    id: RequestId,
    client: AbortSignal,
    work: (signal: AbortSignal) => Promise<Result>,
  ): Promise<Result> {
    const key = keyOf(session, id);
    const controller = new AbortController();
    this.#running.set(key, controller);
    try {
      return await work(AbortSignal.any([client, controller.signal]));
    } finally {
      if (this.#running.get(key) === controller) this.#running.delete(key);
    }
  }

  cancel(session: string, id: RequestId): void {
    this.#running.get(keyOf(session, id))?.abort();
  }
}

/** A number and the same digits as a string are two ids. */
function keyOf(session: string, id: RequestId): string {
  return `${session} ${JSON.stringify(id)}`;
}
