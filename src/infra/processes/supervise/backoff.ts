import { assertNever } from "#shared/assert.ts";

export const backoff = {
  /** First wait after a failure; doubles with each further one. */
  retryMsMin: 250,
  /** A child that never comes up is still tried this often, for ever. */
  retryMsMax: 30_000,
  /** A child that stayed ready this long has recovered: its next failure counts as the first. */
  sustainedMs: 60_000,
  /** From here on the child is reported as failed, no longer as backing off. */
  rapidFailuresMax: 5,
} as const;

export type SupervisionState =
  "stopped" | "starting" | "ready" | "backing-off" | "failed" | "stopping";

/** Where one child stands. Plain data; `transition` makes the next one. */
export interface Supervision {
  readonly state: SupervisionState;
  /** Failures without a sustained time in between. */
  readonly failures: number;
  readonly restarts: number;
  /** Monotonic time of becoming ready; null unless ready. */
  readonly readyAtMs: number | null;
  /** Wait before the next start; null unless backing off or failed. */
  readonly retryInMs: number | null;
  /** Why it is not ready, for people. */
  readonly reason: string | null;
}

export type SupervisionEvent =
  | { readonly type: "start" }
  | { readonly type: "became-ready" }
  /** It could not be started, did not answer in time, or ended. */
  | { readonly type: "fell"; readonly reason: string }
  | { readonly type: "stop" }
  | { readonly type: "ended" };

export const initialSupervision: Supervision = {
  state: "stopped",
  failures: 0,
  restarts: 0,
  readyAtMs: null,
  retryInMs: null,
  reason: null,
};

/** The only place where a state changes. `random` is in [0, 1). */
export function transition(
  current: Supervision,
  event: SupervisionEvent,
  nowMs: number,
  random: number,
): Supervision {
  switch (event.type) {
    case "start":
      if (!startable.includes(current.state)) return current;
      return { ...current, state: "starting", retryInMs: null, restarts: nextRestarts(current) };
    case "became-ready":
      if (current.state !== "starting") return current;
      return { ...current, state: "ready", readyAtMs: nowMs, reason: null };
    case "fell":
      return fall(current, event.reason, nowMs, random);
    case "stop":
      return { ...current, state: "stopping", readyAtMs: null, retryInMs: null };
    case "ended":
      return { ...initialSupervision, restarts: current.restarts };
    default:
      return assertNever(event);
  }
}

const startable: readonly SupervisionState[] = ["stopped", "backing-off", "failed"];

function nextRestarts(current: Supervision): number {
  return current.failures > 0 ? current.restarts + 1 : current.restarts;
}

function fall(current: Supervision, reason: string, nowMs: number, random: number): Supervision {
  if (current.state === "stopping" || current.state === "stopped") return current;
  const recovered = current.readyAtMs !== null && nowMs - current.readyAtMs >= backoff.sustainedMs;
  const failures = recovered ? 1 : current.failures + 1;
  return {
    ...current,
    state: failures >= backoff.rapidFailuresMax ? "failed" : "backing-off",
    failures,
    readyAtMs: null,
    retryInMs: retryDelayMs(failures, random),
    reason,
  };
}

/** Exponential, with a fifth of jitter either way so that children of one cause do not return as one. */
export function retryDelayMs(failures: number, random: number): number {
  const base = Math.min(backoff.retryMsMax, backoff.retryMsMin * 2 ** Math.min(failures - 1, 16));
  return Math.round(base * (0.8 + 0.4 * random));
}
