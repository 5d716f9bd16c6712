import { outcomeIdOf } from "#domain/audit/format/row-id.ts";
import type { Pending } from "#domain/audit/writer/queue/pending.ts";
import { PendingSource } from "#domain/audit/writer/queue/pending-source.ts";
import { type Fate, SealedChain } from "#domain/audit/writer/sealed-chain.ts";
import { testInstallationKey } from "#domain/audit/test-writer.ts";
import type { AuditEntry } from "#shared/audit-log.ts";
import { systemClock } from "#shared/clock.ts";
import { type ClientId, mintTraceId, mintUuid, type SessionId, type UserId } from "#shared/ids.ts";

/** About what the writer seals at once under load. */
const rowsPerBatch = 500;
const statementMsMax = 60_000;

export interface Bulk {
  /** Of the database, as the application role. */
  readonly url: string;
  readonly rows: number;
  readonly onProgress?: (rows: number) => void;
}

/**
 * Writes decisions and outcomes through the writer's own constructor, sealing and statement, but
 * without its queue: a batch under way and one being made, nobody waiting for a single row.
 */
export async function writeBulk({ url, rows, onProgress }: Bulk): Promise<void> {
  const chain = await SealedChain.register(
    {
      url,
      connectTimeoutMs: 5_000,
      statementTimeoutMs: statementMsMax,
      installation: "6f1b2c3d-0000-4000-8000-000000000001",
      installationKey: testInstallationKey,
      leaseMs: statementMsMax,
      nowMs: () => Date.now(),
      clockGapMsMax: Infinity,
      onTrouble: (cause) => console.error(cause),
    },
    { lost: [], knownHeads: [], follows: null, openFrom: null, attempts: [] },
  );
  if (chain === undefined) throw new Error("the writer was not registered");
  const rowsOf = new PendingSource(systemClock);
  let before: Promise<Fate> = Promise.resolve({ kind: "halted" });
  for (let written = 0; written < rows; written += rowsPerBatch) {
    const under = chain.append(batchOf(rowsOf), "batch", null);
    if (written > 0) assertCommitted(await before);
    before = under;
    onProgress?.(written + rowsPerBatch);
  }
  assertCommitted(await before);
  assertCommitted(await chain.append([], "closing", null));
  await chain.close();
}

function assertCommitted(fate: Fate): void {
  if (fate.kind !== "committed") throw new Error(`a batch was not committed: ${fate.kind}`);
}

function batchOf(source: PendingSource): readonly Pending[] {
  const rows: Pending[] = [];
  while (rows.length < rowsPerBatch) {
    const id = source.mintId();
    const correlation = { ...who, traceId: mintTraceId() };
    rows.push(source.make(id, { ...decision, correlation }, "act", null));
    const detail = { ...outcome.detail, decision_id: id };
    rows.push(source.make(outcomeIdOf(id), { ...outcome, correlation, detail }, "outcome", null));
  }
  return rows;
}

const who = {
  userId: mintUuid() as UserId,
  sessionId: mintUuid() as SessionId,
  taskId: null,
  traceId: mintTraceId(),
  contextId: null,
  clientId: "claude-code" as ClientId,
};

/** The members and lengths that the product writes for an allowed call. */
const decision: AuditEntry = {
  kind: "decision",
  correlation: who,
  role: "user",
  agentId: null,
  target: "mcp://workspace/read_file",
  verdict: "allow",
  policy: "access.rule",
  reason: "Allowed by the rules for this tool.",
  detail: {
    executable: "0123456789abcdef",
    input_bytes: 182,
    input_hmac: "AAAAAAAAAAAAAAAAAAAAAA",
    snapshot: "0123456789abcdef",
    stages: [3, 12, 41, 7, 2],
    token: mintUuid(),
  },
  costMicrodollars: null,
};

const outcome: AuditEntry = {
  ...decision,
  kind: "outcome",
  verdict: "ok",
  reason: "",
  detail: { duration_us: 1_200, output_bytes: 512, output_hmac: "AAAAAAAAAAAAAAAAAAAAAA" },
};
