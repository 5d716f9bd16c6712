/**
 * A load generator on raw sockets: N connections, one request in flight each. Spends less CPU than
 * fetch, since it shares its two cores with what it measures. Reads its plan from standard input,
 * prints one JSON line.
 */
export interface LoadPlan {
  readonly host: string;
  readonly port: number;
  readonly connections: number;
  readonly seconds: number;
  /** Requests before the measurement starts, for each connection. */
  readonly warmupSeconds: number;
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  /** Text that every answer must hold; others are counted as wrong. */
  readonly expect: string;
}

export interface LoadResult {
  readonly requests: number;
  readonly seconds: number;
  readonly perSecond: number;
  readonly wrong: number;
  /** Answers of the whole run, warm-up included: rows must equal them. */
  readonly answers: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  readonly maxMs: number;
  readonly firstWrong: string | null;
}

interface Run {
  readonly plan: LoadPlan;
  readonly request: Buffer;
  readonly latencies: number[];
  measuring: boolean;
  stopping: boolean;
  answers: number;
  wrong: number;
  firstWrong: string | null;
}

interface Connection {
  sentAt: number;
  pending: Buffer;
  readonly done: () => void;
}

export async function runLoad(plan: LoadPlan): Promise<LoadResult> {
  const run: Run = {
    plan,
    request: encodeRequest(plan),
    latencies: [],
    measuring: false,
    stopping: false,
    answers: 0,
    wrong: 0,
    firstWrong: null,
  };
  const ended = Array.from({ length: plan.connections }, () => connect(run));
  await Bun.sleep(plan.warmupSeconds * 1000);
  run.measuring = true;
  const started = performance.now();
  await Bun.sleep(plan.seconds * 1000);
  run.measuring = false;
  const seconds = (performance.now() - started) / 1000;
  run.stopping = true;
  await Promise.all(ended);
  return summarise(run, seconds);
}

function encodeRequest({ method, path, headers, host, port, body }: LoadPlan): Buffer {
  const all = {
    host: `${host}:${port}`,
    "content-length": String(Buffer.byteLength(body)),
    ...headers,
  };
  const lines = Object.entries(all).map(([name, value]) => `${name}: ${value}`);
  return Buffer.from(`${method} ${path} HTTP/1.1\r\n${lines.join("\r\n")}\r\n\r\n${body}`);
}

function connect(run: Run): Promise<void> {
  return new Promise((resolve, reject) => {
    const state: Connection = { sentAt: 0, pending: Buffer.alloc(0), done: resolve };
    Bun.connect<Connection>({
      hostname: run.plan.host,
      port: run.plan.port,
      data: state,
      socket: {
        open: (socket) => send(run, socket),
        data: (socket, chunk) => receive(run, socket, chunk),
        close: () => resolve(),
        error: (_, error) => reject(error),
      },
    }).catch(reject);
  });
}

function send(run: Run, socket: Bun.Socket<Connection>): void {
  socket.data.sentAt = performance.now();
  socket.write(run.request);
}

function receive(run: Run, socket: Bun.Socket<Connection>, chunk: Buffer): void {
  const state = socket.data;
  const bytes = state.pending.length === 0 ? chunk : Buffer.concat([state.pending, chunk]);
  const end = answerEnd(bytes);
  if (end === -1) {
    // The chunk's memory belongs to the socket.
    state.pending = Buffer.from(bytes);
    return;
  }
  state.pending = Buffer.alloc(0);
  count(run, bytes, performance.now() - state.sentAt);
  if (run.stopping) {
    socket.end();
    state.done();
  } else send(run, socket);
}

function count(run: Run, bytes: Buffer, milliseconds: number): void {
  run.answers++;
  if (run.measuring) run.latencies.push(milliseconds);
  if (bytes.includes(run.plan.expect)) return;
  run.wrong++;
  run.firstWrong ??= bytes.toString("utf8").slice(0, 600);
}

const headEnd = Buffer.from("\r\n\r\n");

/** Index after the answer's last byte, or -1 while it is not whole. */
function answerEnd(bytes: Buffer): number {
  const head = bytes.indexOf(headEnd);
  if (head === -1) return -1;
  const length = /content-length: (\d+)/i.exec(bytes.toString("latin1", 0, head))?.[1];
  const end = head + 4 + Number(length ?? 0);
  return bytes.length >= end ? end : -1;
}

function summarise(run: Run, seconds: number): LoadResult {
  const sorted = Float64Array.from(run.latencies).sort();
  const at = (share: number) =>
    round(sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0);
  return {
    requests: sorted.length,
    seconds: round(seconds),
    perSecond: Math.round(sorted.length / seconds),
    wrong: run.wrong,
    answers: run.answers,
    p50Ms: at(0.5),
    p99Ms: at(0.99),
    maxMs: round(sorted.at(-1) ?? 0),
    firstWrong: run.firstWrong,
  };
}

function round(value: number): number {
  return Math.round(value * 100) / 100;
}

if (import.meta.main) {
  const plan = (await Bun.stdin.json()) as LoadPlan;
  console.log(JSON.stringify(await runLoad(plan)));
}
