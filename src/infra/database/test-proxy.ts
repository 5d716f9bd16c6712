import net from "node:net";
import { applicationOf, commandTags } from "./test-proxy-messages.ts";

export type Direction = "to-server" | "to-client";

/** Which answers a proxy cuts off. */
export interface CutPlan {
  /** Of the connections with this application name; of all when absent. */
  readonly application?: string;
  /** Answers whose command tag matches; all when absent. */
  readonly tag?: RegExp;
  /** Every how many-th of them never arrives; its connection is reset instead. */
  readonly every: number;
  /** How many are cut before the proxy behaves again; without end when absent. */
  readonly times?: number;
}

export interface TestProxy {
  readonly port: number;
  /** The URL given at the opening, through the proxy. */
  readonly url: string;
  /** Another URL of the same server, through the proxy. */
  through(url: string): string;
  /** How many connections stand now. */
  readonly connections: number;
  /** From now on answers are swallowed; what is sent still arrives. */
  swallowAnswers(): void;
  /** From now on nothing passes in either direction, and nobody is told. */
  freeze(): void;
  /** Holds what goes one way, as a path without a way back does; `resume` delivers it. */
  blackHole(...directions: readonly Direction[]): void;
  /** Everything takes this much longer, each way. */
  delay(ms: number): void;
  /** Reads this slowly from the server. */
  slowReads(bytesPerSecond: number): void;
  /** Ends one direction of every connection in order; the other stays open. */
  halfClose(direction: Direction): void;
  /** Some commits arrive and their answers do not. */
  cutAnswers(plan: CutPlan): void;
  /** How many answers were cut off. */
  readonly cuts: number;
  /** Cuts every connection; new ones work as usual. */
  cut(): void;
  /** The same by a reset. */
  reset(): void;
  /** Refuses connections until `heal`. */
  refuse(): void;
  /** New connections go there. */
  retarget(url: string): void;
  /** Ends every fault and delivers what was held. */
  resume(): void;
  /** Ends every fault and cuts every connection. */
  heal(): void;
  close(): Promise<void>;
}

interface Faults {
  refuses: boolean;
  /** What goes this way is thrown away. */
  swallows: ReadonlySet<Direction>;
  holds: ReadonlySet<Direction>;
  delayMs: number;
  bytesPerSecond: number;
  plan: CutPlan | undefined;
  seen: number;
  cuts: number;
}

const both: readonly Direction[] = ["to-server", "to-client"];
const noFaults = {
  refuses: false,
  swallows: new Set<Direction>(),
  holds: new Set<Direction>(),
  delayMs: 0,
  bytesPerSecond: Infinity,
  plan: undefined,
};
/** How much a slow reader lets wait before it reads no more. */
const heldBytesMax = 65_536;
const slowTickMs = 20;

/** A TCP relay to PostgreSQL that can fail in the ways of networks. */
export async function openTestProxy(target: string): Promise<TestProxy> {
  const faults: Faults = { ...noFaults, seen: 0, cuts: 0 };
  const pairs = new Set<Pair>();
  let { hostname, port } = new URL(target);
  const server = net.createServer({ allowHalfOpen: true }, (client) => {
    if (faults.refuses) return void client.destroy();
    const upstream = net.connect({ port: Number(port), host: hostname, allowHalfOpen: true });
    const pair = openPair(client, upstream, faults, () => pairs.delete(pair));
    pairs.add(pair);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const own = (server.address() as net.AddressInfo).port;
  const through = (url: string) => onLoopback(url, own);
  const each = (act: (pair: Pair) => void) => [...pairs].forEach(act);
  const change = (next: Partial<Faults>) => {
    Object.assign(faults, next);
    each((pair) => pair.pump());
  };
  const cut = () => each((pair) => pair.end("destroy"));
  return {
    port: own,
    url: through(target),
    through,
    get connections() {
      return pairs.size;
    },
    swallowAnswers: () => change({ swallows: new Set(["to-client"] as const) }),
    freeze: () => change({ swallows: new Set(both) }),
    blackHole: (...directions) => change({ holds: new Set(directions) }),
    delay: (ms) => change({ delayMs: ms }),
    slowReads: (bytesPerSecond) => change({ bytesPerSecond }),
    halfClose: (direction) => each((pair) => pair.endOne(direction)),
    cutAnswers: (plan) => change({ plan, seen: 0, cuts: 0 }),
    get cuts() {
      return faults.cuts;
    },
    cut,
    reset: () => each((pair) => pair.end("reset")),
    refuse() {
      change({ refuses: true });
      cut();
    },
    retarget(url) {
      ({ hostname, port } = new URL(url));
    },
    resume: () => change(noFaults),
    heal() {
      cut();
      change(noFaults);
    },
    async close() {
      cut();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function onLoopback(url: string, port: number): string {
  const next = new URL(url);
  next.hostname = "127.0.0.1";
  next.port = `${port}`;
  return next.href;
}

interface Pair {
  /** Sends what may go now. */
  pump(): void;
  endOne(direction: Direction): void;
  end(how: "destroy" | "reset"): void;
}

function openPair(
  client: net.Socket,
  upstream: net.Socket,
  faults: Faults,
  onEnd: () => void,
): Pair {
  const isDue = answerCutter(faults);
  const end = (how: "destroy" | "reset") => {
    for (const socket of [client, upstream]) {
      if (how === "reset") socket.resetAndDestroy();
      else socket.destroy();
    }
    onEnd();
  };
  const toServer = openFlow("to-server", client, upstream, faults);
  const toClient = openFlow("to-client", upstream, client, faults);
  client.once("data", (chunk: Buffer) => isDue.startsWith(chunk));
  client.on("data", toServer.take);
  upstream.on("data", (chunk: Buffer) => {
    if (isDue.cuts(chunk)) end("reset");
    else toClient.take(chunk);
  });
  client.on("end", () => toServer.finish());
  upstream.on("end", () => toClient.finish());
  for (const socket of [client, upstream]) {
    socket.on("error", () => end("destroy"));
    socket.on("close", () => end("destroy"));
  }
  return {
    pump() {
      toServer.pump();
      toClient.pump();
    },
    endOne: (direction) => (direction === "to-server" ? upstream : client).end(),
    end,
  };
}

/** One direction of a connection: a queue that is let go by time, speed and holds. */
function openFlow(direction: Direction, from: net.Socket, to: net.Socket, faults: Faults) {
  const held: { chunk: Buffer; dueMs: number }[] = [];
  let heldBytes = 0;
  let timer: Timer | undefined;
  let isEnded = false;
  const later = (ms: number) => {
    timer ??= setTimeout(() => {
      timer = undefined;
      pump();
    }, ms);
  };
  const isSlow = () => direction === "to-client" && faults.bytesPerSecond !== Infinity;
  const pump = () => {
    while (held[0] !== undefined && !faults.holds.has(direction) && !to.destroyed) {
      const [{ chunk, dueMs }] = held as [{ chunk: Buffer; dueMs: number }];
      const leftMs = faults.delayMs === 0 ? 0 : dueMs - performance.now();
      if (leftMs > 0) return later(leftMs);
      if (isSlow() && timer !== undefined) return;
      const size = isSlow() ? Math.ceil((faults.bytesPerSecond * slowTickMs) / 1_000) : Infinity;
      const part = chunk.subarray(0, size);
      held.shift();
      if (part.length < chunk.length) held.unshift({ chunk: chunk.subarray(size), dueMs });
      heldBytes -= part.length;
      to.write(part);
      if (isSlow()) later(slowTickMs);
    }
    if (heldBytes < heldBytesMax) from.resume();
    if (isEnded && held.length === 0) to.end();
  };
  return {
    pump,
    take(chunk: Buffer) {
      if (faults.swallows.has(direction)) return;
      held.push({ chunk, dueMs: performance.now() + faults.delayMs });
      heldBytes += chunk.length;
      if (heldBytes > heldBytesMax) from.pause();
      pump();
    },
    finish() {
      isEnded = true;
      pump();
    },
  };
}

/** Counts the answers of one connection against the proxy's plan. */
function answerCutter(faults: Faults) {
  let application: string | undefined;
  const tagsOf = commandTags();
  return {
    startsWith(chunk: Buffer) {
      application = applicationOf(chunk);
    },
    cuts(chunk: Buffer): boolean {
      const tags = tagsOf(chunk);
      const { plan } = faults;
      if (plan === undefined || faults.cuts >= (plan.times ?? Infinity)) return false;
      if (plan.application !== undefined && plan.application !== application) return false;
      const before = faults.seen;
      faults.seen += tags.filter((tag) => plan.tag?.test(tag) ?? true).length;
      if (Math.floor(before / plan.every) === Math.floor(faults.seen / plan.every)) return false;
      faults.cuts += 1;
      return true;
    },
  };
}
