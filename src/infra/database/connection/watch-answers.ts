import type { Duplex } from "node:stream";
import { DeadlinePassed } from "../translate-error.ts";

export interface AnswerDeadlines {
  /** From opening the socket to the first "ready for query". */
  readonly connectMs: number;
  /** Silence on a connection that owes an answer. */
  readonly answerMs: number;
}

// Message types of the frontend/backend protocol, version 3.
const readyForQuery = 0x5a; // Z
const parameterDescription = 0x74; // t
const query = 0x51; // Q
const sync = 0x53; // S
const flush = 0x48; // H
const headerBytes = 5;

/**
 * Destroys a connection that owes an answer and stays silent. The driver waits without end on a
 * frozen server or a black-holed path, so the deadline is kept here, on the bytes themselves.
 */
export function watchAnswers(socket: Duplex, deadlines: AnswerDeadlines): void {
  let ready = false;
  let startup = true;
  let answersOwed = 1;
  let describesOwed = 0;
  let lastProgressMs = performance.now();
  let timer: Timer | undefined;

  const limitMs = () => (ready ? deadlines.answerMs : deadlines.connectMs);
  const isOwing = () => answersOwed > 0 || describesOwed > 0;
  const check = () => {
    timer = undefined;
    if (!isOwing()) return;
    const leftMs = lastProgressMs + limitMs() - performance.now();
    if (leftMs > 0) arm(leftMs);
    else socket.destroy(new DeadlinePassed(`no answer for ${limitMs()} ms`));
  };
  const arm = (ms: number) => {
    timer = setTimeout(check, Math.ceil(ms));
  };

  const send = socket.write.bind(socket) as (...words: unknown[]) => boolean;
  socket.write = ((...words: unknown[]) => {
    if (!isOwing()) lastProgressMs = performance.now();
    if (startup) startup = false;
    else if (Buffer.isBuffer(words[0])) {
      eachMessage(words[0], (type) => {
        if (type === query || type === sync) answersOwed += 1;
        else if (type === flush) describesOwed += 1;
      });
    }
    if (timer === undefined && isOwing()) arm(limitMs());
    return send(...words);
  }) as typeof socket.write;

  const scan = messageScanner((type) => {
    if (type === readyForQuery) {
      if (!ready) {
        // The timer in flight is the longer one of connecting.
        ready = true;
        clearTimeout(timer);
        timer = undefined;
      }
      answersOwed = Math.max(0, answersOwed - 1);
      if (answersOwed === 0) describesOwed = Math.min(describesOwed, 1);
    } else if (type === parameterDescription) describesOwed = Math.max(0, describesOwed - 1);
  });
  socket.on("data", (chunk: Buffer) => {
    scan(chunk);
    if (ready) lastProgressMs = performance.now();
  });
  socket.on("close", () => clearTimeout(timer));
  arm(deadlines.connectMs);
}

/** The driver writes whole messages, so a chunk starts at a header. */
function eachMessage(chunk: Buffer, see: (type: number) => void): void {
  for (let at = 0; at + headerBytes <= chunk.length; at += 1 + chunk.readUInt32BE(at + 1)) {
    see(chunk[at] as number);
  }
}

/** Reads message types out of a byte stream that is cut anywhere. */
function messageScanner(see: (type: number) => void): (chunk: Buffer) => void {
  const header = Buffer.alloc(headerBytes);
  let filled = 0;
  let skip = 0;
  return (chunk) => {
    let at = 0;
    while (at < chunk.length) {
      if (skip > 0) {
        const step = Math.min(skip, chunk.length - at);
        skip -= step;
        at += step;
        continue;
      }
      const step = chunk.copy(header, filled, at, at + headerBytes - filled);
      filled += step;
      at += step;
      if (filled < headerBytes) return;
      filled = 0;
      skip = header.readUInt32BE(1) - 4;
      see(header[0] as number);
    }
  };
}
