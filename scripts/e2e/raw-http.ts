import { connect, type Socket } from "node:net";

/** One HTTP answer, read to its end. */
export interface RawAnswer {
  readonly status: number;
  readonly headers: Headers;
  readonly body: string;
}

/** One request at a time on a socket of its own; what is sent is sent byte for byte. */
export interface RawConnection {
  /** Null when the server closed the connection without a whole answer. */
  ask(request: string | Uint8Array): Promise<RawAnswer | null>;
  /** Sends bytes and does not wait. */
  send(bytes: string | Uint8Array): void;
  /** The next answer, or null when the connection ended before it was whole. */
  next(): Promise<RawAnswer | null>;
  close(): void;
}

/** Resolves to null when nothing listens on the port. The local address is the client's own. */
export function openRaw(port: number, localAddress?: string): Promise<RawConnection | null> {
  const from = localAddress === undefined ? {} : { localAddress };
  return new Promise((resolve) => {
    const socket = connect({ host: "127.0.0.1", port, noDelay: true, ...from });
    socket.once("connect", () => resolve(connectionOn(socket)));
    socket.once("error", () => resolve(null));
  });
}

/** One request on a connection of its own. */
export async function askRaw(
  port: number,
  request: string | Uint8Array,
): Promise<RawAnswer | null> {
  const connection = await openRaw(port);
  try {
    return connection === null ? null : await connection.ask(request);
  } finally {
    connection?.close();
  }
}

/** A request's text. `headers` are written as they are, also twice and also bad ones. */
export function requestText(
  method: string,
  path: string,
  headers: readonly (readonly [string, string])[],
  body = "",
): string {
  const lines = headers.map(([name, value]) => `${name}: ${value}`);
  const length = body === "" ? [] : [`content-length: ${String(Buffer.byteLength(body))}`];
  return [`${method} ${path} HTTP/1.1`, ...lines, ...length, "", body].join("\r\n");
}

function connectionOn(socket: Socket): RawConnection {
  let pending: Buffer = Buffer.alloc(0);
  let ended = false;
  let settle: ((answer: RawAnswer | null) => void) | undefined;
  const look = () => {
    if (settle === undefined) return;
    const whole = readAnswer(pending);
    if (whole === null && !ended) return;
    pending = whole === null ? pending : pending.subarray(whole.end);
    const done = settle;
    settle = undefined;
    done(whole?.answer ?? null);
  };
  const end = () => {
    ended = true;
    look();
  };
  socket.on("data", (chunk: Buffer) => {
    pending = Buffer.concat([pending, chunk]);
    look();
  });
  socket.on("close", end);
  socket.on("error", end);
  const next = () =>
    new Promise<RawAnswer | null>((resolve) => {
      settle = resolve;
      look();
    });
  return {
    ask: (request) => {
      socket.write(request);
      return next();
    },
    send: (bytes) => void socket.write(bytes),
    next,
    close: () => void socket.destroy(),
  };
}

const headEnd = Buffer.from("\r\n\r\n");

function readAnswer(bytes: Buffer): { readonly answer: RawAnswer; readonly end: number } | null {
  const head = bytes.indexOf(headEnd);
  if (head === -1) return null;
  const [statusLine = "", ...lines] = bytes.toString("latin1", 0, head).split("\r\n");
  const headers = new Headers();
  for (const line of lines) {
    const colon = line.indexOf(":");
    headers.append(line.slice(0, colon), line.slice(colon + 1).trim());
  }
  const start = head + headEnd.length;
  const end = start + Number(headers.get("content-length") ?? 0);
  if (bytes.length < end) return null;
  const status = Number(statusLine.split(" ")[1]);
  return { answer: { status, headers, body: bytes.toString("utf8", start, end) }, end };
}
