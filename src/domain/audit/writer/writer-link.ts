import type { Database, DatabaseOptions } from "#infra/database/database.ts";
import { openDatabase } from "#infra/database/open-database.ts";
import { sqlState } from "#infra/database/translate-error.ts";

/** What PostgreSQL says of its own durability, the time and the revocation epoch. */
export interface Circumstances {
  readonly fsync: string;
  readonly full_page_writes: string;
  readonly synchronous_commit: string;
  readonly standbys: string;
  readonly now_ms: number;
  readonly epoch: number | null;
  /** Connections of standbys; only a renewal asks. */
  readonly wal_senders?: number;
}

export type Sent<Row> =
  | { readonly kind: "answered"; readonly row: Row }
  /** The server rejected a value and rolled back: nothing was written. */
  | { readonly kind: "rejected"; readonly sqlState: string; readonly cause: unknown }
  /** What became of the statement is to be read back. */
  | { readonly kind: "unknown"; readonly cause: unknown };

/** SQLSTATE classes that are about a value: cardinality, data, integrity, program limits. */
const valueClasses = /^(?:21|22|23|54)/;
const closeMs = 0;
/**
 * The startup parameters win over a default of the role or the database. The server looks whether
 * its client is still there: while a standby is away each statement that was dropped would wait for
 * the one before with a connection of its own, until there are none left. The cost is 5 µs a
 * statement.
 */
export const writerStartup = {
  synchronous_commit: "on",
  client_connection_check_interval: "500",
};

/** A notice in the middle of a commit; its text may name a standby, so it stays a cause. */
class UnexpectedNotice extends Error {
  override readonly name = "UnexpectedNotice";
}

interface Connection {
  readonly database: Database;
  /** How many came, and the newest: every statement under way then has an unknown end. */
  notices: number;
  notice: string;
}

/**
 * The writer's one connection. It never cancels: whatever goes wrong, the connection is dropped and
 * the next statement opens another. A NOTICE or WARNING makes the commit unknown, because a
 * cancelled wait for a standby resolves with nothing but a warning.
 */
export class WriterLink {
  readonly #options: Omit<DatabaseOptions, "onNotice" | "startup" | "onDeadline" | "max">;
  readonly #closing = new Set<Promise<void>>();
  #connection: Connection | undefined;

  constructor(
    options: Pick<DatabaseOptions, "url" | "identity" | "connectTimeoutMs" | "statementTimeoutMs">,
  ) {
    this.#options = { ...options, applicationName: "systemprompt audit" };
  }

  /** Statements go out at once and are answered in order; the server takes one after the other. */
  async send<Row>(statement: string, parameters: readonly (string | number | null)[]) {
    const connection = this.#connected();
    const { notices } = connection;
    try {
      const rows = await connection.database.sql.unsafe<Row[] & Record<string, unknown>[]>(
        statement,
        parameters as (string | number | null)[],
        { prepare: true },
      );
      if (connection.notices === notices) {
        return { kind: "answered", row: rows[0] as Row } satisfies Sent<Row>;
      }
      return this.#unknown<Row>(connection, new UnexpectedNotice(connection.notice));
    } catch (cause) {
      const state = sqlState(cause);
      if (state !== undefined && valueClasses.test(state)) {
        return { kind: "rejected", sqlState: state, cause } satisfies Sent<Row>;
      }
      return this.#unknown<Row>(connection, cause);
    }
  }

  /** Cuts the connection without a word to the server. */
  drop(): void {
    const { database } = this.#connection ?? {};
    this.#connection = undefined;
    if (database === undefined) return;
    const closed = database.close(closeMs).finally(() => this.#closing.delete(closed));
    this.#closing.add(closed);
  }

  async close(): Promise<void> {
    this.drop();
    await Promise.all(this.#closing);
  }

  /** A statement that was under way on a connection before takes nothing from the next one. */
  #unknown<Row>(connection: Connection, cause: unknown): Sent<Row> {
    if (connection === this.#connection) this.drop();
    return { kind: "unknown", cause };
  }

  #connected(): Connection {
    if (this.#connection !== undefined) return this.#connection;
    const connection: Connection = {
      notices: 0,
      notice: "",
      database: openDatabase({
        ...this.#options,
        max: 1,
        onDeadline: "drop",
        startup: writerStartup,
        onNotice: (notice) => {
          connection.notices += 1;
          connection.notice = notice["message"] ?? "a notice without a text";
        },
      }),
    };
    this.#connection = connection;
    return connection;
  }
}
