/**
 * Sends the same request at a steady rate from many connections, one in flight on each. A process
 * of its own: reads its plan from standard input, prints one JSON line.
 */
export interface FloodPlan {
  readonly port: number;
  readonly perSecond: number;
  readonly seconds: number;
  readonly connections: number;
  readonly request: string;
}

export interface FloodResult {
  readonly perSecond: number;
  /** Every request has one: what is under way at the end is waited for. */
  readonly answers: number;
  readonly byStatus: Readonly<Record<string, number>>;
}

interface Connection {
  pending: Buffer;
}

const tickMs = 1;
const headEnd = Buffer.from("\r\n\r\n");
const statusAt = "HTTP/1.1 ".length;

async function flood(plan: FloodPlan): Promise<FloodResult> {
  const request = Buffer.from(plan.request);
  const idle: Bun.Socket<Connection>[] = [];
  const byStatus: Record<string, number> = {};
  let answers = 0;
  const receive = (socket: Bun.Socket<Connection>, chunk: Buffer) => {
    const { pending } = socket.data;
    const bytes = pending.length === 0 ? chunk : Buffer.concat([pending, chunk]);
    if (!isWhole(bytes)) {
      socket.data.pending = Buffer.from(bytes);
      return;
    }
    socket.data.pending = Buffer.alloc(0);
    const status = bytes.toString("latin1", statusAt, statusAt + 3);
    byStatus[status] = (byStatus[status] ?? 0) + 1;
    answers++;
    idle.push(socket);
  };
  for (let opened = 0; opened < plan.connections; opened++) {
    idle.push(
      await Bun.connect<Connection>({
        hostname: "127.0.0.1",
        port: plan.port,
        data: { pending: Buffer.alloc(0) },
        socket: { data: receive },
      }),
    );
  }
  const started = performance.now();
  let sent = 0;
  for (let elapsedMs = 0; elapsedMs < plan.seconds * 1_000;) {
    // What could not be sent in time is not made up for in one burst.
    const due = Math.min(idle.length, Math.floor((elapsedMs * plan.perSecond) / 1_000) - sent);
    for (let next = 0; next < due; next++) idle.pop()?.write(request);
    sent += Math.max(0, due);
    await Bun.sleep(tickMs);
    elapsedMs = performance.now() - started;
  }
  const seconds = (performance.now() - started) / 1_000;
  while (answers < sent) await Bun.sleep(tickMs);
  for (const socket of idle) socket.end();
  return { perSecond: Math.round(sent / seconds), answers, byStatus };
}

function isWhole(bytes: Buffer): boolean {
  const head = bytes.indexOf(headEnd);
  if (head === -1) return false;
  const length = /content-length: (\d+)/i.exec(bytes.toString("latin1", 0, head))?.[1];
  return bytes.length >= head + headEnd.length + Number(length ?? 0);
}

if (import.meta.main) {
  console.log(JSON.stringify(await flood((await Bun.stdin.json()) as FloodPlan)));
}
