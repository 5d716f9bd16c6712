import { LogFile } from "#infra/logging/log-file.ts";
import type { Clock } from "#shared/clock.ts";
import { KeyLines } from "./key-lines.ts";

/** A longer line is cut; nobody reads it and the next rotation pays for it. */
export const logLineBytesMax = 8 * 1024;
/** What of a long line is looked through for secrets. */
const redactedBytesMax = 2 * logLineBytesMax;
/** A child that writes faster loses lines, and the log says how many. */
export const logBytesPerSecondMax = 1024 * 1024;
/** The last lines of standard error are kept in memory, for the reason of an exit. */
const tailLinesMax = 20;

export interface ChildLogOptions {
  /** Null keeps the tail only. */
  readonly path: string | null;
  readonly clock: Clock;
  readonly redact: (text: string) => string;
}

/** What a child says outside the protocol: bounded in line length, rate and file size. */
export class ChildLog {
  #file: LogFile | null;
  readonly #clock: Clock;
  readonly #redact: (text: string) => string;
  readonly #tail: string[] = [];
  readonly #keys = { stderr: new KeyLines(), stdout: new KeyLines() };
  #windowStartMs = 0;
  #windowBytes = 0;
  #dropped = 0;

  constructor(options: ChildLogOptions) {
    this.#file = options.path === null ? null : new LogFile(options.path);
    this.#clock = options.clock;
    this.#redact = options.redact;
  }

  /** The last lines of standard error, redacted. */
  get tail(): readonly string[] {
    return this.#tail;
  }

  write(source: "stderr" | "stdout" | "event", line: string): void {
    if (source !== "event" && this.#keys[source].isWithin(line)) return;
    const nowMs = this.#clock.nowMs();
    if (nowMs - this.#windowStartMs >= 1_000) this.#openWindow(nowMs);
    this.#windowBytes += line.length;
    if (this.#windowBytes > logBytesPerSecondMax && source !== "event") {
      this.#dropped++;
      return;
    }
    // Redacted before it is cut: half of a secret would pass for something else.
    const whole = this.#redact(printable(line.slice(0, redactedBytesMax)));
    const text = whole.length > logLineBytesMax ? `${whole.slice(0, logLineBytesMax)}…` : whole;
    if (source === "stderr" && this.#tail.push(text) > tailLinesMax) this.#tail.shift();
    if (!this.#append(nowMs, `${source} ${text}`)) this.#dropped++;
  }

  close(): void {
    this.#openWindow(this.#clock.nowMs());
    this.#file?.close();
    // What outlived its tree may still talk; the descriptor's number is another file's by then.
    this.#file = null;
  }

  /** False when the disk takes nothing: a child is never lost because its log is. */
  #append(nowMs: number, text: string): boolean {
    try {
      this.#file?.write(`${new Date(nowMs).toISOString()} ${text}`);
      return true;
    } catch (error) {
      if (error instanceof Error && "code" in error) return false;
      throw error;
    }
  }

  #openWindow(nowMs: number): void {
    this.#windowStartMs = nowMs;
    this.#windowBytes = 0;
    if (this.#dropped === 0 || !this.#append(nowMs, `event ${this.#dropped} lines dropped`)) return;
    this.#dropped = 0;
  }
}

/** Terminal escapes of a child must not act on the terminal of whoever reads the log. */
function printable(text: string): string {
  return text.replace(/[\u0000-\u0008\u000a-\u001f\u007f-\u009f]/g, "�");
}

/** Reads a stream to its end, line by line; of a line without end only the beginning is kept. */
export async function readLines(
  stream: ReadableStream<Uint8Array>,
  onLine: (line: string) => void,
): Promise<void> {
  const decoder = new TextDecoder();
  let rest = "";
  let skips = false;
  for await (const chunk of stream) {
    const lines = (rest + decoder.decode(chunk, { stream: true })).split("\n");
    rest = lines.pop() ?? "";
    for (const line of lines) {
      if (!skips) onLine(line);
      skips = false;
    }
    if (rest.length <= redactedBytesMax) continue;
    if (!skips) onLine(rest);
    skips = true;
    rest = "";
  }
  if (rest !== "" && !skips) onLine(rest);
}
