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
/** The startup parameter wins over a default of the role or the database. */
export const writerStartup = { synchronous_commit: "on" };

/** A notice in the middle of a commit; its text may name a standby, so it stays a cause. */
class UnexpectedNotice extends Error {
  override readonly name = "UnexpectedNotice";
}

/**
 * The writer's one connection. It never cancels: whatever goes wrong, the connection is dropped and
 * the next statement opens another. A NOTICE or WARNING makes the commit unknown, because a
 * cancelled wait for a standby resolves with nothing but a warning.
 */
export class WriterLink {
  readonly #options: Omit<DatabaseOptions, "onNotice" | "startup" | "onDeadline" | "max">;
  readonly #closing = new Set<Promise<void>>();
  #database: Database | undefined;
  #notice: string | undefined;

  constructor(options: Pick<DatabaseOptions, "url" | "connectTimeoutMs" | "statementTimeoutMs">) {
    this.#options = { ...options, applicationName: "systemprompt audit" };
  }

  async send<Row>(statement: string, parameters: readonly (string | number | null)[]) {
    this.#notice = undefined;
    try {
      const rows = await this.#connected().sql.unsafe<Row[] & Record<string, unknown>[]>(
        statement,
        parameters as (string | number | null)[],
        { prepare: true },
      );
      if (this.#notice !== undefined) return this.#unknown<Row>(new UnexpectedNotice(this.#notice));
      return { kind: "answered", row: rows[0] as Row } satisfies Sent<Row>;
    } catch (cause) {
      const state = sqlState(cause);
      if (state !== undefined && valueClasses.test(state)) {
        return { kind: "rejected", sqlState: state, cause } satisfies Sent<Row>;
      }
      return this.#unknown<Row>(cause);
    }
  }

  /** Cuts the connection without a word to the server. */
  drop(): void {
    const database = this.#database;
    this.#database = undefined;
    if (database === undefined) return;
    const closed = database.close(closeMs).finally(() => this.#closing.delete(closed));
    this.#closing.add(closed);
  }

  async close(): Promise<void> {
    this.drop();
    await Promise.all(this.#closing);
  }

  #unknown<Row>(cause: unknown): Sent<Row> {
    this.drop();
    return { kind: "unknown", cause };
  }

  #connected(): Database {
    if (this.#database !== undefined) return this.#database;
    const database: Database = openDatabase({
      ...this.#options,
      max: 1,
      onDeadline: "drop",
      startup: writerStartup,
      onNotice: (notice) => {
        if (this.#database !== database) return;
        this.#notice = notice["message"] ?? "a notice without a text";
      },
    });
    this.#database = database;
    return database;
  }
}
