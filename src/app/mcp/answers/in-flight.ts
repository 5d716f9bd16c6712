import type { RequestId } from "#domain/mcp/json-rpc.ts";
import type { Answer } from "../exchange.ts";
import type { CallerSignal } from "../mcp-deps.ts";

/** Running requests of legacy sessions, so that `notifications/cancelled` finds the right one. */
export class InFlight {
  readonly #running = new Map<string, AbortController>();

  /**
   * Runs `work` under a signal that the client's own disconnect or a cancellation aborts. A
   * streamed answer is there long before its work is done, so it can be cancelled until then.
   */
  async track(
    session: string,
    id: RequestId,
    client: CallerSignal,
    work: (signal: CallerSignal) => Answer | Promise<Answer>,
  ): Promise<Answer> {
    const key = keyOf(session, id);
    const controller = new AbortController();
    this.#running.set(key, controller);
    const forget = () => {
      if (this.#running.get(key) === controller) this.#running.delete(key);
    };
    try {
      const signal = AbortSignal.any([client(), controller.signal]);
      const answer = await work(() => signal);
      if (answer.streamed === undefined) forget();
      else void answer.streamed.then(forget);
      return answer;
    } catch (error) {
      forget();
      throw error;
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
