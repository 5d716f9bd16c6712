import { isAppError } from "#shared/errors.ts";
import { afterRenewal, type LeaseStanding } from "./lease-standing.ts";
import type { Circumstances } from "./writer-link.ts";
import {
  type AuditWriterOptions,
  clockProblem,
  durabilityProblem,
  type HistoryLoss,
  type writerDefaults,
} from "./writer-options.ts";

/** In what condition a writer is: what it refuses decisions for, and when it looks again. */
export class WriterCondition {
  state: "running" | "stopping" | "stopped" | "fenced" = "running";
  /** False from the first expired wait until the next commit: new decisions are refused at once. */
  answering = true;
  readonly #losses: HistoryLoss[] = [];
  #walSenders = 0;
  #standbys = "";
  /** Why the URL leads to no database of ours, until a statement succeeds. */
  #elsewhere: string | undefined;
  /** Between a loss of history and the chain that follows it. */
  lost = false;
  readonly #options: AuditWriterOptions & typeof writerDefaults;
  #durable = true;
  #renewedMs = 0;
  #lease: LeaseStanding | undefined;
  /** How far the database's time is ahead of the monotonic one. */
  #databaseAheadMs: number | undefined;

  constructor(options: AuditWriterOptions & typeof writerDefaults) {
    this.#options = options;
  }

  get durable(): boolean {
    return this.#durable;
  }

  get lease(): LeaseStanding | undefined {
    return this.#lease;
  }

  /** The reason why decisions are refused now; undefined when they are not. */
  get trouble(): string | undefined {
    if (this.state !== "running") return `The audit writer is ${this.state}.`;
    if (this.lost) return "The database lost what it had confirmed; a new chain is being opened.";
    if (!this.#durable) return "PostgreSQL's settings do not keep what it confirms.";
    if (this.#elsewhere !== undefined) return this.#elsewhere;
    return this.answering ? this.#clockTrouble() : "The audit log does not answer.";
  }

  /** Asked before every decision: its id takes the clock's time, and a clock can be set. */
  #clockTrouble(): string | undefined {
    const { clock, clockGapMsMax } = this.#options;
    if (this.#databaseAheadMs === undefined) return undefined;
    const databaseMs = clock.monotonicMs() + this.#databaseAheadMs;
    return clockProblem(clock.nowMs() - databaseMs, clockGapMsMax);
  }

  /** What an operator must know although decisions are taken. */
  get warnings(): readonly string[] {
    const { durability } = this.#options;
    const mayLose = durability === "local" && this.#walSenders > 0 && this.#standbys === "";
    return [...this.#losses.map(lossWords), ...(mayLose ? [failoverWords] : [])];
  }

  /** The history of these chains is not whole any more; said until this process ends. */
  hasLost(losses: readonly HistoryLoss[]): void {
    this.#losses.push(...losses);
    for (const loss of losses) this.#options.onHistoryLost(loss);
  }

  get isRenewalDue(): boolean {
    const age = this.#options.clock.monotonicMs() - this.#renewedMs;
    return age >= this.#options.heartbeatMs || (!this.#durable && this.state === "running");
  }

  renewed(): void {
    this.#renewedMs = this.#options.clock.monotonicMs();
  }

  /** Nobody may be calling: then nothing but a heartbeat without an answer tells. */
  look(nowMs: number): void {
    const { heartbeatMs, decisionWaitMsMax } = this.#options;
    if (nowMs - this.#renewedMs > heartbeatMs + decisionWaitMsMax) this.answering = false;
  }

  failed(cause: unknown): void {
    if (isAppError(cause) && cause.code === "CONFIG_INVALID") this.#elsewhere = cause.message;
  }

  /** Every commit and every renewal prolongs the lease and tells what it found. */
  check(now: Circumstances, writer: number): void {
    this.#lease = afterRenewal(this.#lease, writer, this.#options.leaseMs, now.now_ms);
    this.#databaseAheadMs = now.now_ms - this.#options.clock.monotonicMs();
    this.#elsewhere = undefined;
    this.#standbys = now.standbys;
    this.#walSenders = now.wal_senders ?? this.#walSenders;
    const problem = durabilityProblem(now, this.#options.durability);
    if (this.#durable && problem !== undefined) this.#options.onTrouble(problem);
    this.#durable = problem === undefined;
  }
}

const failoverWords =
  "PostgreSQL has standbys and none is synchronous: a failover may lose the last rows.";

function lossWords({ writer, sequence, found }: HistoryLoss): string {
  const held = found["sequence"];
  const first = typeof held === "number" ? Math.min(held + 1, sequence) : 0;
  return (
    `AUDIT_HISTORY_LOST: the database does not hold seals ${writer}:${first} to ` +
    `${writer}:${sequence}, which it had confirmed.`
  );
}
