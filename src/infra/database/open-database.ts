import type { Duplex } from "node:stream";
import postgres from "postgres";
import { connectSocket } from "./connect-socket.ts";
import type { Database, DatabaseOptions, Sql, StatementObserver } from "./database.ts";
import { guardStatements } from "./guard-statements.ts";
import { parseServerAddress } from "./server-address.ts";

/** The server's own cancel comes first; the connection is cut when that does not arrive either. */
const cancelGraceMs = 1_000;
/** A failed attempt waits this long before the next; the driver's own default grows to 20 s. */
const reconnectSeconds = 0.1;
const int8Oid = 20;

/** What `inTx` needs of an open database; nobody else asks for it. */
export interface DatabaseInside {
  readonly driver: postgres.Sql;
  readonly waitMs: number;
  readonly observers: Set<StatementObserver>;
}

const insides = new WeakMap<Database, DatabaseInside>();

/** Opens a pool; nothing is sent until the first statement. */
export function openDatabase(options: DatabaseOptions): Database {
  const sockets = new Set<Duplex>();
  const driver = postgres(driverOptions(options, sockets)) as postgres.Sql;
  const observers = new Set<StatementObserver>();
  const waitMs = options.connectTimeoutMs + options.statementTimeoutMs + cancelGraceMs;
  const database: Database = {
    sql: guardStatements(driver as unknown as Sql, { waitMs, observers }),
    options,
    async close(deadlineMs) {
      await driver.end({ timeout: deadlineMs / 1_000 });
      // A frozen server never answers the goodbye; its socket would keep the process alive.
      for (const socket of sockets) socket.destroy();
    },
  };
  insides.set(database, { driver, waitMs, observers });
  return database;
}

/** For `inTx` and the test helpers of this folder. */
export function insideOf(database: Database): DatabaseInside {
  const inside = insides.get(database);
  if (inside === undefined) throw new TypeError("this database was not opened here");
  return inside;
}

function driverOptions(options: DatabaseOptions, sockets: Set<Duplex>) {
  const address = parseServerAddress(options.url);
  const cancels = options.onDeadline !== "drop";
  const deadlines = {
    connectMs: options.connectTimeoutMs,
    answerMs: options.statementTimeoutMs + (cancels ? cancelGraceMs : 0),
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
    keep_alive: 60,
    prepare: true,
    debug: false,
    fetch_types: true,
    backoff: () => reconnectSeconds,
    ...(options.max === 1 ? { max_lifetime: null } : {}),
    onnotice: options.onNotice ?? (() => undefined),
    types: { int8: { to: int8Oid, from: [int8Oid], serialize: String, parse: parseInt8 } },
    connection: {
      application_name: options.applicationName,
      TimeZone: "UTC",
      DateStyle: "ISO, YMD",
      // The server's own limits; a string, because the driver drops a parameter that is falsy.
      statement_timeout: cancels ? `${options.statementTimeoutMs}` : "0",
      idle_in_transaction_session_timeout: `${options.statementTimeoutMs + cancelGraceMs}`,
      ...options.startup,
    },
    // Not in the driver's types: its way to bring one's own socket (README, "Connection").
    socket: () => {
      const socket = connectSocket(address, deadlines);
      sockets.add(socket);
      socket.once("close", () => sockets.delete(socket));
      return socket;
    },
  };
  return settings as unknown as postgres.Options<Record<string, postgres.PostgresType>>;
}

function parseInt8(text: string): number | bigint {
  const value = Number(text);
  return Number.isSafeInteger(value) ? value : BigInt(text);
}
