import {
  type AdmissionGate,
  createAdmissionGate,
  type Suppression,
} from "#domain/governance/admission/admission-gate.ts";
import type { Logger } from "#infra/logging/logger.ts";
import type { AuditLog } from "#shared/audit-log.ts";
import { type ClientId, mintTraceId, type SessionId, type UserId } from "#shared/ids.ts";
import { bindCorrelation } from "#shared/principal.ts";
import { systemClock } from "#shared/clock.ts";
import type { Closers } from "./closers.ts";

/**
 * Refusals of one source that are rows of their own, each minute. 600 rows are about 1 MB of
 * table, index and log; a flood becomes these and one row that counts the rest.
 */
export const addressRefusalRowsMax = 600;
/** Of all addresses together: 100 rows a second at most, 10 MB a minute, however many they are. */
export const allRefusalRowsMax = 6_000;
/** A verified session can be named and stopped, so it is followed ten times longer. */
export const sessionRefusalRowsMax = 6_000;
const sweepEveryMs = 5_000;

export interface AdmissionGates {
  readonly addresses: AdmissionGate;
  readonly sessions: AdmissionGate;
}

/** In front of everything: sources that are refused again and again stop causing rows. */
export function openGates(audit: AuditLog, log: Logger, closers: Closers): AdmissionGates {
  const onSuppressed = (summary: Suppression) => {
    audit.commit(suppressedEntry(summary)).catch((error: unknown) => {
      log.error("a count of suppressed refusals was not recorded", { ...summary, error });
    });
  };
  const addresses = createAdmissionGate({
    rowsPerWindow: addressRefusalRowsMax,
    rowsOfAllPerWindow: allRefusalRowsMax,
    onSuppressed,
  });
  const sessions = createAdmissionGate({ rowsPerWindow: sessionRefusalRowsMax, onSuppressed });
  const timer = setInterval(() => {
    addresses.sweep(systemClock.monotonicMs());
    sessions.sweep(systemClock.monotonicMs());
  }, sweepEveryMs);
  closers.defer("admission", () => {
    clearInterval(timer);
    // Windows that are still open end with the process: what they hold is counted now or never.
    addresses.sweep(Number.POSITIVE_INFINITY);
    sessions.sweep(Number.POSITIVE_INFINITY);
  });
  return { addresses, sessions };
}

function suppressedEntry({ source, suppressed, fromMs, toMs }: Suppression) {
  const ids = {
    userId: "anonymous" as UserId,
    sessionId: source as SessionId,
    clientId: "unknown" as ClientId,
  };
  return {
    kind: "event",
    correlation: bindCorrelation(ids, mintTraceId()),
    role: "anonymous",
    agentId: null,
    target: "admission://suppressed",
    verdict: "deny",
    policy: "admission.flood",
    reason: `${suppressed} further refusals of this source got no row of their own.`,
    detail: { suppressed, window_ms: Math.round(toMs - fromMs) },
    costMicrodollars: null,
  } as const;
}
