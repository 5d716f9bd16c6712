import type { AuditEntry, OutcomeVerdict } from "#shared/audit-log.ts";
import { type ClientId, mintTraceId, type SessionId, type UserId } from "#shared/ids.ts";
import type { JsonObject } from "#shared/json.ts";

const reasons = {
  interrupted: "The process ended before the outcome was recorded: whether the act ran is unknown.",
  not_started: "The decision was answered as not recorded and found committed later: nothing ran.",
} as const satisfies Partial<Record<OutcomeVerdict, string>>;

/** The outcome that the log itself gives to a decision nobody will report on. */
export function outcomeByLog(
  decision: AuditEntry,
  decisionId: string,
  verdict: keyof typeof reasons,
): AuditEntry {
  return {
    ...decision,
    kind: "outcome",
    verdict,
    policy: `audit.${verdict.replace("_", "-")}`,
    reason: reasons[verdict],
    detail: { decision_id: decisionId },
    costMicrodollars: null,
  };
}

/** Stands in for a row that PostgreSQL rejects; holds nothing of what may have been the cause. */
export function substituteEvent(detail: JsonObject): AuditEntry {
  return {
    kind: "event",
    correlation: {
      userId: "system" as UserId,
      sessionId: "system" as SessionId,
      taskId: null,
      traceId: mintTraceId(),
      contextId: null,
      clientId: "systemprompt" as ClientId,
    },
    role: "service",
    agentId: null,
    target: "audit://rejected-row",
    verdict: "error",
    policy: "audit.substitute",
    reason: "PostgreSQL rejected a row; this one stands in its place.",
    detail,
    costMicrodollars: null,
  };
}
