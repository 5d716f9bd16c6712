import type { Clock } from "#shared/clock.ts";
import type { LoadedServices } from "../services/services-config.ts";
import { type Diagnostic, formatDiagnostic } from "../yaml/diagnostic.ts";
import { diffServices, type ServicesDiff } from "../services/diff-services.ts";
import {
  type ConfigEvent,
  type ConfigState,
  type RunningConfig,
  startState,
  transition,
} from "./config-state.ts";

export interface Candidate {
  readonly hash: string;
  readonly config: RunningConfig["config"];
  readonly diff: ServicesDiff;
}

/** The effects; only the order in which they happen is decided here. */
export interface ReloadEffects {
  /** Reads the folder. */
  load(): LoadedServices;
  /** Commits audit row and snapshot; resolves with the version when both are durable. */
  commit(candidate: Candidate): Promise<{ readonly version: number }>;
  /** Puts a committed configuration in force; must not throw. */
  swap(running: RunningConfig): void;
  /** A refused or unrecorded change, for the log. */
  report(status: ConfigStatus): void;
}

export interface ConfigStatus {
  readonly running: { readonly version: number; readonly hash: string };
  readonly phase: "idle" | "loading" | "committing";
  readonly last_attempt: {
    readonly at: string;
    readonly result: string;
    readonly hash: string | null;
    readonly problem: string | null;
    readonly diagnostics: readonly string[];
  } | null;
}

/** Runs the state machine: one attempt at a time, commit before swap, the running one kept. */
export class ServicesReloader {
  #state: ConfigState;
  #work: Promise<void> = Promise.resolve();
  readonly #effects: ReloadEffects;
  readonly #clock: Clock;

  constructor(initial: RunningConfig, effects: ReloadEffects, clock: Clock) {
    this.#state = startState(initial);
    this.#effects = effects;
    this.#clock = clock;
  }

  get running(): RunningConfig {
    return this.#state.running;
  }

  /** Reads the files again; resolves when nothing is under way any more. */
  async reload(): Promise<ConfigStatus> {
    this.#step({ name: "files-changed" });
    let seen: Promise<void> | undefined;
    while (seen !== this.#work) {
      seen = this.#work;
      await seen;
    }
    return this.status();
  }

  /** The newest snapshot of the database, when another replica made it. */
  adopt(snapshot: RunningConfig): void {
    this.#step({ name: "adopted", snapshot, atMs: this.#clock.nowMs() });
  }

  /** The same where the database lost the running one, whatever the versions. */
  regain(snapshot: RunningConfig): void {
    this.#step({ name: "regained", snapshot, atMs: this.#clock.nowMs() });
  }

  status(): ConfigStatus {
    const { running, phase, lastAttempt } = this.#state;
    return {
      running: { version: running.version, hash: running.hash },
      phase: phase.name,
      last_attempt: lastAttempt && {
        at: new Date(lastAttempt.atMs).toISOString(),
        result: lastAttempt.result,
        hash: lastAttempt.hash,
        problem: lastAttempt.problem,
        diagnostics: lastAttempt.diagnostics.map(formatDiagnostic),
      },
    };
  }

  #step(event: ConfigEvent): void {
    const { state, effects } = transition(this.#state, event);
    const attempted = state.lastAttempt !== this.#state.lastAttempt ? state.lastAttempt : null;
    this.#state = state;
    for (const effect of effects) {
      if (effect === "swap") this.#effects.swap(state.running);
      else if (effect === "load") this.#queue(() => this.#load());
      else this.#queue(() => this.#commit());
    }
    if (attempted?.result === "refused" || attempted?.result === "not-recorded") {
      this.#effects.report(this.status());
    }
  }

  #queue(work: () => Promise<void>): void {
    this.#work = this.#work.then(work);
  }

  #load(): Promise<void> {
    const loaded = this.#loadSafely();
    this.#step({ name: "loaded", loaded, atMs: this.#clock.nowMs() });
    return Promise.resolve();
  }

  /** A folder that vanishes while it is read must not end the reloading for ever. */
  #loadSafely(): LoadedServices {
    try {
      return this.#effects.load();
    } catch (error) {
      const message = `cannot be read (${error instanceof Error ? error.message : String(error)})`;
      const place = { file: "services", line: 1, column: 1, path: "" };
      const diagnostics: Diagnostic[] = [{ severity: "error", ...place, message }];
      return { config: null, hash: null, diagnostics, rulePlaces: [] };
    }
  }

  async #commit(): Promise<void> {
    const { phase, running } = this.#state;
    if (phase.name !== "committing") return;
    const { hash, config } = phase;
    try {
      const diff = diffServices(running.config, config);
      const { version } = await this.#effects.commit({ hash, config, diff });
      this.#step({ name: "committed", version, atMs: this.#clock.nowMs() });
    } catch (error) {
      const problem = error instanceof Error ? error.message : String(error);
      this.#step({ name: "commit-failed", problem, atMs: this.#clock.nowMs() });
    }
  }
}
