import {
  callBody,
  callHeaders,
  hookAllow,
  hookBody,
  hookPath,
  mcpPath,
  postText,
  traceHeader,
} from "../calls.ts";
import { openRaw, type RawAnswer, type RawConnection } from "../raw-http.ts";

/** One call under load and what came back; `answer` is null when the connection broke. */
export interface Shot {
  readonly kind: "hook" | "tool";
  /** Names the call: the claimed trace id, and the file that a tool call writes. */
  readonly claimed: string;
  readonly answer: RawAnswer | null;
  /** The answer lets the caller go on. */
  readonly allowed: boolean;
}

export interface Hammer {
  readonly shots: readonly Shot[];
  /** Answers so far that match. */
  count(matches: (shot: Shot) => boolean): number;
  /** Ends the load once every running call is answered or broken. */
  stop(): Promise<readonly Shot[]>;
}

export interface Load {
  readonly port: number;
  readonly token: string;
  readonly hookConnections: number;
  readonly toolConnections: number;
}

/** Leaves the two cores to the server; the load is many connections, not many calls. */
const pauseMs = 10;
const reconnectMs = 20;

/**
 * Hook decisions and write_file calls from many connections, without an end. A broken connection is
 * replaced; no call is ever sent twice.
 */
export function startHammer(load: Load): Hammer {
  const shots: Shot[] = [];
  const state = { stopping: false };
  const workers = [
    ...Array.from({ length: load.hookConnections }, () => work(load, "hook", shots, state)),
    ...Array.from({ length: load.toolConnections }, () => work(load, "tool", shots, state)),
  ];
  return {
    shots,
    count: (matches) => shots.filter(matches).length,
    stop: async () => {
      state.stopping = true;
      await Promise.all(workers);
      return shots;
    },
  };
}

async function work(
  load: Load,
  kind: Shot["kind"],
  shots: Shot[],
  state: { readonly stopping: boolean },
): Promise<void> {
  let connection: RawConnection | null = null;
  while (!state.stopping) {
    connection ??= await openRaw(load.port);
    if (connection === null) {
      await Bun.sleep(reconnectMs);
      continue;
    }
    const shot = await shoot(connection, load, kind);
    shots.push(shot);
    if (shot.answer === null) {
      connection.close();
      connection = null;
    }
    await Bun.sleep(pauseMs);
  }
  connection?.close();
}

export async function shoot(
  connection: RawConnection,
  { port, token }: Pick<Load, "port" | "token">,
  kind: Shot["kind"],
): Promise<Shot> {
  const claimed = crypto.randomUUID().replaceAll("-", "");
  const text = kind === "hook" ? hookText(port, token) : writeText(port, token, claimed);
  const answer = await connection.ask(text);
  const allowed =
    answer !== null &&
    answer.status === 200 &&
    (kind === "hook" ? answer.body === hookAllow : answer.body.includes('"Wrote 1 bytes'));
  return { kind, claimed, answer, allowed };
}

export function hookText(port: number, token: string): string {
  return postText(port, hookPath, token, [], hookBody);
}

function writeText(port: number, token: string, claimed: string): string {
  const body = callBody("write_file", { path: fileOf(claimed), content: "x" });
  const headers = [...callHeaders("write_file"), traceHeader(claimed)];
  return postText(port, mcpPath("workspace"), token, headers, body);
}

export function fileOf(claimed: string): string {
  return `load-${claimed}.txt`;
}
