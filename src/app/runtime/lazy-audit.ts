import type { AuditWriter } from "#domain/audit/writer/audit-writer.ts";
import type { AuditEntry, AuditLog, CompanionRow, Receipt } from "#shared/audit-log.ts";

const stopMsMax = 10_000;

/** An audit log that opens at its first commit. */
export class LazyAudit implements AuditLog {
  readonly #open: () => Promise<AuditWriter>;
  #writer: Promise<AuditWriter> | undefined;

  constructor(open: () => Promise<AuditWriter>) {
    this.#open = open;
  }

  async commit(entry: AuditEntry, companion?: CompanionRow): Promise<Receipt> {
    return (await this.#opened()).commit(entry, companion);
  }

  async commitOutcome(
    decision: Receipt,
    entry: AuditEntry,
    companion?: CompanionRow,
  ): Promise<Receipt> {
    return (await this.#opened()).commitOutcome(decision, entry, companion);
  }

  releaseOutcome(decision: Receipt): void {
    void this.#writer?.then((writer) => writer.releaseOutcome(decision));
  }

  async stop(): Promise<void> {
    if (this.#writer !== undefined) await (await this.#writer).stop(stopMsMax);
  }

  #opened(): Promise<AuditWriter> {
    this.#writer ??= this.#open();
    return this.#writer;
  }
}
