import type { RateGrant } from "#shared/governed-call.ts";
import type { Objection, StageInputs } from "./stage.ts";

const codes = {
  session: "RATE.SESSION",
  user: "RATE.USER",
  address: "RATE.ADDRESS",
} as const satisfies Record<Exclude<RateGrant, { admitted: true }>["scope"], string>;

const budgets = { session: "this session", user: "this user", address: "this address" } as const;

/** Refuses what arrived over budget; the charge itself was made on arrival. */
export function checkRate({ grant }: StageInputs): Objection | null {
  if (grant.admitted) return null;
  const seconds = Math.max(1, Math.ceil(grant.retryAfterMs / 1_000));
  return {
    result: "deny",
    policy: "guard.rate-limit",
    code: codes[grant.scope],
    reason:
      `The limit of ${grant.limitPerMinute} requests a minute for ${budgets[grant.scope]} is used ` +
      `up. Try again in ${seconds} s.`,
    detail: { limit_per_minute: grant.limitPerMinute },
    retryAfterMs: grant.retryAfterMs,
  };
}
