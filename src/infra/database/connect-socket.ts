import net from "node:net";
import type { Duplex } from "node:stream";
import type { ServerAddress } from "./server-address.ts";
import { TlsSocket } from "./tls-socket.ts";
import { type AnswerDeadlines, watchAnswers } from "./watch-answers.ts";

/**
 * A socket that is still connecting: the driver writes its startup message at once and the socket
 * holds it back. (A socket that the driver has to wait for would leak a slot of its pool on every
 * failed attempt.)
 */
export function connectSocket(address: ServerAddress, deadlines: AnswerDeadlines): Duplex {
  const socket = address.tls === null ? connectPlain(address) : new TlsSocket(address);
  watchAnswers(socket, deadlines);
  return socket;
}

function connectPlain(address: ServerAddress): net.Socket {
  const socket = net.connect(address.port, address.host);
  socket.setNoDelay(true);
  return socket;
}
