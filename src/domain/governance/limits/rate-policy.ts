import type { RateLimitsConfig } from "#infra/config/schemas/governance.ts";
import { type Tier, tiers } from "#shared/principal.ts";

/** Requests a minute for one session of tier `user`. */
const sessionPerMinuteDefault = 300;
/** What short bursts may exceed the even pace by. */
const burstMultiplierDefault = 1.5;
const burstWindowSecondsDefault = 10;
/** A user's budget over all sessions, as a multiple of one session's. */
const userCeilingDefault = 3;

/** The database counts in 32 bits for each second; no machine serves more than this. */
const perMinuteMax = 100_000_000;

export const multiplierDefaults: Readonly<Record<Tier, number>> = {
  admin: 10,
  user: 1,
  service: 5,
  a2a: 5,
  mcp: 5,
  anonymous: 0.5,
};

/** What one tier may do. */
export interface TierLimits {
  readonly sessionPerMinute: number;
  readonly userPerMinute: number;
  readonly burstPerWindow: number;
  readonly userBurstPerWindow: number;
}

export interface RatePolicy {
  readonly burstWindowMs: number;
  readonly tiers: Readonly<Record<Tier, TierLimits>>;
}

/** The effective limits: the profile's word before the file's before the default. */
export function compileRates(
  config: RateLimitsConfig = {},
  override: RateLimitsConfig = {},
): RatePolicy {
  const burst = { ...config.burst, ...override.burst };
  const multipliers = { ...config.multipliers, ...override.multipliers };
  const windowSeconds = burst.window_seconds ?? burstWindowSecondsDefault;
  const pace = {
    perMinute:
      override.per_session_per_minute ?? config.per_session_per_minute ?? sessionPerMinuteDefault,
    ceiling: override.user_ceiling ?? config.user_ceiling ?? userCeilingDefault,
    burstShare: ((burst.multiplier ?? burstMultiplierDefault) * windowSeconds) / 60,
  };
  const limitsOf = (tier: Tier) => tierLimits(multipliers[tier] ?? multiplierDefaults[tier], pace);
  const entries = tiers.map((tier) => [tier, limitsOf(tier)] as const);
  return {
    burstWindowMs: windowSeconds * 1_000,
    tiers: Object.fromEntries(entries) as Record<Tier, TierLimits>,
  };
}

interface Pace {
  readonly perMinute: number;
  readonly ceiling: number;
  readonly burstShare: number;
}

function tierLimits(multiplier: number, pace: Pace): TierLimits {
  const sessionPerMinute = boundLimit(pace.perMinute * multiplier);
  const userPerMinute = boundLimit(sessionPerMinute * pace.ceiling);
  const burstOf = (limit: number) =>
    Math.min(limit, Math.max(1, Math.floor(limit * pace.burstShare)));
  return {
    sessionPerMinute,
    userPerMinute,
    burstPerWindow: burstOf(sessionPerMinute),
    userBurstPerWindow: burstOf(userPerMinute),
  };
}

function boundLimit(limit: number): number {
  return Math.min(perMinuteMax, Math.max(1, Math.floor(limit)));
}
