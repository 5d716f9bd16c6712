import type { LargeScanner } from "#app/calls/scan-large.ts";
import type { CallDeps } from "#app/calls/call-deps.ts";
import type { RateLimiter } from "#domain/governance/limits/rate-limiter.ts";
import type { PolicySnapshot } from "#domain/governance/policy/policy-snapshot.ts";
import type { Identity } from "#domain/tokens/identity.ts";
import type { Logger } from "#infra/logging/logger.ts";
import type { AuditLog } from "#shared/audit-log.ts";
import { assert } from "#shared/assert.ts";
import { systemClock } from "#shared/clock.ts";
import { AppError } from "#shared/errors.ts";
import type { RateGrant } from "#shared/governed-call.ts";
import type { AdmissionGates } from "./admission.ts";

const retryAfterMs = 1_000;

function unavailable(trouble: string): AppError {
  return new AppError("AUDIT_UNAVAILABLE", trouble, { retryAfterMs });
}

export interface GovernedDeps extends CallDeps {
  /** Puts a compiled policy in force for every call that starts from now on. */
  swapPolicy(policy: PolicySnapshot): void;
}

/** Ties the parts that every governed call needs. The policy comes with the first configuration. */
export function governedDeps(parts: {
  readonly audit: AuditLog & { readonly trouble: string | undefined };
  readonly identity: Identity;
  readonly limiter: RateLimiter;
  readonly gates: AdmissionGates;
  readonly largeScanner: LargeScanner;
  readonly hmac: (text: string) => string;
  readonly executable: string;
  readonly log: Logger;
}): GovernedDeps {
  let current: PolicySnapshot | undefined;
  const { audit, identity, limiter, gates, largeScanner, hmac, executable, log } = parts;
  return {
    audit,
    clock: systemClock,
    hmac,
    largeScanner,
    executable,
    logFault: (message, error) => log.error(message, { error }),
    swapPolicy: (policy) => {
      current = policy;
    },
    policy: () => {
      assert(current !== undefined, "a call arrived before the first configuration");
      return current;
    },
    charge: ({ principal }) => {
      const nowMs = systemClock.monotonicMs();
      const granted = limiter.charge(principal, nowMs);
      const count = (grant: RateGrant) => {
        if (!grant.admitted) gates.sessions.countRefusal([principal.sessionId], nowMs);
        return grant;
      };
      if (!(granted instanceof Promise)) return count(granted);
      // What holds commits back holds the limiter's statement too, and nothing can be recorded.
      const { trouble } = audit;
      return trouble === undefined ? granted.then(count) : Promise.reject(unavailable(trouble));
    },
    countRefusal: ({ principal }) =>
      gates.sessions.countRefusal([principal.sessionId], systemClock.monotonicMs()),
    isCurrent: ({ principal }, epoch) => {
      if (epoch === null || epoch <= identity.epoch()) return identity.isCurrent(principal, epoch);
      return identity.refresh(epoch).then(() => identity.isCurrent(principal, epoch));
    },
  };
}
