import type { Sql, StatementObserver } from "./database.ts";
import {
  connectionFailure,
  DeadlinePassed,
  isConnectionLost,
  translateError,
} from "./translate-error.ts";

/**
 * The parts of the driver's Query that are set per instance (postgres 3.4.9, `src/query.js`). They
 * are the one place where every statement passes on its way out and back.
 */
interface DriverQuery {
  handler: (query: DriverQuery) => unknown;
  reject: (error: unknown) => void;
  resolve: (value: unknown) => void;
  strings: readonly string[];
  args: readonly unknown[];
  /** Null until the statement was handed to a connection. */
  readonly state: object | null;
}

export interface StatementGuards {
  /** How long a statement may wait for a free connection. */
  readonly waitMs: number;
  readonly observers: ReadonlySet<StatementObserver>;
  /** Inside a transaction: set once its connection is gone, so that nothing more is sent on it. */
  readonly transaction?: { lost: boolean };
}

/** The driver's `sql` with errors translated, waiting bounded, and lost transactions refused. */
export function guardStatements(sql: Sql, guards: StatementGuards): Sql {
  return new Proxy(sql, {
    apply(target, self, words: unknown[]) {
      const made: unknown = Reflect.apply(target as never, self, words);
      return isTemplate(words[0]) ? guard(made as DriverQuery, guards) : made;
    },
    get(target, name, receiver) {
      const value: unknown = Reflect.get(target, name, receiver);
      if (name !== "unsafe") return value;
      return (...words: unknown[]) =>
        guard(Reflect.apply(value as never, target, words) as DriverQuery, guards);
    },
  });
}

function isTemplate(word: unknown): boolean {
  return Array.isArray(word) && "raw" in word;
}

function guard(query: DriverQuery, guards: StatementGuards): DriverQuery {
  const { handler, reject, resolve } = query;
  let timer: Timer | undefined;
  query.resolve = (value) => {
    clearTimeout(timer);
    resolve(value);
  };
  query.reject = (error) => {
    clearTimeout(timer);
    if (guards.transaction && isConnectionLost(error)) guards.transaction.lost = true;
    reject(translateError(error));
  };
  query.handler = (self) => {
    const refusal = refuse(query, guards);
    if (refusal !== undefined) return query.reject(refusal);
    timer = setTimeout(() => {
      // One that was sent is left to the connection's own deadline.
      if (query.state !== null) return;
      query.reject(connectionFailure(new DeadlinePassed("no connection became free")));
      // It cannot be taken back: cancelling one that a connection is being opened for would leak
      // that connection (3.4.9). What the driver sends in the end does nothing.
      query.strings = ["select"];
      query.args = [];
    }, guards.waitMs);
    return handler(self);
  };
  return query;
}

function refuse(query: DriverQuery, guards: StatementGuards): Error | undefined {
  if (guards.transaction?.lost) {
    return connectionFailure(new DeadlinePassed("the transaction's connection is gone"));
  }
  for (const observer of guards.observers) {
    const error = observer(query.strings.join("$"));
    if (error !== undefined) return error;
  }
  return undefined;
}
