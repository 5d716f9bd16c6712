import type { Clock } from "#shared/clock.ts";
import { AppError } from "#shared/errors.ts";
import type { SpawnedChild, StopDeadlines } from "../spawned-child.ts";
import {
  initialSupervision,
  type Supervision,
  type SupervisionEvent,
  transition,
} from "./backoff.ts";

/** One child as the configuration wants it. */
export interface DesiredChild {
  readonly key: string;
  /** A child whose fingerprint changes is stopped and started anew. */
  readonly fingerprint: string;
  readonly startTimeoutMs: number;
  /** Starts the process; rejects when it cannot be started now (a secret is missing, no program). */
  start(): Promise<SpawnedChild> | SpawnedChild;
  /** Resolves when the child answers; rejects when it does not speak. Stops when aborted. */
  probe(child: SpawnedChild, signal: AbortSignal): Promise<void>;
}

/** How long an exit may lag behind the end of the output. */
const lastWordsMs = 200;

/** What happens to a child, in order. `withdrawn` follows every `ready`, exactly once. */
export type ChildEvent = { readonly key: string; readonly at: Supervision } & (
  | { readonly type: "spawned" | "ready" | "withdrawn"; readonly child: SpawnedChild }
  | { readonly type: "exited" | "start-failed"; readonly reason: string }
  | { readonly type: "stopped" }
);

export interface SupervisionTools {
  readonly clock: Clock;
  /** In [0, 1). */
  readonly random: () => number;
  /** Resolves after the time, or at once when aborted. */
  readonly wait: (milliseconds: number, signal: AbortSignal) => Promise<void>;
  readonly stopDeadlines: StopDeadlines;
  readonly emit: (event: ChildEvent) => void;
}

/** Keeps one child running until it is stopped. */
export class SupervisedChild {
  readonly desired: DesiredChild;
  readonly #tools: SupervisionTools;
  readonly #stopping = new AbortController();
  #hurry = new AbortController();
  #supervision: Supervision = initialSupervision;
  #ready: SpawnedChild | null = null;
  readonly #done: Promise<void>;

  constructor(desired: DesiredChild, tools: SupervisionTools) {
    this.desired = desired;
    this.#tools = tools;
    this.#done = this.#drive();
  }

  get supervision(): Supervision {
    return this.#supervision;
  }

  /** The process, while it is ready. */
  get ready(): SpawnedChild | null {
    return this.#ready;
  }

  /** Ends the current wait: what was missing may be there now. */
  retryNow(): void {
    this.#hurry.abort();
  }

  /** Resolves when the process and its tree are gone. */
  async stop(): Promise<void> {
    this.#stopping.abort();
    this.#hurry.abort();
    await this.#done;
  }

  async #drive(): Promise<void> {
    while (!this.#stopping.signal.aborted) {
      this.#apply({ type: "start" });
      const child = await this.#start();
      if (child !== null) await this.#attendSafely(child);
      if (this.#stopping.signal.aborted) break;
      this.#hurry = new AbortController();
      await this.#tools.wait(this.#supervision.retryInMs ?? 0, this.#hurry.signal);
    }
    this.#apply({ type: "ended" });
    this.#emit({ type: "stopped" });
  }

  async #start(): Promise<SpawnedChild | null> {
    try {
      const child = await this.desired.start();
      this.#emit({ type: "spawned", child });
      return child;
    } catch (error) {
      this.#fall("start-failed", describe(error));
      return null;
    }
  }

  /** What cannot be ended or told counts as fallen, and is tried again like any other fall. */
  async #attendSafely(child: SpawnedChild): Promise<void> {
    try {
      await this.#attend(child);
    } catch (error) {
      this.#fall("exited", describe(error));
    }
  }

  /** From the first breath to the last. */
  async #attend(child: SpawnedChild): Promise<void> {
    const stop = this.#stopping.signal;
    const stopRequested = aborted(stop).then(() => "stop" as const);
    const exited = Promise.allSettled([child.exited]).then(() => "exited" as const);
    const problem = await this.#becomeReady(child, exited);
    if (problem === null && !stop.aborted) {
      this.#ready = child;
      this.#apply({ type: "became-ready" });
      this.#emit({ type: "ready", child });
      await Promise.race([exited, stopRequested]);
      this.#ready = null;
    }
    const wasReady = this.#supervision.state === "ready";
    if (stop.aborted) this.#apply({ type: "stop" });
    if (wasReady) this.#emit({ type: "withdrawn", child });
    if (stop.aborted) await child.stop(this.#tools.stopDeadlines);
    else child.kill();
    const exit = await child.exited;
    this.#fall("exited", problem ?? exit.reason);
  }

  /** Null when the probe succeeded, else why it did not. */
  async #becomeReady(child: SpawnedChild, exited: Promise<"exited">): Promise<string | null> {
    const { startTimeoutMs } = this.desired;
    const timeout = AbortSignal.timeout(startTimeoutMs);
    const signal = AbortSignal.any([timeout, this.#stopping.signal]);
    try {
      const probed = this.desired.probe(child, signal).then(() => "ready" as const);
      const outcome = await Promise.race([probed, exited, aborted(signal).then(() => "late")]);
      if (outcome === "ready") return null;
      if (outcome === "exited") return (await child.exited).reason;
      if (this.#stopping.signal.aborted) return "It was stopped before it was ready.";
      return `It did not answer within ${startTimeoutMs} ms.`;
    } catch (error) {
      // A child that ended closes its output first; its exit tells more than the broken talk.
      const ended = child.exited.then((exit) => exit.reason);
      const late = aborted(AbortSignal.timeout(lastWordsMs)).then(() => describe(error));
      return Promise.race([ended, late]);
    }
  }

  #fall(type: "exited" | "start-failed", reason: string): void {
    this.#apply({ type: "fell", reason });
    this.#emit({ type, reason });
  }

  #apply(event: SupervisionEvent): void {
    const { clock, random } = this.#tools;
    this.#supervision = transition(this.#supervision, event, clock.monotonicMs(), random());
  }

  #emit(event: WithoutHead<ChildEvent>): void {
    this.#tools.emit({ key: this.desired.key, at: this.#supervision, ...event } as ChildEvent);
  }
}

type WithoutHead<Event> = Event extends unknown ? Omit<Event, "key" | "at"> : never;

function aborted(signal: AbortSignal): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  if (signal.aborted) resolve();
  else signal.addEventListener("abort", () => resolve(), { once: true });
  return promise;
}

/** The operator sees the sentence of our own errors, the whole of others. */
function describe(error: unknown): string {
  if (error instanceof AppError) return error.message;
  return error instanceof Error ? `${error.name}: ${error.message}` : String(error);
}
