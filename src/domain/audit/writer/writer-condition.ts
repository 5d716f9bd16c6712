import { afterRenewal, type LeaseStanding } from "./lease-standing.ts";
import type { Circumstances } from "./writer-link.ts";
import {
  type AuditWriterOptions,
  durabilityProblem,
  type writerDefaults,
} from "./writer-options.ts";

/** In what condition a writer is: what it refuses decisions for, and when it looks again. */
export class WriterCondition {
  state: "running" | "stopping" | "stopped" | "fenced" = "running";
  /** False from the first expired wait until the next commit: new decisions are refused at once. */
  answering = true;
  /** Between a loss of history and the chain that follows it. */
  lost = false;
  readonly #options: AuditWriterOptions & typeof writerDefaults;
  #durable = true;
  #renewedMs = 0;
  #lease: LeaseStanding | undefined;

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
    return this.answering ? undefined : "The audit log does not answer.";
  }

  get isRenewalDue(): boolean {
    const age = this.#options.clock.monotonicMs() - this.#renewedMs;
    return age >= this.#options.heartbeatMs || (!this.#durable && this.state === "running");
  }

  renewed(): void {
    this.#renewedMs = this.#options.clock.monotonicMs();
  }

  /** Every commit and every renewal prolongs the lease and tells what it found. */
  check(now: Circumstances, writer: number): void {
    this.#lease = afterRenewal(this.#lease, writer, this.#options.leaseMs, now.now_ms);
    const problem = durabilityProblem(now, this.#options.durability);
    if (this.#durable && problem !== undefined) this.#options.onTrouble(problem);
    this.#durable = problem === undefined;
  }
}
