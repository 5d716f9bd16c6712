import type postgres from "postgres";
import type { DatabaseIdentity } from "./connection/prove-database.ts";

/**
 * int8 arrives as a number when it is a safe integer, else as a bigint: arithmetic that mixes the
 * two throws instead of losing digits. timestamptz is a Date (milliseconds); numeric is a string.
 */
export type Sql = postgres.ISql<{ int8: number | bigint }>;

/** Sees every statement before it is sent; a returned error is what the caller gets instead. */
export type StatementObserver = (text: string) => Error | undefined;

export interface DatabaseOptions {
  readonly url: string;
  /** Connections at most. */
  readonly max: number;
  readonly applicationName: string;
  /** From the first packet to the first "ready"; includes TLS and authentication. */
  readonly connectTimeoutMs: number;
  /** How long a statement may run, and how long a connection that owes an answer may be silent. */
  readonly statementTimeoutMs: number;
  /**
   * `cancel` (default): the server cancels an overlong statement, and a silent connection is
   * dropped a little later. `drop`: nothing is ever cancelled, the connection is dropped; what a
   * commit became is then unknown, which is what the audit writer wants.
   */
  readonly onDeadline?: "cancel" | "drop";
  /** Startup parameters (`synchronous_commit`, …); they win over defaults of the role. */
  readonly startup?: Readonly<Record<string, string>>;
  /** A pooler is in between: a statement by name may meet a server that does not know it. */
  readonly pooled?: boolean;
  /** Where the URL must lead: a connection to another database is refused before its first use. */
  readonly identity?: DatabaseIdentity;
  /** Every NOTICE and WARNING of the server; ignored when absent. */
  readonly onNotice?: (notice: Readonly<Record<string, string>>) => void;
}

export interface Database {
  readonly sql: Sql;
  readonly options: DatabaseOptions;
  /** Waits for running statements, at most this long; then cuts every connection. */
  close(deadlineMs: number): Promise<void>;
}
