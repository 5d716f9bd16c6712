import type { Duplex } from "node:stream";
import { AppError } from "#shared/errors.ts";

/** The database that a URL must lead to; a member that is not known yet is not compared. */
export interface DatabaseIdentity {
  readonly installation?: string | undefined;
  /** PostgreSQL's own identifier of the cluster; a standby keeps it, a copy by dump does not. */
  readonly systemIdentifier?: string | undefined;
}

type Listener = (chunk: Buffer) => void;

// Message types of the frontend/backend protocol, version 3.
const readyForQuery = 0x5a; // Z
const dataRow = 0x44; // D
const errorResponse = 0x45; // E
const query = 0x51; // Q
const headerBytes = 5;
/** undefined_table, invalid_schema_name, insufficient_privilege: not a database of ours. */
const foreignStates = /^(?:42P01|3F000|42501)$/;

const cluster = "select system_identifier::text from pg_catalog.pg_control_system()";
const installation = "select id::text from public.installation limit 1";

/**
 * Asks a new connection which database it leads to, before the driver may send anything on it: a
 * URL can lead elsewhere after a failover, and what is written there is in the wrong database. The
 * driver sees its connection become ready only then. One round trip for a connection's life.
 */
export function proveDatabase(socket: Duplex, expected: DatabaseIdentity): void {
  const { installation, systemIdentifier } = expected;
  if (installation === undefined && systemIdentifier === undefined) return;
  const on = socket.on.bind(socket) as (event: string | symbol, listener: Listener) => Duplex;
  socket.on = ((event: string | symbol, listener: Listener) => {
    return on(event, event === "data" ? proofBefore(socket, expected, listener) : listener);
  }) as typeof socket.on;
}

/** Passes the startup on to the driver, but its end only with the right answer. */
function proofBefore(socket: Duplex, expected: DatabaseIdentity, driver: Listener): Listener {
  let pending: Buffer = Buffer.alloc(0);
  let ready: Buffer | undefined;
  let found: readonly (string | null)[] = [];
  let failure: AppError | Error | undefined;
  let isProven = false;

  const see = (message: Buffer): void => {
    const type = message[0];
    if (ready === undefined) {
      if (type !== readyForQuery) return driver(message);
      ready = message;
      socket.write(queryMessage(questionOf(expected)));
    } else if (type === dataRow) found = readColumns(message);
    else if (type === errorResponse) failure = refusalOf(message, expected);
    else if (type === readyForQuery) {
      failure ??= mismatch(expected, { systemIdentifier: found[0], installation: found[1] });
      if (failure !== undefined) return void socket.destroy(failure);
      isProven = true;
      driver(ready);
    }
  };
  return (chunk) => {
    if (isProven) return driver(chunk);
    pending = pending.length === 0 ? chunk : Buffer.concat([pending, chunk]);
    while (!isProven && !socket.destroyed && pending.length >= headerBytes) {
      const end = 1 + pending.readUInt32BE(1);
      if (end > pending.length) return;
      const message = pending.subarray(0, end);
      pending = pending.subarray(end);
      see(message);
    }
    if (isProven && pending.length > 0) driver(pending);
  };
}

/** A database that nobody set up has no table to ask for the installation. */
function questionOf(expected: DatabaseIdentity): string {
  return `select (${cluster}), (${expected.installation === undefined ? "null" : installation})`;
}

/** What was found instead; a database that is not ours names nothing. */
function mismatch(
  expected: DatabaseIdentity,
  found: { readonly [member in keyof DatabaseIdentity]: string | null | undefined },
): AppError | undefined {
  const { systemIdentifier: pinned, installation: own } = expected;
  if (pinned !== undefined && found.systemIdentifier !== pinned) {
    return new AppError(
      "CONFIG_INVALID",
      `The database is on another PostgreSQL cluster (${found.systemIdentifier ?? "unknown"}) than ` +
        `the one of the profile (${pinned}); nothing was written there. Point the profile at its ` +
        "own; where you moved it there yourself, set database.system_identifier in the profile to " +
        `"${found.systemIdentifier ?? ""}".`,
    );
  }
  if (own === undefined || found.installation === own) return undefined;
  return new AppError(
    "CONFIG_INVALID",
    `The database belongs to ${words(found.installation)}; the profile is pinned to installation ` +
      `${own}, and nothing was written. Point the profile at its own database, or restore ` +
      "that one.",
  );
}

function words(installation: string | null | undefined): string {
  return typeof installation === "string" ? `installation ${installation}` : "no installation";
}

function refusalOf(message: Buffer, expected: DatabaseIdentity): AppError | Error {
  const fields = message.toString("utf8", headerBytes).split("\0");
  const state = fields.find((field) => field.startsWith("C"))?.slice(1) ?? "";
  if (foreignStates.test(state)) {
    const other = mismatch({ installation: expected.installation ?? "" }, {});
    if (other !== undefined) return other;
  }
  const error = new Error(`the database does not say which one it is (${state})`);
  return Object.assign(error, { code: "CONNECTION_CLOSED" });
}

function queryMessage(text: string): Buffer {
  const body = Buffer.from(`${text}\0`);
  const message = Buffer.alloc(headerBytes + body.length);
  message[0] = query;
  message.writeUInt32BE(body.length + 4, 1);
  body.copy(message, headerBytes);
  return message;
}

/** The columns of a DataRow as text. */
function readColumns(message: Buffer): readonly (string | null)[] {
  const count = message.readUInt16BE(headerBytes);
  const columns: (string | null)[] = [];
  let at = headerBytes + 2;
  for (let column = 0; column < count; column += 1) {
    const length = message.readInt32BE(at);
    at += 4;
    columns.push(length === -1 ? null : message.toString("utf8", at, at + length));
    at += Math.max(0, length);
  }
  return columns;
}
