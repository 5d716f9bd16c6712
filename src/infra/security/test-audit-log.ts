import type { Database } from "#infra/database/database.ts";
import type { AuditEntry, AuditLog, Receipt } from "#shared/audit-log.ts";
import { AppError } from "#shared/errors.ts";
import { type EventId, mintUuid, uuidTimeMs } from "#shared/ids.ts";

export interface TestAuditLog extends AuditLog {
  readonly entries: readonly AuditEntry[];
  /** Refuses everything from the n-th commit on, counted from now; 0 is the next one. */
  failAfter(commits: number): void;
}

/**
 * Real rows in `audit_events`, without the seals, for tests of folders that stand below the writer.
 */
export function openTestAuditLog(database: Database): TestAuditLog {
  const entries: AuditEntry[] = [];
  let left = Number.POSITIVE_INFINITY;
  return {
    entries,
    failAfter(commits) {
      left = commits;
    },
    async commit(entry): Promise<Receipt> {
      left -= 1;
      if (left < 0) throw new AppError("AUDIT_UNAVAILABLE", "The audit refuses in this test.");
      const id = mintUuid();
      const { correlation: ids } = entry;
      await database.sql`
        insert into audit_events (id, at, kind, user_id, session_id, task_id, trace_id, context_id,
          client_id, role, agent_id, target, verdict, policy, reason, detail, cost_microdollars,
          seal)
        values (${id}, ${new Date(uuidTimeMs(id))}, ${entry.kind}, ${ids.userId},
          ${ids.sessionId}, ${ids.taskId}, ${ids.traceId}, ${ids.contextId}, ${ids.clientId},
          ${entry.role}, ${entry.agentId}, ${entry.target}, ${entry.verdict}, ${entry.policy},
          ${entry.reason}, ${JSON.stringify(entry.detail)}::text::jsonb,
          ${entry.costMicrodollars}, 0)`;
      entries.push(entry);
      return { id: id as EventId, writer: "test", sequence: entries.length, epoch: 0 };
    },
    commitOutcome: () => Promise.reject(new Error("no outcomes here")),
    releaseOutcome: () => undefined,
  };
}
