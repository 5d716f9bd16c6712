import type { Duplex } from "node:stream";
import type postgres from "postgres";
import { connectSocket } from "./connection/connect-socket.ts";
import { parseServerAddress } from "./connection/server-address.ts";
import type { DatabaseOptions } from "./database.ts";

/** The server's own cancel comes first; the connection is cut when that does not arrive either. */
export const cancelGraceMs = 1_000;
/** A failed attempt waits this long before the next; the driver's own default grows to 20 s. */
const reconnectSeconds = 0.1;
const keepAliveSeconds = 60;
const int8Oid = 20;

export interface ConnectionEvents {
  readonly onNotify?: (channel: string, payload: string) => void;
  readonly onClose?: () => void;
}

/** The sockets of one database, which end with it. */
export interface OpenSockets {
  readonly open: Set<Duplex>;
  isClosed: boolean;
}

/** Every option that the driver would otherwise take from its defaults or from PG* variables. */
export function driverOptions(
  options: DatabaseOptions,
  sockets: OpenSockets,
  events: ConnectionEvents = {},
): postgres.Options<Record<string, postgres.PostgresType>> {
  const { tls, ...address } = parseServerAddress(options.url);
  const cancels = options.onDeadline !== "drop";
  const graceMs = cancels ? cancelGraceMs : 0;
  const deadlines = {
    connectMs: options.connectTimeoutMs,
    answerMs: options.statementTimeoutMs + graceMs,
  };
  const settings = {
    host: address.host,
    port: address.port,
    database: address.database,
    user: address.user,
    pass: address.password,
    max: options.max,
    // TLS, deadlines and the connect timeout are the socket's affair.
    ssl: false,
    connect_timeout: 0,
    idle_timeout: 0,
    keep_alive: keepAliveSeconds,
    prepare: options.pooled !== true,
    debug: false,
    fetch_types: true,
    backoff: () => reconnectSeconds,
    ...(options.max === 1 ? { max_lifetime: null } : {}),
    onnotice: options.onNotice ?? (() => undefined),
    onnotify: events.onNotify,
    onclose: events.onClose,
    types: { int8: { to: int8Oid, from: [int8Oid], serialize: String, parse: parseInt8 } },
    connection: {
      application_name: options.applicationName,
      TimeZone: "UTC",
      DateStyle: "ISO, YMD",
      // The server's own limits; strings, because the driver leaves out what is falsy.
      statement_timeout: cancels ? `${options.statementTimeoutMs}` : "0",
      idle_in_transaction_session_timeout: `${options.statementTimeoutMs + graceMs}`,
      ...options.startup,
    },
    // Not in the driver's types: its way to bring one's own socket (README, "Connection").
    socket: () => {
      // A statement that waited when its connection died makes the driver (3.4.9) open another a
      // moment later, also when it was ended in between: nobody would ever close that one.
      if (sockets.isClosed) throw new Error("this database was closed");
      const socket = connectSocket({ tls, ...address }, deadlines, options.identity);
      sockets.open.add(socket);
      socket.once("close", () => sockets.open.delete(socket));
      return socket;
    },
  };
  return settings as unknown as postgres.Options<Record<string, postgres.PostgresType>>;
}

function parseInt8(text: string): number | bigint {
  const value = Number(text);
  return Number.isSafeInteger(value) ? value : BigInt(text);
}
