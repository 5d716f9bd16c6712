import { availableParallelism } from "node:os";
import type { Database } from "#infra/database/database.ts";
import { embeddedModule } from "#infra/processes/self-command.ts";
import { AppError, type ErrorCode } from "#shared/errors.ts";
import type { Scope, Task, TaskResult, TaskRunner } from "./task.ts";
import type { FromWorker, ToWorker } from "./verify-worker.ts";

/** Each takes a connection and about 60 MB. */
export const threadsMax = 32;
/** Pieces at once, for each thread: results are taken in order, and the first may be the slowest. */
const piecesPerThread = 2;

/**
 * The database works too, half as much as a thread does, and others want to. On two shared cores a
 * second thread gave half as much again (38,000 and 59,000 rows a second).
 */
const threadsByItselfMax = 8;

export function threadsByItself(): number {
  return Math.max(1, Math.min(threadsByItselfMax, Math.floor(availableParallelism() / 2)));
}

interface Thread {
  readonly worker: Worker;
  readonly closed: Promise<void>;
}

interface Piece {
  readonly id: number;
  readonly task: Task;
  readonly resolve: (result: TaskResult) => void;
  readonly reject: (error: Error) => void;
}

/** Threads with a connection each; a piece goes to the first one that is free. */
export class WorkerPool implements TaskRunner {
  readonly width: number;
  readonly #threads: readonly Thread[];
  readonly #idle: Worker[] = [];
  readonly #waiting: Piece[] = [];
  readonly #running = new Map<number, Piece>();
  #last = 0;

  constructor(database: Database, threads: number) {
    this.width = threads * piecesPerThread;
    this.#threads = Array.from({ length: threads }, () => this.#start(database));
  }

  setScope(scope: Scope): void {
    for (const { worker } of this.#threads) send(worker, { kind: "scope", scope });
  }

  run(task: Task): Promise<TaskResult> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ id: ++this.#last, task, resolve, reject });
      this.#next();
    });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const { worker } of this.#threads) send(worker, { kind: "close" });
    await Promise.all(this.#threads.map(({ closed }) => closed));
    for (const { worker } of this.#threads) worker.terminate();
    this.#fail(new AppError("INTERNAL", "The threads have ended."));
  }

  #start({ options }: Database): Thread {
    const worker = new Worker(embeddedModule("src/domain/audit/verify/run/verify-worker"));
    const closed = Promise.withResolvers<void>();
    worker.onmessage = ({ data }: MessageEvent<FromWorker>) => {
      if (data.kind === "closed") closed.resolve();
      else this.#settle(worker, data);
    };
    worker.onerror = (event) => {
      closed.resolve();
      this.#fail(new AppError("INTERNAL", "A thread ended.", { cause: event.error }));
    };
    // A function of the options cannot be sent, and a thread needs none.
    const { onNotice: _, ...plain } = options;
    send(worker, { kind: "open", options: { ...plain, max: 1 } });
    this.#idle.push(worker);
    return { worker, closed: closed.promise };
  }

  #next(): void {
    const piece = this.#waiting[0];
    const worker = piece === undefined ? undefined : this.#idle.pop();
    if (piece === undefined || worker === undefined) return;
    this.#waiting.shift();
    this.#running.set(piece.id, piece);
    send(worker, { kind: "run", id: piece.id, task: piece.task });
  }

  #settle(worker: Worker, answer: Exclude<FromWorker, { kind: "closed" }>): void {
    const piece = this.#running.get(answer.id);
    this.#running.delete(answer.id);
    this.#idle.push(worker);
    if (answer.kind === "done") piece?.resolve(answer.result);
    else piece?.reject(new AppError(answer.code as ErrorCode, answer.text));
    this.#next();
  }

  #fail(error: Error): void {
    for (const piece of [...this.#waiting.splice(0), ...this.#running.values()]) {
      piece.reject(error);
    }
    this.#running.clear();
  }
}

function send(worker: Worker, message: ToWorker): void {
  worker.postMessage(message);
}
