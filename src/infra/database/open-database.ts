import postgres from "postgres";
import type { Database, DatabaseOptions, Sql, StatementObserver } from "./database.ts";
import {
  type ConnectionEvents,
  cancelGraceMs,
  driverOptions,
  type OpenSockets,
} from "./driver-options.ts";
import { guardStatements } from "./guard-statements.ts";

/** What `inTx` needs of an open database; nobody else asks for it. */
export interface DatabaseInside {
  readonly driver: postgres.Sql;
  /** How long a statement may wait for a free connection. */
  readonly waitMs: number;
  readonly observers: Set<StatementObserver>;
}

const insides = new WeakMap<Database, DatabaseInside>();

/** Opens a pool; nothing is sent until the first statement. */
export function openDatabase(options: DatabaseOptions): Database {
  return openWithEvents(options, {});
}

/** The same, told of notifications and of connections that ended. */
export function openWithEvents(options: DatabaseOptions, events: ConnectionEvents): Database {
  const sockets: OpenSockets = { open: new Set(), isClosed: false };
  const driver = postgres(driverOptions(options, sockets, events)) as postgres.Sql;
  const observers = new Set<StatementObserver>();
  const waitMs = options.connectTimeoutMs + options.statementTimeoutMs + cancelGraceMs;
  const database: Database = {
    sql: guardStatements(driver as unknown as Sql, { waitMs, observers }),
    options,
    async close(deadlineMs) {
      await driver.end({ timeout: deadlineMs / 1_000 });
      // A frozen server never answers the goodbye; its socket would keep the process alive.
      for (const socket of sockets.open) socket.destroy();
      sockets.isClosed = true;
    },
  };
  insides.set(database, { driver, waitMs, observers });
  return database;
}

/** For `inTx` and the statement observers. */
export function insideOf(database: Database): DatabaseInside {
  const inside = insides.get(database);
  if (inside === undefined) throw new TypeError("this database was not opened here");
  return inside;
}
