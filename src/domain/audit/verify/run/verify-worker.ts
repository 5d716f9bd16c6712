import type { DatabaseOptions } from "#infra/database/database.ts";
import { openDatabase } from "#infra/database/open-database.ts";
import { isAppError } from "#shared/errors.ts";
import { databaseSource } from "../database-source.ts";
import type { EvidenceSource } from "../source.ts";
import { runTask, type Scope, type Task, type TaskResult } from "./task.ts";

export type ToWorker =
  | { readonly kind: "open"; readonly options: DatabaseOptions }
  | { readonly kind: "scope"; readonly scope: Scope }
  | { readonly kind: "run"; readonly id: number; readonly task: Task }
  | { readonly kind: "close" };

export type FromWorker =
  | { readonly kind: "done"; readonly id: number; readonly result: TaskResult }
  | { readonly kind: "failed"; readonly id: number; readonly code: string; readonly text: string }
  | { readonly kind: "closed" };

declare const self: Worker;

const closeMs = 1_000;

/** Pieces of a verification, in a thread and with a connection of its own; one at a time. */
class VerifyWorker {
  #source: EvidenceSource | undefined;
  #close: () => Promise<void> = async () => {};
  #scope: Scope = { kind: "chains", writers: [] };

  async take(message: ToWorker): Promise<FromWorker | undefined> {
    switch (message.kind) {
      case "open": {
        const database = openDatabase(message.options);
        this.#source = databaseSource(database);
        this.#close = () => database.close(closeMs);
        return undefined;
      }
      case "scope":
        this.#scope = message.scope;
        return undefined;
      case "run":
        return this.#run(message.id, message.task);
      case "close":
        await this.#close();
        return { kind: "closed" };
    }
  }

  async #run(id: number, task: Task): Promise<FromWorker> {
    try {
      if (this.#source === undefined) throw new TypeError("the worker is not open");
      return { kind: "done", id, result: await runTask(this.#source, this.#scope, task) };
    } catch (error) {
      const code = isAppError(error) ? error.code : "INTERNAL";
      return { kind: "failed", id, code, text: error instanceof Error ? error.message : "" };
    }
  }
}

if (!Bun.isMainThread) {
  const worker = new VerifyWorker();
  self.onmessage = async ({ data }: MessageEvent<ToWorker>) => {
    const answer = await worker.take(data);
    if (answer !== undefined) self.postMessage(answer);
  };
}
