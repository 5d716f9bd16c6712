import { type Clock, systemClock } from "#shared/clock.ts";
import type { SpawnedChild, StopDeadlines } from "../spawned-child.ts";
import { stopDeadlinesDefault } from "../spawned-child.ts";
import type { Supervision } from "./backoff.ts";
import { type ChildEvent, type DesiredChild, SupervisedChild } from "./child.ts";

export interface SupervisorOptions {
  readonly clock?: Clock;
  readonly random?: () => number;
  readonly wait?: (milliseconds: number, signal: AbortSignal) => Promise<void>;
  readonly stopDeadlines?: StopDeadlines;
}

export interface ChildStatus {
  readonly key: string;
  readonly fingerprint: string;
  readonly supervision: Supervision;
  readonly pid: number | null;
}

/** Drives children to the configured set. One that fails never stops another. */
export class Supervisor {
  readonly #options: Required<SupervisorOptions>;
  readonly #children = new Map<string, SupervisedChild>();
  readonly #listeners = new Set<(event: ChildEvent) => void>();
  /** One change at a time, so that two reconciliations never start the same child twice. */
  #changes: Promise<void> = Promise.resolve();
  #closed = false;

  constructor(options: SupervisorOptions = {}) {
    this.#options = {
      clock: options.clock ?? systemClock,
      random: options.random ?? Math.random,
      wait: options.wait ?? wait,
      stopDeadlines: options.stopDeadlines ?? stopDeadlinesDefault,
    };
  }

  /**
   * Makes the running set equal to the desired one: stops what is not listed or has changed, starts
   * what is new. Resolves when what had to stop is gone; readiness is told by events.
   */
  reconcile(desired: readonly DesiredChild[]): Promise<void> {
    return this.#change(() => this.#reconcile(desired));
  }

  /** Stops everything, for good. */
  close(): Promise<void> {
    this.#closed = true;
    return this.#change(() => this.#reconcile([]));
  }

  /** Returns the function that ends the subscription. Listeners must not throw. */
  subscribe(listener: (event: ChildEvent) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** The process of a ready child, else null. */
  readyChild(key: string): SpawnedChild | null {
    return this.#children.get(key)?.ready ?? null;
  }

  retryNow(key: string): void {
    this.#children.get(key)?.retryNow();
  }

  status(): readonly ChildStatus[] {
    return [...this.#children.values()].map((child) => ({
      key: child.desired.key,
      fingerprint: child.desired.fingerprint,
      supervision: child.supervision,
      pid: child.ready?.pid ?? null,
    }));
  }

  /** A failed change is told to whoever asked for it; the next one begins where it ended. */
  #change(act: () => Promise<void>): Promise<void> {
    const next = this.#changes.then(act);
    this.#changes = Promise.allSettled([next]).then(() => undefined);
    return next;
  }

  async #reconcile(desired: readonly DesiredChild[]): Promise<void> {
    const wanted = new Map((this.#closed ? [] : desired).map((child) => [child.key, child]));
    const leaving = [...this.#children.values()].filter(
      ({ desired: old }) => wanted.get(old.key)?.fingerprint !== old.fingerprint,
    );
    const stopped = leaving.map(async (child) => {
      try {
        await child.stop();
      } finally {
        this.#children.delete(child.desired.key);
        this.#start(wanted.get(child.desired.key));
      }
    });
    for (const child of wanted.values()) this.#start(child);
    await Promise.allSettled(stopped);
    await Promise.all(stopped);
  }

  #start(desired: DesiredChild | undefined): void {
    if (desired === undefined || this.#children.has(desired.key)) return;
    const { clock, random, stopDeadlines } = this.#options;
    const emit = (event: ChildEvent) => {
      for (const listener of this.#listeners) listener(event);
    };
    const tools = { clock, random, stopDeadlines, emit, wait: this.#options.wait };
    this.#children.set(desired.key, new SupervisedChild(desired, tools));
  }
}

function wait(milliseconds: number, signal: AbortSignal): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  const timer = setTimeout(resolve, milliseconds);
  const hurry = () => {
    clearTimeout(timer);
    resolve();
  };
  if (signal.aborted) hurry();
  else signal.addEventListener("abort", hurry, { once: true });
  return promise;
}
