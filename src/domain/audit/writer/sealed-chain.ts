import type { SigningKey } from "#infra/security/ed25519.ts";
import type { JsonObject } from "#shared/json.ts";
import type { Head } from "../format/seal.ts";
import { type ChainState, type FrozenBatch, freezeBatch } from "./freeze-batch.ts";
import type { Pending } from "./queue/pending.ts";
import { type Registered, type Registration, registerWriter } from "./register-writer.ts";
import { isContinued, type Standing, stands } from "./failover/chain-standing.ts";
import { commitStatement, renewLease } from "./statements.ts";
import { type Circumstances, type Sent, WriterLink } from "./writer-link.ts";

export type Fate =
  | { readonly kind: "committed"; readonly sequence: number; readonly now: Circumstances }
  | { readonly kind: "rejected"; readonly sqlState: string; readonly cause: unknown }
  /** Its seal would continue a batch that failed, so it will never be: its rows are free. */
  | { readonly kind: "orphaned" }
  | { readonly kind: "fenced" }
  | { readonly kind: "lost"; readonly found: JsonObject }
  | { readonly kind: "halted" };

/** How a chain begins. */
export type ChainStart = Pick<
  Registration,
  "lost" | "knownHeads" | "follows" | "openFrom" | "attempts"
>;

export interface ChainOptions extends Omit<Registration, keyof ChainStart | "nowMs"> {
  readonly nowMs: () => number;
  /** Told of every attempt whose end is unknown, before it is read back. */
  readonly onTrouble: (cause: unknown) => void;
}

type Advanced = Circumstances & { readonly advanced: boolean };

const firstPauseMs = 50;
const pauseMsMax = 1_000;

/**
 * One writer's chain of seals. `append` returns once the fate of the batch is known, however long
 * that takes: the same frozen bytes are sent again until they are found committed, or never will.
 * A batch may be appended while the one before is under way: the server takes them in order, and
 * its compare-and-set refuses the second without the first. After any other fate than `committed`
 * whatever is appended is orphaned, until `resume` says that every batch under way has its fate.
 * All of it happens in the thread that answers calls: in one of its own it cost a fifth of the
 * throughput (two cores, 100 callers), since messages take more than hashing and signing do.
 */
export class SealedChain {
  readonly id: string;
  /** What its genesis states as lost. */
  readonly lost: Registered["lost"];
  readonly #key: SigningKey;
  readonly #link: WriterLink;
  readonly #options: ChainOptions;
  readonly #halt = Promise.withResolvers<void>();
  #halted = false;
  /** As far as it is known to be durable. */
  #state: ChainState;
  /** With what is under way: what the next batch continues. */
  #tail: ChainState;
  /** A batch of the tail failed: nothing can continue it. */
  #isBroken = false;
  #newest: Promise<Fate>;
  #heads: readonly Head[] | null = null;

  private constructor({ lost, id, key, chain }: Registered, options: ChainOptions) {
    this.id = id;
    this.lost = lost;
    this.#key = key;
    this.#state = chain;
    this.#tail = chain;
    this.#newest = Promise.resolve({ kind: "halted" });
    this.#options = options;
    this.#link = new WriterLink(options);
  }

  /** Undefined when the chain to follow was fenced meanwhile. */
  static async register(
    options: ChainOptions,
    start: ChainStart,
  ): Promise<SealedChain | undefined> {
    const made = await registerWriter({ ...options, ...start, nowMs: options.nowMs() });
    return made === undefined ? undefined : SealedChain.from(made, options);
  }

  static from(registered: Registered, options: ChainOptions): SealedChain {
    return new SealedChain(registered, options);
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
    if (this.#isBroken) return Promise.resolve({ kind: "orphaned" });
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

  /** After a failed batch, once all that were under way have their fates: goes on behind the last. */
  resume(): void {
    this.#tail = this.#state;
    this.#isBroken = false;
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
      const end = await this.#endOf(standing, attempt);
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
      return earlier.kind === "rejected" ? { kind: "orphaned" } : earlier;
    }
    for (let attempt = 0; !this.#halted; attempt += 1) {
      if (attempt > 0) sent = await this.#send(batch, openFrom);
      const fate = await this.#fateOf(batch, sent, attempt);
      if (fate === "again") continue;
      if (fate.kind !== "committed") this.#isBroken = true;
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
      const end = await this.#endOf(standing, attempt);
      if (end !== undefined) return end;
    }
    return { kind: "halted" };
  }

  async #ask(writer: number, attempt: number): Promise<Standing | undefined> {
    const { leaseMs } = this.#options;
    const sent = await this.#link.send<Standing>(renewLease, [writer, leaseMs, this.id]);
    if (sent.kind === "answered") return sent.row;
    this.#options.onTrouble(sent.cause);
    await this.#pause(attempt);
    return undefined;
  }

  /**
   * Fenced or closed is somebody's act. A chain that goes on behind our last seal is written by a
   * copy of this process: the one that was first lives. All else is a loss. Undefined: ask again.
   */
  async #endOf(standing: Standing, attempt: number): Promise<Fate | undefined> {
    if (standing.fenced || standing.closed) return { kind: "fenced" };
    // The row changed between the statement's snapshot and its lock.
    if (standing.seq === null && standing.found_seq !== null) return undefined;
    const found = { sequence: standing.found_seq, head: standing.found_head };
    if (standing.found_seq === null) return { kind: "lost", found };
    const { writer, sequence, head } = this.head;
    const sent = await this.#link.send<{ continued: boolean }>(isContinued, [
      ...[writer, sequence, head],
    ]);
    if (sent.kind !== "answered") {
      this.#options.onTrouble(sent.cause);
      await this.#pause(attempt);
      return undefined;
    }
    if (!sent.row.continued) return { kind: "lost", found };
    this.#options.onTrouble(new Error("a copy of this process goes on with its chain"));
    return { kind: "fenced" };
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
