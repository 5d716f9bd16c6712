import type { Receipt } from "#shared/audit-log.ts";
import type { Answer } from "../exchange.ts";

/** Silence on a stream before a comment is sent, so that no proxy and no client gives up. */
export const keepAliveMs = 15_000;
/** Messages a slow client may leave unread before progress is dropped. */
const unreadMessagesMax = 256;

const encoder = new TextEncoder();

/** Writes one JSON-RPC message as an event; what may be dropped is, for a slow client. */
export type Send = (message: string, mayDrop?: boolean) => void;

/**
 * Answers with server-sent events: `work` sends messages, the stream ends when it settles. Closing
 * the stream cancels the work; its own bookkeeping still runs to the end.
 */
export function streamAnswer(
  client: AbortSignal,
  receipt: Receipt | undefined,
  work: (send: Send, signal: AbortSignal) => Promise<void>,
): Answer {
  const closed = new AbortController();
  const signal = AbortSignal.any([client, closed.signal]);
  const streamed = Promise.withResolvers<void>();
  const body = new ReadableStream<Uint8Array>(
    {
      start(controller) {
        const write = (text: string) => {
          if (!signal.aborted) controller.enqueue(encoder.encode(text));
        };
        const isSlow = () => (controller.desiredSize ?? 0) < -unreadMessagesMax;
        const timer = setInterval(() => isSlow() || write(": keep-alive\n\n"), keepAliveMs);
        const end = (error?: unknown) => {
          clearInterval(timer);
          streamed.resolve();
          if (closed.signal.aborted) return;
          if (error === undefined) controller.close();
          else controller.error(error);
        };
        const send: Send = (message, mayDrop = false) => {
          if (!mayDrop || !isSlow()) write(`event: message\ndata: ${message}\n\n`);
        };
        work(send, signal).then(() => end(), end);
      },
      cancel() {
        closed.abort();
      },
    },
    { highWaterMark: 0 },
  );
  return { status: 200, body, receipt, headers: streamHeaders, streamed: streamed.promise };
}

/** Intermediaries must not hold events back. */
const streamHeaders = {
  "content-type": "text/event-stream",
  "cache-control": "no-cache, no-transform",
  "x-accel-buffering": "no",
} as const;
