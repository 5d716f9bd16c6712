import { hookBody, hookPath, postText } from "../../e2e/calls.ts";
import { openRaw, type RawConnection } from "../../e2e/raw-http.ts";

/** A steady small load: what a few clients do, not what a machine can. */
export interface Drip {
  /** Answers so far. */
  readonly answers: number;
  stop(): Promise<void>;
}

export interface DripOptions {
  readonly port: number;
  readonly token: string;
  readonly connections: number;
  /** Of each connection, between an answer and its next call. */
  readonly pauseMs: number;
}

const reconnectMs = 50;

/** Hook calls one after the other on each connection; a broken connection is replaced. */
export function startDrip(options: DripOptions): Drip {
  const state = { stopping: false, answers: 0 };
  const workers = Array.from({ length: options.connections }, () => work(options, state));
  return {
    get answers() {
      return state.answers;
    },
    stop: async () => {
      state.stopping = true;
      await Promise.all(workers);
    },
  };
}

async function work(
  { port, token, pauseMs }: DripOptions,
  state: { readonly stopping: boolean; answers: number },
): Promise<void> {
  const text = postText(port, hookPath, token, [], hookBody);
  let connection: RawConnection | null = null;
  while (!state.stopping) {
    connection ??= await openRaw(port);
    const answer = (await connection?.ask(text)) ?? null;
    if (answer === null) {
      connection?.close();
      connection = null;
      await Bun.sleep(reconnectMs);
      continue;
    }
    state.answers++;
    await Bun.sleep(pauseMs);
  }
  connection?.close();
}
