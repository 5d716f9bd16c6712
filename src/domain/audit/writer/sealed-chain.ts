import type { SigningKey } from "#infra/security/ed25519.ts";
import type { JsonObject } from "#shared/json.ts";
import type { Head } from "../format/seal.ts";
import { type ChainState, type FrozenBatch, freezeBatch } from "./freeze-batch.ts";
import type { Pending } from "./pending.ts";
import { type Registration, registerWriter } from "./register-writer.ts";
import { commitStatement, renewLease } from "./statements.ts";
import { type Circumstances, WriterLink } from "./writer-link.ts";

export type Fate =
  | { readonly kind: "committed"; readonly sequence: number; readonly now: Circumstances }
  | { readonly kind: "rejected"; readonly sqlState: string; readonly cause: unknown }
  | { readonly kind: "fenced" }
  | { readonly kind: "lost"; readonly found: JsonObject }
  | { readonly kind: "halted" };

export interface ChainOptions extends Omit<Registration, "note" | "nowMs"> {
  readonly nowMs: () => number;
  /** Told of every attempt whose end is unknown, before it is read back. */
  readonly onTrouble: (cause: unknown) => void;
}

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
 */
export class SealedChain {
  readonly id: string;
  readonly #key: SigningKey;
  readonly #link: WriterLink;
  readonly #options: ChainOptions;
  readonly #halt = Promise.withResolvers<void>();
  #halted = false;
  #state: ChainState;
  #heads: readonly Head[] | null = null;

  private constructor(id: string, key: SigningKey, state: ChainState, options: ChainOptions) {
    this.id = id;
    this.#key = key;
    this.#state = state;
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

  async append(
    rows: readonly Pending[],
    kind: "batch" | "closing",
    openFrom: string | null,
  ): Promise<Fate> {
    const batch = freezeBatch(rows, this.#state, {
      kind,
      nowMs: this.#options.nowMs(),
      heads: this.#heads,
      note: null,
      key: this.#key,
    });
    for (let attempt = 0; !this.#halted; attempt += 1) {
      const fate = await this.#sendOnce(batch, openFrom, attempt);
      if (fate !== "again") return fate;
    }
    return { kind: "halted" };
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

  async #sendOnce(
    batch: FrozenBatch,
    openFrom: string | null,
    attempt: number,
  ): Promise<Fate | "again"> {
    const statement = commitStatement(batch.form, batch.companions.form);
    const parameters = [batch.sealJson, batch.rowsText, this.#options.leaseMs, openFrom];
    if (batch.companions.form !== "none") parameters.push(batch.companions.text);
    const sent = await this.#link.send<Circumstances & { advanced: boolean }>(
      statement,
      parameters,
    );
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
      if (standing.found_seq === sequence && standing.found_head === batch.hash) {
        return this.#committed(batch, standing);
      }
      if (standing.seq === sequence && standing.head === batch.hash) {
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
    this.#state = {
      writer: batch.seal.writer,
      sequence: batch.seal.sequence,
      head: batch.hash,
      headsHash: batch.seal.heads_hash,
      committedAtMs: now.now_ms,
    };
    return { kind: "committed", sequence: batch.seal.sequence, now };
  }

  #pause(attempt: number): Promise<void> {
    const ms = Math.min(pauseMsMax, firstPauseMs * 2 ** Math.min(attempt, 10));
    const waited = Promise.withResolvers<void>();
    const timer = setTimeout(waited.resolve, ms);
    return Promise.race([waited.promise, this.#halt.promise]).finally(() => clearTimeout(timer));
  }
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
