import type { Subprocess } from "bun";
import { releaseAccount } from "./confinement/account.ts";
import type { ChildInput } from "./child-input.ts";
import { type ChildLog, readLines } from "./child-log.ts";
import { findTree, killTree, signalTree, type TreeRoot } from "./tree/end-tree.ts";
import { noteEnded, noteStarted, reapStrays } from "./tree/own-children.ts";
import { readProcess } from "./tree/process-table.ts";

export interface ChildExit {
  readonly code: number | null;
  readonly signal: string | null;
  /** One sentence for people, with the child's last words. */
  readonly reason: string;
}

export interface StopDeadlines {
  /** After standard input is closed, until SIGTERM. */
  readonly closeMs: number;
  /** After SIGTERM, until SIGKILL to the whole tree. */
  readonly terminateMs: number;
}

export const stopDeadlinesDefault: StopDeadlines = { closeMs: 2_000, terminateMs: 3_000 };

/** Between two looks; who left the tree without a trace may hold standard error for ever. */
const lastLookMs = 100;
const lastLooksMax = 10;

interface SpawnedChildParts {
  readonly name: string;
  readonly file: string;
  readonly marker: string;
  /** The account that this child alone has; null where it shares the server's. */
  readonly uid: number | null;
  readonly process: Subprocess<"pipe", "pipe", "pipe">;
  readonly input: ChildInput;
  readonly log: ChildLog;
  readonly onEnded: () => void;
}

/** A running child and its tree. When the first process ends, the rest of the tree is ended too. */
export class SpawnedChild {
  readonly name: string;
  /** Absolute path of the program that runs. */
  readonly file: string;
  readonly input: ChildInput;
  readonly log: ChildLog;
  readonly root: TreeRoot;
  /** The protocol's stream; the caller must read it to its end. */
  readonly stdout: ReadableStream<Uint8Array<ArrayBuffer>>;
  /** Settles once, when the process has ended and nothing of its tree is left. Never rejects. */
  readonly exited: Promise<ChildExit>;
  readonly #process: Subprocess<"pipe", "pipe", "pipe">;

  constructor(parts: SpawnedChildParts) {
    const startTicks = readProcess(parts.process.pid)?.startTicks ?? 0;
    this.name = parts.name;
    this.file = parts.file;
    this.input = parts.input;
    this.log = parts.log;
    const { marker, uid } = parts;
    noteStarted(parts.process.pid);
    this.root = { pid: parts.process.pid, startTicks, marker, uid };
    this.stdout = parts.process.stdout;
    this.#process = parts.process;
    this.exited = this.#watch(parts.onEnded);
  }

  get pid(): number {
    return this.root.pid;
  }

  /** Ends the whole tree at once. */
  kill(): void {
    if (!this.#hasEnded()) this.#process.kill("SIGKILL");
    killTree(this.root);
  }

  /** Closes standard input, then asks, then ends the whole tree. */
  async stop(deadlines: StopDeadlines = stopDeadlinesDefault): Promise<ChildExit> {
    this.input.close();
    if (!(await this.#endsWithin(deadlines.closeMs)) && !this.#hasEnded()) {
      signalTree(this.root, "SIGTERM");
      if (!(await this.#endsWithin(deadlines.terminateMs))) this.kill();
    }
    return this.exited;
  }

  async #watch(onEnded: () => void): Promise<ChildExit> {
    const errors = readLines(this.#process.stderr, (line) => this.log.write("stderr", line));
    await this.#process.exited;
    noteEnded(this.pid);
    this.input.abandon();
    // A grandchild may hold the pipes open for ever, so the tree goes before their end is awaited.
    await this.#attempt("ending its tree", () => this.#endTree(errors));
    releaseAccount(this.root.uid);
    reapStrays();
    const exit = describeExit(this.#process, this.log.tail);
    this.log.write("event", exit.reason);
    await this.#attempt("removing its private folder", onEnded);
    this.log.close();
    return exit;
  }

  /**
   * A member in the midst of execve shows no marker, so the tree is looked at again. One that was
   * killed closes its files before it is gone.
   */
  async #endTree(errors: Promise<void>): Promise<void> {
    const closed = errors.then(() => true);
    let isClosed = false;
    for (let look = 0; look < lastLooksMax; look++) {
      killTree(this.root);
      if (isClosed) await Bun.sleep(lastLookMs);
      else isClosed = await within(lastLookMs, closed);
      if (isClosed && findTree(this.root).length === 0) return;
    }
    const left = "something that left its tree still holds its standard error";
    this.log.write("event", isClosed ? "something of its tree does not end" : left);
  }

  /** Whatever a child did to its surroundings, its exit is told: the supervisor waits for it. */
  async #attempt(what: string, act: () => unknown): Promise<void> {
    try {
      await act();
    } catch (error) {
      if (!(error instanceof Error)) throw error;
      this.log.write("event", `${what} failed: ${error.message}`);
    }
  }

  #hasEnded(): boolean {
    return this.#process.exitCode !== null || this.#process.signalCode !== null;
  }

  async #endsWithin(milliseconds: number): Promise<boolean> {
    return within(
      milliseconds,
      this.#process.exited.then(() => true),
    );
  }
}

/** Whether it comes true in time. */
async function within(milliseconds: number, coming: Promise<boolean>): Promise<boolean> {
  const { promise, resolve } = Promise.withResolvers<false>();
  const timer = setTimeout(() => resolve(false), milliseconds);
  const inTime = await Promise.race([coming, promise]);
  clearTimeout(timer);
  return inTime;
}

function describeExit(
  process: Subprocess<"pipe", "pipe", "pipe">,
  tail: readonly string[],
): ChildExit {
  const signal = process.signalCode === null ? null : String(process.signalCode);
  const code = signal === null ? process.exitCode : null;
  const how = signal === null ? `ended with exit code ${code}` : `was ended by ${signal}`;
  const words = tail.findLast((line) => line !== "");
  return { code, signal, reason: words === undefined ? `It ${how}.` : `It ${how}: ${words}` };
}
