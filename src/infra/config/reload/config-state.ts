import type { LoadedServices, ServicesConfig } from "../services/services-config.ts";
import type { Diagnostic } from "../yaml/diagnostic.ts";

/** A configuration in force and the version of its row. */
export interface RunningConfig {
  readonly version: number;
  readonly hash: string;
  readonly config: ServicesConfig;
}

/** What became of the last attempt to change the configuration. */
export interface Attempt {
  readonly atMs: number;
  readonly result: "applied" | "unchanged" | "refused" | "not-recorded";
  readonly hash: string | null;
  readonly diagnostics: readonly Diagnostic[];
  /** For `not-recorded`: why the snapshot could not be committed. */
  readonly problem: string | null;
}

/** Where a candidate is on its way: committed before it is swapped in. */
export type Phase =
  | { readonly name: "idle" }
  | { readonly name: "loading" }
  | {
      readonly name: "committing";
      readonly hash: string;
      readonly config: ServicesConfig;
      readonly diagnostics: readonly Diagnostic[];
      /** The version that ran when it was sent; its own is higher unless the database lost some. */
      readonly after: number;
    };

export interface ConfigState {
  readonly running: RunningConfig;
  readonly phase: Phase;
  /** Files changed while a candidate was under way: read again afterwards. */
  readonly changedMeanwhile: boolean;
  readonly lastAttempt: Attempt | null;
}

export type ConfigEvent =
  | { readonly name: "files-changed" }
  | { readonly name: "loaded"; readonly loaded: LoadedServices; readonly atMs: number }
  | { readonly name: "committed"; readonly version: number; readonly atMs: number }
  | { readonly name: "commit-failed"; readonly problem: string; readonly atMs: number }
  /** Another replica's snapshot is the newest in the database. */
  | { readonly name: "adopted"; readonly snapshot: RunningConfig; readonly atMs: number }
  /** The database lost what runs here; versions count anew from this snapshot. */
  | { readonly name: "regained"; readonly snapshot: RunningConfig; readonly atMs: number };

export type ConfigEffect = "load" | "commit" | "swap";

export interface Transition {
  readonly state: ConfigState;
  /** In order. `swap` puts `state.running` in force. */
  readonly effects: readonly ConfigEffect[];
}

export function startState(running: RunningConfig): ConfigState {
  return { running, phase: { name: "idle" }, changedMeanwhile: false, lastAttempt: null };
}

/** The only function that changes the state. */
export function transition(state: ConfigState, event: ConfigEvent): Transition {
  switch (event.name) {
    case "files-changed":
      return onFilesChanged(state);
    case "loaded":
      return onLoaded(state, event.loaded, event.atMs);
    case "committed":
      return onCommitted(state, event.version, event.atMs);
    case "commit-failed":
      return onCommitFailed(state, event.problem, event.atMs);
    case "adopted":
      if (event.snapshot.version <= state.running.version) return { state, effects: [] };
      return run(state, event.snapshot, event.atMs);
    case "regained":
      return run(state, event.snapshot, event.atMs);
  }
}

function onFilesChanged(state: ConfigState): Transition {
  if (state.phase.name !== "idle") {
    return { state: { ...state, changedMeanwhile: true }, effects: [] };
  }
  return {
    state: { ...state, phase: { name: "loading" }, changedMeanwhile: false },
    effects: ["load"],
  };
}

function onLoaded(state: ConfigState, loaded: LoadedServices, atMs: number): Transition {
  if (state.phase.name !== "loading") return { state, effects: [] };
  const { diagnostics, hash } = loaded;
  if (loaded.config === null) {
    return settle(state, { atMs, result: "refused", hash, diagnostics, problem: null });
  }
  if (hash === state.running.hash) {
    return settle(state, { atMs, result: "unchanged", hash, diagnostics, problem: null });
  }
  const { config } = loaded;
  const after = state.running.version;
  const phase: Phase = { name: "committing", hash: loaded.hash, config, diagnostics, after };
  return { state: { ...state, phase }, effects: ["commit"] };
}

function onCommitted(state: ConfigState, version: number, atMs: number): Transition {
  if (state.phase.name !== "committing") return { state, effects: [] };
  const { hash, config, diagnostics, after } = state.phase;
  const attempt: Attempt = { atMs, result: "applied", hash, diagnostics, problem: null };
  // A newer snapshot was adopted while this one was on its way.
  if (version > after && version < state.running.version) return settle(state, attempt);
  return settle({ ...state, running: { version, hash, config } }, attempt, ["swap"]);
}

function onCommitFailed(state: ConfigState, problem: string, atMs: number): Transition {
  if (state.phase.name !== "committing") return { state, effects: [] };
  const { hash, diagnostics } = state.phase;
  return settle(state, { atMs, result: "not-recorded", hash, diagnostics, problem });
}

function run(state: ConfigState, snapshot: RunningConfig, atMs: number): Transition {
  const { hash } = snapshot;
  const changed = hash !== state.running.hash;
  const attempt: Attempt = { atMs, result: "applied", hash, diagnostics: [], problem: null };
  const lastAttempt = changed ? attempt : state.lastAttempt;
  return {
    state: { ...state, running: snapshot, lastAttempt },
    effects: changed ? ["swap"] : [],
  };
}

/** Back to rest, or to the next reading when the files changed meanwhile. */
function settle(
  state: ConfigState,
  lastAttempt: Attempt,
  effects: readonly ConfigEffect[] = [],
): Transition {
  const again = state.changedMeanwhile;
  return {
    state: {
      ...state,
      lastAttempt,
      changedMeanwhile: false,
      phase: again ? { name: "loading" } : { name: "idle" },
    },
    effects: again ? [...effects, "load"] : effects,
  };
}
