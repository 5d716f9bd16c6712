import net from "node:net";
import type { Duplex } from "node:stream";
import { type DatabaseIdentity, proveDatabase } from "./prove-database.ts";
import type { ServerAddress } from "./server-address.ts";
import { TlsSocket } from "./tls-socket.ts";
import { type AnswerDeadlines, watchAnswers } from "./watch-answers.ts";

/**
 * A socket that is still connecting: the driver writes its startup message at once and the socket
 * holds it back. (A socket that the driver has to wait for would leak a slot of its pool on every
 * failed attempt.)
 */
export function connectSocket(
  address: ServerAddress,
  deadlines: AnswerDeadlines,
  identity: DatabaseIdentity = {},
): Duplex {
  const socket = address.tls === null ? connectPlain(address) : new TlsSocket(address);
  closeWithError(socket);
  watchAnswers(socket, deadlines);
  // Between the watch, which sees the question and its answer, and the driver, which does not.
  proveDatabase(socket, identity);
  return socket;
}

/**
 * Lets "close" follow "error" at once. Between the two the driver (3.4.9) hands new statements to
 * the dead connection and never settles them, because a close after an error skips them.
 */
function closeWithError(socket: Duplex): void {
  const emit = socket.emit.bind(socket) as (event: string | symbol, ...words: unknown[]) => boolean;
  let failed = false;
  socket.emit = ((event: string | symbol, ...words: unknown[]) => {
    if (event !== "error") return failed && event === "close" ? true : emit(event, ...words);
    if (failed) return true;
    failed = true;
    emit("error", ...words);
    return emit("close", true);
  }) as typeof socket.emit;
}

function connectPlain(address: ServerAddress): net.Socket {
  const socket = net.connect(address.port, address.host);
  socket.setNoDelay(true);
  return socket;
}
