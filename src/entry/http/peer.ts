/** Requests that are being answered; a server that stops waits for them. */
export interface Pending {
  count: number;
}

/** What the border needs of one request's socket. */
export class Peer {
  readonly #request: Request;
  readonly #server: Bun.Server<undefined>;
  readonly #pending: Pending;

  constructor(request: Request, server: Bun.Server<undefined>, pending: Pending) {
    this.#request = request;
    this.#server = server;
    this.#pending = pending;
  }

  /** Asked for only where it is used: it costs a system call. */
  address(): string {
    return this.#server.requestIP(this.#request)?.address ?? "unknown";
  }

  keepOpen(): void {
    this.#server.timeout(this.#request, 0);
  }

  began(): void {
    this.#pending.count++;
  }

  ended(): void {
    this.#pending.count--;
  }

  /** The answer is under way until this settles, although its head has been sent. */
  holdFor(act: Promise<void>): void {
    this.began();
    void act.finally(() => this.ended());
  }
}
