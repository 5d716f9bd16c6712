import type { SigningKey } from "#infra/security/ed25519.ts";
import type { JsonObject } from "#shared/json.ts";
import type { Head } from "../format/seal.ts";
import { type ChainState, type FrozenBatch, freezeBatch } from "./freeze-batch.ts";
import type { Pending } from "./queue/pending.ts";
import { type Registration, registerWriter } from "./register-writer.ts";
import { commitStatement, renewLease } from "./statements.ts";
import { type Circumstances, type Sent, WriterLink } from "./writer-link.ts";

export type Fate =
  | { readonly kind: "committed"; readonly sequence: number; readonly now: Circumstances }
  | { readonly kind: "rejected"; readonly sqlState: string; readonly cause: unknown }
  /** Its seal continues a batch that was rejected, so it will never be: its rows are free. */
  | { readonly kind: "orphaned" }
  | { readonly kind: "fenced" }
  | { readonly kind: "lost"; readonly found: JsonObject }
  | { readonly kind: "halted" };

export interface ChainOptions extends Omit<Registration, "note" | "nowMs"> {
  readonly nowMs: () => number;
  /** Told of every attempt whose end is unknown, before it is read back. */
  readonly onTrouble: (cause: unknown) => void;
}

type Advanced = Circumstances & { readonly advanced: boolean };

interface Standing extends Circumstances {
  /** Null when the writer is fenced, closed or gone. */
  readonly seq: number | null;
  readonly head: string | null;
  readonly found_seq: number | null;
  readonly found_head: string | null;
  readonly fenced: boolean;
  readonly closed: boolean;
  readonly heads: string;
}

const firstPauseMs = 50;
const pauseMsMax = 1_000;

/**
 * One writer's chain of seals. `append` returns once the fate of the batch is known, however long
 * that takes: the same frozen bytes are sent again until they are found committed, or never will.
 * A batch may be appended while the one before is under way: the server takes them in order, and
 * its compare-and-set refuses the second without the first. After any other fate than `committed`
 * nothing is appended until every batch under way has its own. All of it happens in the thread
 * that answers calls: in one of its own it cost a fifth of the throughput (two cores, 100 callers),
 * since messages take more than hashing and signing do.
 */
export class SealedChain {
  readonly id: string;
  readonly #key: SigningKey;
  readonly #link: WriterLink;
  readonly #options: ChainOptions;
  readonly #halt = Promise.withResolvers<void>();
  #halted = false;
  /** As far as it is known to be durable. */
  #state: ChainState;
  /** With what is under way: what the next batch continues. */
  #tail: ChainState;
  #newest: Promise<Fate>;
  #heads: readonly Head[] | null = null;

  private constructor(id: string, key: SigningKey, state: ChainState, options: ChainOptions) {
    this.id = id;
    this.#key = key;
    this.#state = state;
    this.#tail = state;
    this.#newest = Promise.resolve({ kind: "halted" });
    this.#options = options;
    this.#link = new WriterLink(options);
  }

  static async register(options: ChainOptions, note: JsonObject | null): Promise<SealedChain> {
    const made = await registerWriter({ ...options, note, nowMs: options.nowMs() });
    return new SealedChain(made.id, made.key, made.chain, options);
  }

  get head(): Head {
    return { writer: this.#state.writer, sequence: this.#state.sequence, head: this.#state.head };
  }

  append(
    rows: readonly Pending[],
    kind: "batch" | "closing",
    openFrom: string | null,
  ): Promise<Fate> {
    if (this.#halted) return Promise.resolve({ kind: "halted" });
    const isAlone = this.#tail === this.#state;
    const { committedAtMs } = this.#state;
    const tail = { ...this.#tail, committedAtMs };
    const batch = freezeBatch(rows, tail, {
      kind,
      nowMs: this.#options.nowMs(),
      heads: this.#heads,
      note: null,
      key: this.#key,
    });
    const { writer, sequence, heads_hash } = batch.seal;
    this.#tail = { writer, sequence, head: batch.hash, headsHash: heads_hash, committedAtMs };
    const sent = this.#send(batch, openFrom);
    this.#newest = this.#follow(batch, openFrom, isAlone ? undefined : this.#newest, sent);
    return this.#newest;
  }

  /** Renews the lease; tells in what circumstances the chain stands, or that it does not any more. */
  async renew(): Promise<Fate> {
    const { writer, sequence, head } = this.head;
    for (let attempt = 0; !this.#halted; attempt += 1) {
      const standing = await this.#ask(writer, attempt);
      if (standing === undefined) continue;
      this.#heads = JSON.parse(standing.heads) as readonly Head[];
      if (standing.seq === sequence && standing.head === head) {
        return { kind: "committed", sequence, now: standing };
      }
      const end = endOf(standing);
      if (end !== undefined) return end;
    }
    return { kind: "halted" };
  }

  /** Ends every waiting; what is unknown stays so. */
  halt(): void {
    this.#halted = true;
    this.#halt.resolve();
    this.#link.drop();
  }

  async close(): Promise<void> {
    this.halt();
    await this.#link.close();
  }

  #send(batch: FrozenBatch, openFrom: string | null): Promise<Sent<Advanced>> {
    const statement = commitStatement(batch.form, batch.companions.form);
    const parameters = [batch.sealLine, batch.rowsText, this.#options.leaseMs, openFrom];
    if (batch.companions.form !== "none") parameters.push(batch.companions.text);
    return this.#link.send<Advanced>(statement, parameters);
  }

  /** Sends it again until its fate is known; first that of the batch which it continues. */
  async #follow(
    batch: FrozenBatch,
    openFrom: string | null,
    before: Promise<Fate> | undefined,
    first: Promise<Sent<Advanced>>,
  ): Promise<Fate> {
    const earlier = await before;
    let sent = await first;
    if (earlier !== undefined && earlier.kind !== "committed") {
      this.#tail = this.#state;
      return earlier.kind === "rejected" ? { kind: "orphaned" } : earlier;
    }
    for (let attempt = 0; !this.#halted; attempt += 1) {
      if (attempt > 0) sent = await this.#send(batch, openFrom);
      const fate = await this.#fateOf(batch, sent, attempt);
      if (fate === "again") continue;
      if (fate.kind !== "committed") this.#tail = this.#state;
      return fate;
    }
    return { kind: "halted" };
  }

  async #fateOf(
    batch: FrozenBatch,
    sent: Sent<Advanced>,
    attempt: number,
  ): Promise<Fate | "again"> {
    if (sent.kind === "rejected") return sent;
    if (sent.kind === "answered" && sent.row.advanced) return this.#committed(batch, sent.row);
    if (sent.kind === "unknown") {
      this.#options.onTrouble(sent.cause);
      await this.#pause(attempt);
    }
    return this.#readBack(batch);
  }

  /** What became of a batch: here as frozen, not here, or not ours to say any more. */
  async #readBack(batch: FrozenBatch): Promise<Fate | "again"> {
    const { writer, sequence, previous } = batch.seal;
    for (let attempt = 0; !this.#halted; attempt += 1) {
      const standing = await this.#ask(writer, attempt);
      if (standing === undefined) continue;
      if (stands(standing, sequence, batch.hash)) return this.#committed(batch, standing);
      // The batch after it arrived as well, which it cannot without this one.
      if (stands(standing, this.#tail.sequence, this.#tail.head)) {
        return this.#committed(batch, standing);
      }
      if (standing.seq === sequence - 1 && standing.head === previous) return "again";
      const end = endOf(standing);
      if (end !== undefined) return end;
    }
    return { kind: "halted" };
  }

  async #ask(writer: number, attempt: number): Promise<Standing | undefined> {
    const sent = await this.#link.send<Standing>(renewLease, [writer, this.#options.leaseMs]);
    if (sent.kind === "answered") return sent.row;
    this.#options.onTrouble(sent.cause);
    await this.#pause(attempt);
    return undefined;
  }

  #committed(batch: FrozenBatch, now: Circumstances): Fate {
    const isNewest = this.#tail.sequence === batch.seal.sequence;
    this.#state = {
      writer: batch.seal.writer,
      sequence: batch.seal.sequence,
      head: batch.hash,
      headsHash: batch.seal.heads_hash,
      committedAtMs: now.now_ms,
    };
    if (isNewest) this.#tail = this.#state;
    return { kind: "committed", sequence: batch.seal.sequence, now };
  }

  #pause(attempt: number): Promise<void> {
    const ms = Math.min(pauseMsMax, firstPauseMs * 2 ** Math.min(attempt, 10));
    const waited = Promise.withResolvers<void>();
    const timer = setTimeout(waited.resolve, ms);
    return Promise.race([waited.promise, this.#halt.promise]).finally(() => clearTimeout(timer));
  }
}

/** Whether the chain stands there, be it renewed with it or found so. */
function stands(standing: Standing, sequence: number, head: string): boolean {
  return (
    (standing.found_seq === sequence && standing.found_head === head) ||
    (standing.seq === sequence && standing.head === head)
  );
}

/** Fenced or closed is somebody's act; anything else that does not continue the chain is a loss. */
function endOf(standing: Standing): Fate | undefined {
  if (standing.fenced || standing.closed) return { kind: "fenced" };
  // The row changed between the statement's snapshot and its lock: ask again.
  if (standing.seq === null && standing.found_seq !== null) return undefined;
  return {
    kind: "lost",
    found: { sequence: standing.found_seq, head: standing.found_head },
  };
}
