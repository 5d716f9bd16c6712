import type { FileSink } from "bun";
import { AppError } from "#shared/errors.ts";

/** What may wait in memory for a child that does not read. */
export const inputBytesMax = 64 * 1024 * 1024;

/** A child's standard input. Writes of one tick leave together: one system call for a burst. */
export class ChildInput {
  readonly #sink: FileSink;
  #waiting: (string | Uint8Array)[] = [];
  #waitingBytes = 0;
  #unsentBytes = 0;
  #open = true;

  constructor(sink: FileSink) {
    this.#sink = sink;
  }

  get isOpen(): boolean {
    return this.#open;
  }

  /** Throws UNAVAILABLE when the child is gone or too far behind; nothing was sent then. */
  write(data: string | Uint8Array): void {
    if (!this.#open) throw new AppError("UNAVAILABLE", "The process has ended.");
    if (this.#waitingBytes + this.#unsentBytes + data.length > inputBytesMax) {
      throw new AppError("UNAVAILABLE", "The process does not read its input.");
    }
    if (this.#waiting.length === 0) queueMicrotask(() => this.#send());
    this.#waiting.push(data);
    this.#waitingBytes += data.length;
  }

  /** Ends the stream; a well-behaved child takes it as the order to leave. */
  close(): void {
    if (!this.#open) return;
    this.#send();
    this.#open = false;
    void this.#settle(() => this.#sink.end());
  }

  /** The child is gone: what waits is lost, and the exit says so to whoever waits for answers. */
  abandon(): void {
    this.#open = false;
    this.#waiting = [];
  }

  #send(): void {
    if (!this.#open || this.#waiting.length === 0) return;
    const items = this.#waiting;
    const bytes = this.#waitingBytes;
    this.#waiting = [];
    this.#waitingBytes = 0;
    this.#unsentBytes += bytes;
    void this.#settle(() => {
      const texts = items.every((item) => typeof item === "string");
      // What a write could not pass on at once is awaited through the flush.
      if (texts) void this.#sink.write(items.join(""));
      else for (const item of items) void this.#sink.write(item);
      return this.#sink.flush();
    }).then(() => {
      this.#unsentBytes -= bytes;
    });
  }

  /** A broken pipe means that the child ended; its exit is reported on its own way. */
  async #settle(act: () => number | Promise<number>): Promise<void> {
    try {
      await act();
    } catch (error) {
      if (!(error instanceof Error)) throw error;
      this.#open = false;
    }
  }
}
