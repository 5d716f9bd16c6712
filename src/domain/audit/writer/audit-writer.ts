import { assert } from "#shared/assert.ts";
import type { AuditEntry, AuditLog, CompanionRow, Receipt } from "#shared/audit-log.ts";
import type { EventId } from "#shared/ids.ts";
import { outcomeIdOf } from "../format/row-id.ts";
import type { Head } from "../format/seal.ts";
import { type Flight, flightsMax, secondBatchRowsMin } from "./flight.ts";
import type { LeaseStanding } from "./lease-standing.ts";
import { decisionOf, type Pending, type QueueShare } from "./queue/pending.ts";
import { AuditQueue, isAct, notDurable, unavailable, unrecorded } from "./queue/audit-queue.ts";
import { PendingSource } from "./queue/pending-source.ts";
import { type ChainStart, type Fate, SealedChain } from "./sealed-chain.ts";
import { Waker } from "./queue/waker.ts";
import { WriterCondition } from "./writer-condition.ts";
import type { Circumstances } from "./writer-link.ts";
import { type AuditWriterOptions, type HistoryLoss, writerDefaults } from "./writer-options.ts";

/** How often waiting rows are looked at; a wait may be this much longer than its bound. */
const tickMs = 100;

/** Registers a writer and starts it. Rejects when PostgreSQL cannot keep the durability asked for. */
export async function openAuditWriter(options: AuditWriterOptions): Promise<AuditWriter> {
  const writer = new AuditWriter({ ...writerDefaults, ...options });
  await writer.start();
  return writer;
}

/** The audit log of one process: a queue, batches under way, one chain of seals. */
export class AuditWriter implements AuditLog {
  readonly #options: AuditWriterOptions & typeof writerDefaults;
  readonly #queue: AuditQueue;
  readonly #source: PendingSource;
  readonly #condition: WriterCondition;
  /** Groups that go before the queue: halves of a batch that was rejected. */
  readonly #first: (readonly Pending[])[] = [];
  #halted = false;
  #chain: SealedChain | undefined;
  /** Batches under way, oldest first. */
  readonly #flights: Flight[] = [];
  readonly #waker = new Waker();
  #ticker: Timer | undefined;
  #loop: Promise<void> = Promise.resolve();

  constructor(options: AuditWriterOptions & typeof writerDefaults) {
    this.#options = options;
    this.#source = new PendingSource(options.clock);
    this.#condition = new WriterCondition(options);
    this.#queue = new AuditQueue({
      rowsMax: options.queueRowsMax,
      decisionWaitMsMax: options.decisionWaitMsMax,
      outcomeWaitMsMax: options.outcomeWaitMsMax,
    });
  }

  async start(): Promise<void> {
    const { knownHeads = [] } = this.#options;
    const start = { lost: [], knownHeads, follows: null, openFrom: null, attempts: [] };
    this.#chain = await this.#register(start);
    this.#condition.hasLost(this.#open().lost);
    const fate = await this.#open().renew();
    if (fate.kind === "committed") this.#condition.check(fate.now, this.head.writer);
    if (!this.#condition.durable || fate.kind !== "committed") {
      await this.#open().close();
      throw unavailable("PostgreSQL does not keep what it confirms: see fsync and its like.");
    }
    this.#condition.renewed();
    this.#ticker = setInterval(() => this.#tick(), tickMs);
    this.#loop = this.#run();
  }

  /** The newest seal that is known to be durable; what an anchor keeps. */
  get head(): Head {
    return this.#open().head;
  }

  /** How this process has held its lease; what a sweep goes by. */
  get lease(): LeaseStanding {
    const { lease } = this.#condition;
    assert(lease !== undefined, "the audit writer is not open");
    return { ...lease, writer: this.head.writer };
  }

  /** Allowed acts whose outcome is still owed; each of them holds room in the queue. */
  get openActs(): number {
    return this.#queue.reservedCount;
  }

  /** The reason why decisions are refused now; undefined when they are not. */
  get trouble(): string | undefined {
    return this.#condition.trouble;
  }

  /** What an operator must know although decisions are taken. */
  get warnings(): readonly string[] {
    return this.#condition.warnings;
  }

  commit(entry: AuditEntry, companion?: CompanionRow): Promise<Receipt> {
    try {
      assert(entry.kind !== "outcome", "an outcome goes through commitOutcome");
      const { trouble } = this;
      if (trouble !== undefined) throw unavailable(trouble);
      const share = this.#queue.shareOf(entry);
      this.#queue.assertRoom(share, entry);
      return this.#enqueue(this.#source.mintId(), entry, share, companion);
    } catch (error) {
      return Promise.reject(error as Error);
    }
  }

  commitOutcome(decision: Receipt, entry: AuditEntry, companion?: CompanionRow): Promise<Receipt> {
    try {
      assert(entry.kind === "outcome", "commitOutcome takes outcomes");
      if (this.#condition.state === "fenced" || this.#condition.state === "stopped")
        throw unrecorded();
      const named = { ...entry, detail: { ...entry.detail, decision_id: decision.id } };
      return this.#enqueue(outcomeIdOf(decision.id), named, "outcome", companion);
    } catch (error) {
      return Promise.reject(error as Error);
    }
  }

  releaseOutcome(decision: Receipt): void {
    this.#queue.release(decision.id);
  }

  /**
   * Drains, calls open acts interrupted, writes the closing seal. After the deadline what is left
   * is given up: the sweep of another process completes it.
   */
  async stop(deadlineMs: number): Promise<void> {
    if (this.#condition.state === "running") this.#condition.state = "stopping";
    const timer = setTimeout(() => {
      this.#halted = true;
      this.#chain?.halt();
    }, deadlineMs);
    this.#waker.wakeUp();
    await this.#loop;
    clearTimeout(timer);
    clearInterval(this.#ticker);
    await this.#chain?.close();
    if (this.#condition.state !== "fenced") this.#condition.state = "stopped";
    this.#queue.abandon(this.#taken());
  }

  #enqueue(
    id: EventId,
    entry: AuditEntry,
    share: QueueShare,
    companion: CompanionRow | undefined,
  ): Promise<Receipt> {
    return new Promise((resolve, reject) => {
      this.#queue.push(this.#source.make(id, entry, share, { resolve, reject }, companion));
      this.#waker.wakeAtTurnEnd();
    });
  }

  /** The writer's life: everything that arrived goes with the next batch, two under way at most. */
  async #run(): Promise<void> {
    while (this.#condition.state !== "fenced" && !this.#halted) {
      const [oldest] = this.#flights;
      if (oldest?.fate !== undefined) await this.#land(oldest, oldest.fate);
      else if (oldest !== undefined && !this.#mayLaunch()) await this.#waker.woken();
      // It may have fallen due only now: beside a batch it would find that batch's seal.
      else if (oldest === undefined && this.#condition.isRenewalDue) await this.#renew();
      else if (this.#launchNext()) continue;
      else if (this.#condition.state === "stopping" && oldest === undefined) return this.#finish();
      else await this.#waker.woken();
    }
  }

  #mayLaunch(): boolean {
    return this.#flights.length < flightsMax && !this.#condition.isRenewalDue && !this.#isUsedUp();
  }

  /** False when there is nothing to launch. */
  #launchNext(): boolean {
    const rows = this.#condition.durable ? this.#takeRows() : [];
    if (rows.length > 0) this.#launch(rows);
    return rows.length > 0;
  }

  #takeRows(): readonly Pending[] {
    if (this.#flights.length > 0 && this.#queue.length < secondBatchRowsMin) return [];
    return this.#first.pop() ?? this.#queue.take();
  }

  #launch(rows: readonly Pending[]): void {
    const flight: Flight = { rows, fate: undefined };
    this.#flights.push(flight);
    void this.#open()
      .append(rows, "batch", this.#queue.openFrom)
      .then((fate) => {
        flight.fate = fate;
        this.#waker.wakeUp();
      });
  }

  async #land({ rows }: Flight, fate: Fate): Promise<void> {
    if (fate.kind === "committed") {
      this.#flights.shift();
      this.#condition.check(fate.now, this.head.writer);
      // PostgreSQL works on the next batch while the callers of this one are answered.
      if (this.#mayLaunch()) this.#launchNext();
      this.#settle(rows, fate.sequence, fate.now);
    } else await this.#divert(fate);
    if (this.#flights.length === 0 && this.#isUsedUp()) await this.#rollOver();
  }

  /** What follows a batch that was not committed cannot be either. */
  async #divert(fate: Exclude<Fate, { kind: "committed" }>): Promise<void> {
    while (this.#flights.some((later) => later.fate === undefined)) await this.#waker.woken();
    this.#open().resume();
    const [first = [], ...later] = this.#flights.splice(0).map(({ rows }) => rows);
    if (fate.kind !== "rejected") return this.#end(fate, [first, ...later].flat());
    this.#first.push(...later.reverse());
    this.#isolate(first, fate);
  }

  #settle(rows: readonly Pending[], sequence: number, now: Circumstances): void {
    this.#condition.answering = true;
    const writer = this.#open().id;
    const epoch = now.epoch ?? 0;
    for (const row of rows) {
      if (row.share === "outcome") this.#queue.release(decisionOf(row));
      if (row.waiter !== null && this.#condition.durable) {
        row.waiter.resolve({ id: row.id, writer, sequence, epoch });
      } else this.#settleUnwaited(row);
    }
  }

  /** Committed, but its caller was told otherwise, or is told so now: nothing may have started. */
  #settleUnwaited(row: Pending): void {
    row.waiter?.reject(row.share === "outcome" ? unrecorded() : notDurable());
    if (row.entry.kind !== "decision" || row.entry.verdict !== "allow") return;
    this.#queue.push(this.#source.outcome(row.id, row.entry, "not_started"));
  }

  /** Halves a rejected batch until the one row is found; it loses its companion, then its place. */
  #isolate(rows: readonly Pending[], fate: Extract<Fate, { kind: "rejected" }>): void {
    if (rows.length > 1) {
      const middle = rows.length >> 1;
      this.#first.push(rows.slice(middle), rows.slice(0, middle));
      return;
    }
    const row = rows[0] as Pending;
    this.#options.onTrouble(
      `PostgreSQL rejects audit row ${row.id} (${fate.sqlState}).`,
      fate.cause,
    );
    if (row.companion !== undefined) {
      this.#first.push([{ ...row, companion: undefined }]);
      return;
    }
    const refusal = row.share === "outcome" ? unrecorded(fate.cause) : unavailable("Rejected.");
    row.waiter?.reject(refusal);
    if (isAct(row.entry)) this.#queue.release(row.id);
    if (row.share === "outcome") this.#queue.release(decisionOf(row));
    if (row.entry.policy === "audit.substitute") return;
    this.#first.push([this.#source.substitute(row, fate.sqlState)]);
  }

  async #renew(): Promise<void> {
    const fate = await this.#open().renew();
    this.#condition.renewed();
    if (fate.kind !== "committed") return this.#end(fate, []);
    this.#condition.check(fate.now, this.head.writer);
    if (this.#condition.durable) return void (this.#condition.answering = true);
    this.#queue.refuseAll(notDurable());
    if (this.#condition.state === "running") await this.#waker.woken();
  }

  /** The chain does not go on. Outcomes are kept for the chain that follows a loss. */
  async #end(fate: Exclude<Fate, { kind: "committed" }>, rows: readonly Pending[]): Promise<void> {
    if (fate.kind === "fenced") return this.#fence(rows);
    this.#open().resume();
    this.#queue.refuseAll(unavailable("The audit chain does not go on."), rows);
    const outcomes = rows.filter((row) => row.share === "outcome");
    if (outcomes.length > 0) this.#first.push(outcomes);
    if (fate.kind !== "lost") return;
    const loss = { ...this.head, found: fate.found };
    this.#condition.lost = true;
    this.#condition.hasLost([loss]);
    await this.#startChain([loss]);
  }

  #fence(rows: readonly Pending[]): void {
    this.#condition.state = "fenced";
    this.#queue.abandon([...rows, ...this.#taken()]);
    this.#options.onFenced();
  }

  /** The closing seal keeps the open acts: the next chain takes them over as it registers. */
  async #rollOver(): Promise<void> {
    const fate = await this.#open().append([], "closing", this.#queue.openFrom);
    return fate.kind === "committed" ? this.#startChain([]) : this.#end(fate, []);
  }

  /** Opens the next chain, for as long as it takes. */
  async #startChain(lost: readonly HistoryLoss[]): Promise<void> {
    const before = this.#open();
    await before.close();
    const follows = { writer: before.head.writer, id: before.id };
    const attempts: ChainStart["attempts"] = [];
    while (!this.#halted) {
      try {
        const { openFrom } = this.#queue;
        const next = await this.#register({ lost, follows, openFrom, attempts });
        if (next === undefined) return this.#fence([]);
        this.#chain = next;
        this.#condition.lost = false;
        return;
      } catch (cause) {
        this.#condition.failed(cause);
        this.#options.onTrouble("A new audit chain cannot be opened.", cause);
        await Bun.sleep(tickMs);
      }
    }
  }

  async #finish(): Promise<void> {
    if (!this.#condition.durable) this.#queue.refuseAll(notDurable(), this.#taken());
    const open = this.#queue.withoutOutcome(this.#taken());
    for (const [id, entry] of open)
      this.#queue.push(this.#source.outcome(id, entry, "interrupted"));
    while (this.#queue.length > 0 || this.#first.length > 0) {
      this.#launch(this.#first.pop() ?? this.#queue.take());
      for (let [flight] = this.#flights; flight !== undefined; [flight] = this.#flights) {
        if (flight.fate === undefined) await this.#waker.woken();
        else await this.#land(flight, flight.fate);
      }
      if (this.#condition.state === "fenced" || this.#halted) return;
    }
    const fate = await this.#open().append([], "closing", null);
    if (fate.kind !== "committed") await this.#end(fate, []);
  }

  #register(start: ChainStart): Promise<SealedChain | undefined> {
    const { onTrouble, clock } = this.#options;
    const report = (cause: unknown) => {
      this.#condition.failed(cause);
      onTrouble("The audit writer's connection failed.", cause);
    };
    return SealedChain.register(
      { ...this.#options, nowMs: () => clock.nowMs(), onTrouble: report },
      start,
    );
  }

  #open(): SealedChain {
    assert(this.#chain !== undefined, "the audit writer is not open");
    return this.#chain;
  }

  /** Rows that left the queue and are not settled. */
  #taken(): readonly Pending[] {
    return [...this.#flights.flatMap(({ rows }) => rows), ...this.#first.flat()];
  }

  #isUsedUp(): boolean {
    return this.head.sequence + this.#flights.length >= this.#options.sequencesPerWriterMax;
  }

  #tick(): void {
    const nowMs = this.#options.clock.monotonicMs();
    if (this.#queue.expire(nowMs, this.#taken()) > 0) this.#condition.answering = false;
    this.#condition.look(nowMs);
    if (this.#condition.isRenewalDue) this.#waker.wakeUp();
  }
}
