import { hookAllow, hookBody, hookPath, postText } from "../e2e/calls.ts";
import { openRaw, type RawConnection } from "../e2e/raw-http.ts";

/** A steady small load: what a few clients do, not what a machine can. */
export interface Drip {
  /** Answers so far, and those among them that let the caller go on. */
  readonly answers: number;
  readonly allowed: number;
  /** Of each answer, in order. */
  readonly latenciesMs: readonly number[];
  stop(): Promise<void>;
}

export interface DripOptions {
  readonly port: number;
  readonly token: string;
  readonly connections: number;
  /** Of each connection, between an answer and its next call. */
  readonly pauseMs: number;
}

interface State {
  stopping: boolean;
  allowed: number;
  readonly latenciesMs: number[];
}

const reconnectMs = 50;

/** Hook calls one after the other on each connection; a broken connection is replaced. */
export function startDrip(options: DripOptions): Drip {
  const state: State = { stopping: false, allowed: 0, latenciesMs: [] };
  const workers = Array.from({ length: options.connections }, () => work(options, state));
  return {
    get answers() {
      return state.latenciesMs.length;
    },
    get allowed() {
      return state.allowed;
    },
    latenciesMs: state.latenciesMs,
    stop: async () => {
      state.stopping = true;
      await Promise.all(workers);
    },
  };
}

async function work({ port, token, pauseMs }: DripOptions, state: State): Promise<void> {
  const text = postText(port, hookPath, token, [], hookBody);
  let connection: RawConnection | null = null;
  while (!state.stopping) {
    connection ??= await openRaw(port);
    const askedMs = performance.now();
    const answer = (await connection?.ask(text)) ?? null;
    if (answer === null) {
      connection?.close();
      connection = null;
      await Bun.sleep(reconnectMs);
      continue;
    }
    state.latenciesMs.push(performance.now() - askedMs);
    if (answer.body === hookAllow) state.allowed++;
    await Bun.sleep(pauseMs);
  }
  connection?.close();
}
