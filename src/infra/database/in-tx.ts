import type postgres from "postgres";
import type { Database, Sql } from "./database.ts";
import { guardStatements } from "./guard-statements.ts";
import { insideOf } from "./open-database.ts";
import {
  connectionFailure,
  DeadlinePassed,
  isConnectionLost,
  translateError,
} from "./translate-error.ts";

export interface TxOptions {
  /** `read only` and isolation levels, in the words of SQL's BEGIN. */
  readonly mode?: "read only" | "isolation level repeatable read" | "isolation level serializable";
}

/**
 * The only opener of transactions. Commits when the work resolves, rolls back when it throws or
 * when one of its statements failed, even a caught one. When the connection is lost the promise
 * rejects with DATABASE_UNAVAILABLE at once and the work's later statements are refused.
 */
export async function inTx<Result>(
  database: Database,
  work: (tx: Sql) => Promise<Result>,
  options: TxOptions = {},
): Promise<Result> {
  const { driver, waitMs, observers } = insideOf(database);
  const transaction = { lost: false };
  const turn = boundWait(waitMs);
  const observe = (text: string) => {
    for (const observer of observers) {
      const error = observer(text);
      if (error !== undefined) throw error;
    }
  };
  const body = async (raw: postgres.TransactionSql): Promise<Result> => {
    turn.begin();
    const tx = guardStatements(raw as unknown as Sql, { waitMs, observers, transaction });
    try {
      const result = await work(tx);
      observe("commit");
      return await unlessLost(transaction, result);
    } catch (error) {
      // The driver would send its rollback on a connection that no longer exists, and crash.
      if (transaction.lost) return never();
      throw error;
    }
  };
  try {
    observe("begin");
    return (await Promise.race([driver.begin(options.mode ?? "", body), turn.passed])) as Result;
  } catch (error) {
    if (isConnectionLost(error)) transaction.lost = true;
    throw translateError(error);
  } finally {
    turn.end();
  }
}

/** As statements: the driver would try one waiting transaction after the other, without an end. */
function boundWait(waitMs: number) {
  const passed = Promise.withResolvers<never>();
  const failure = connectionFailure(new DeadlinePassed("no connection became free"));
  let isOver = false;
  const timer = setTimeout(() => {
    isOver = true;
    passed.reject(failure);
  }, waitMs);
  return {
    passed: passed.promise,
    /** Its connection has come: too late for whoever was told so. */
    begin: () => {
      clearTimeout(timer);
      if (isOver) throw failure;
    },
    end: () => clearTimeout(timer),
  };
}

function unlessLost<Result>(transaction: { lost: boolean }, result: Result): Promise<Result> {
  return transaction.lost ? never() : Promise.resolve(result);
}

/** The driver has rejected the transaction already; nobody waits for this one. */
function never(): Promise<never> {
  return new Promise(() => undefined);
}
