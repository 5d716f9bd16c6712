import type { Database, DatabaseOptions } from "./database.ts";
import { openWithEvents } from "./open-database.ts";

export interface Listener {
  /** Resolves once the channel is heard for the first time. */
  readonly ready: Promise<void>;
  close(deadlineMs: number): Promise<void>;
}

export interface ListenerOptions {
  readonly url: string;
  readonly channels: readonly string[];
  readonly applicationName: string;
  readonly connectTimeoutMs: number;
  readonly onNotify: (payload: string, channel: string) => void;
  /** Notifications may have been missed: read again what they are about. */
  readonly onReconnect: () => void;
  /** How often a quiet connection is asked for a sign of life. */
  readonly heartbeatMs?: number;
}

const heartbeatMsDefault = 5_000;
/** A sign of life is one round trip. */
const answerMsMax = 3_000;
const retryMs = 250;
const channelPattern = /^[a-z_][a-z0-9_]{0,62}$/;

/**
 * Hears its channels on a connection of its own and reconnects for as long as it is open. A pooler
 * in between breaks LISTEN: give it the direct URL.
 */
export function openListener(options: ListenerOptions): Listener {
  if (!options.channels.every((channel) => channelPattern.test(channel))) {
    throw new TypeError("a channel's name is not plain");
  }
  const state = { closed: false, heard: false, again: false };
  const first = Promise.withResolvers<void>();
  const database = openWithEvents(connectionOptions(options), {
    onNotify: (channel, payload) => options.onNotify(payload, channel),
    onClose: () => {
      if (state.heard && !state.closed) void listen();
      state.heard = false;
    },
  });
  const listen = async (): Promise<void> => {
    while (!state.closed && !(await hears(database, options.channels))) await Bun.sleep(retryMs);
    if (state.closed) return;
    state.heard = true;
    if (state.again) options.onReconnect();
    state.again = true;
    first.resolve();
  };
  const heartbeat = setInterval(() => {
    // A failure closes the connection, which is what starts over.
    if (state.heard) void answers(database);
  }, options.heartbeatMs ?? heartbeatMsDefault);
  void listen();
  return {
    ready: first.promise,
    async close(deadlineMs) {
      state.closed = true;
      clearInterval(heartbeat);
      await database.close(deadlineMs);
    },
  };
}

function connectionOptions(options: ListenerOptions): DatabaseOptions {
  return {
    url: options.url,
    max: 1,
    applicationName: options.applicationName,
    connectTimeoutMs: options.connectTimeoutMs,
    statementTimeoutMs: answerMsMax,
    onDeadline: "drop",
  };
}

async function hears(database: Database, channels: readonly string[]): Promise<boolean> {
  try {
    for (const channel of channels) await database.sql.unsafe(`listen ${channel}`);
    return true;
  } catch {
    // Whatever it was, the answer is to try again until the listener is closed.
    return false;
  }
}

async function answers(database: Database): Promise<void> {
  try {
    await database.sql`select 1`;
  } catch {
    // The connection's end is what counts, and `onClose` is told of it.
  }
}
