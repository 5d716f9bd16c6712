import type { Database } from "#infra/database/database.ts";
import {
  deleteExpiredSessions,
  type EndedSession,
  insertEndedSession,
  type Place,
  placesToRead,
  type ReadingPlaces,
  selectEndedAfter,
  selectNewestEnded,
} from "./queries.ts";

/** Ended sessions remembered, 100 bytes each; the oldest are forgotten first. */
export const endedSessionsMax = 100_000;
/** How often what other replicas ended is read; half of what it may take to hold everywhere. */
const pollEveryMs = 1_000;
/** A row becomes visible at its commit, this much after its own time at most. */
const commitSecondsDefault = 5;
const rowsPerRead = 1_000;
const sweepEveryMs = 600_000;
const sweepRowsMax = 50_000;

export interface EndedSessionsOptions {
  readonly database: Database;
  /** Told once of each session that ended anywhere, so that what ran for it alone can stop. */
  readonly onEnded: (session: EndedSession) => void;
  /** Told of every statement of the background work that failed; it is tried again. */
  readonly onFailure?: (error: unknown) => void;
  /** How long a commit may take: each read begins so much before the one that worked last. */
  readonly commitSecondsMax?: number;
}

/**
 * The legacy sessions that their clients ended. An id says everything else about its session, so
 * this is all that replicas share about sessions; a call asks the memory alone.
 */
export class EndedSessions {
  readonly #options: EndedSessionsOptions;
  readonly #ended = new Set<string>();
  readonly #timers: Timer[] = [];
  #reading: Promise<void> | null = null;
  /** What was committed before was read; reads that failed since leave it where it is. */
  #readUntil: string | null = null;

  constructor(options: EndedSessionsOptions) {
    this.#options = options;
  }

  has(nonce: string): boolean {
    return this.#ended.has(nonce);
  }

  /** Ended here at once and on every replica within 2 s. Rejects when it could not be stored. */
  async end(session: EndedSession & { readonly expiresMs: number }): Promise<void> {
    await insertEndedSession(this.#options.database.sql, session);
    this.#add(session);
  }

  /** Reads what is stored and follows it until `stop`. */
  async start(): Promise<void> {
    const { sql } = this.#options.database;
    const { next } = await this.#places(null);
    const stored = await selectNewestEnded(sql, endedSessionsMax);
    for (const session of stored) this.#add(session);
    this.#readUntil = next;
    this.#every(pollEveryMs, () => this.read());
    this.#every(sweepEveryMs, () =>
      deleteExpiredSessions(this.#options.database.sql, sweepRowsMax),
    );
  }

  async stop(): Promise<void> {
    for (const timer of this.#timers) clearInterval(timer);
    // Its failure was told of where it was started.
    await this.#reading?.catch(() => undefined);
  }

  /** Reads what others ended lately. */
  read(): Promise<void> {
    this.#reading ??= this.#readNewer().finally(() => {
      this.#reading = null;
    });
    return this.#reading;
  }

  async #readNewer(): Promise<void> {
    const { sql } = this.#options.database;
    const { from, next } = await this.#places(this.#readUntil);
    let place: Place = { endedAt: from, nonce: "" };
    for (;;) {
      const rows = await selectEndedAfter(sql, place, rowsPerRead);
      for (const session of rows) this.#add(session);
      const last = rows.at(-1);
      if (last === undefined || rows.length < rowsPerRead) break;
      place = last;
    }
    this.#readUntil = next;
  }

  #places(before: string | null): Promise<ReadingPlaces> {
    const { database, commitSecondsMax = commitSecondsDefault } = this.#options;
    return placesToRead(database.sql, before, commitSecondsMax);
  }

  #add({ nonce, server }: EndedSession): void {
    if (this.#ended.has(nonce)) return;
    this.#ended.add(nonce);
    this.#options.onEnded({ nonce, server });
    if (this.#ended.size <= endedSessionsMax) return;
    for (const oldest of this.#ended) {
      this.#ended.delete(oldest);
      return;
    }
  }

  #every(milliseconds: number, work: () => Promise<void>): void {
    const run = () => void work().catch((error: unknown) => this.#options.onFailure?.(error));
    this.#timers.push(setInterval(run, milliseconds));
  }
}
