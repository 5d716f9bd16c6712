import type { Database } from "#infra/database/database.ts";
import type { RateGrant } from "#shared/governed-call.ts";
import type { Principal, Tier } from "#shared/principal.ts";
import {
  deleteIdleWindows,
  type LeaseAnswer,
  type LeaseRequest,
  leaseRate,
  type RateReturn,
  returnRates,
} from "./queries.ts";
import type { RatePolicy, TierLimits } from "./rate-policy.ts";

/** A slice is this part of the limit: what a replica may hold unspent. */
export const slicesPerLimit = 16;
/** A slice is spent within this time or goes back; with the flush below it, within a second. */
export const leaseMsMax = 700;
export const flushIntervalMs = 200;
/** A refusal is believed this long before the database is asked again. */
const refusalMsMax = 200;
/** How long a caller is told to wait when the database does not answer. */
const databaseRetryMs = 1_000;
/** Sessions held in memory; beyond it the longest idle one is forgotten with its slice. */
const sessionsMax = 100_000;
const sweepIntervalMs = 60_000;
const sweepRowsMax = 10_000;
/** The database counts whole seconds: one at each end of a window is counted whole. */
const windowSlackSeconds = 2;
/** Attempts of one waiter before it is refused: each either grants somebody or refuses. */
const attemptsMax = 64;
/** A database whose answers are older than a slice's life grants nothing: refused after this. */
const waitMsMax = 5_000;

export interface RateLimiterOptions {
  readonly database: Database;
  readonly policy: () => RatePolicy;
  readonly monotonicMs: () => number;
  /** Tests fix the database's time; absent, it is its own clock. */
  readonly databaseNowMs?: () => number;
  /** Told of every statement that failed; the callers of that moment are refused. */
  readonly onFailure?: (error: unknown) => void;
}

export interface RateLimiter {
  /** Charges one request on arrival: at once while a slice is in memory, else after one statement. */
  charge(principal: Principal, nowMonotonicMs: number): RateGrant | Promise<RateGrant>;
  /** Gives back expired slices; `start` does it by itself. */
  flush(nowMonotonicMs: number): Promise<void>;
  start(): void;
  /** Stops the timers and gives every slice back. */
  close(): Promise<void>;
}

/** Requests that were debited in one second and may be spent until the deadline. */
interface Slice {
  left: number;
  readonly second: number;
  readonly expiresMs: number;
}

/** One session in memory. What its slices hold together never exceeds one slice. */
interface Session {
  readonly sessionKey: string;
  readonly userKey: string | null;
  role: Tier;
  current: Slice;
  next: Slice | null;
  /** Shared by every waiter; null while no statement runs. */
  pending: Promise<void> | null;
  refusal: Exclude<RateGrant, { admitted: true }> | null;
  refusalUntilMs: number;
}

interface Limiter extends RateLimiterOptions {
  readonly sessions: Map<string, Session>;
  returns: RateReturn[];
}

const admitted: RateGrant = { admitted: true };
const spent: Slice = { left: 0, second: 0, expiresMs: 0 };

export function createRateLimiter(options: RateLimiterOptions): RateLimiter {
  const limiter: Limiter = { ...options, sessions: new Map(), returns: [] };
  const timers: ReturnType<typeof setInterval>[] = [];
  const flushNow = () => flushSlices(limiter, limiter.monotonicMs());
  return {
    charge: (principal, nowMs) => charge(limiter, principal, nowMs),
    flush: (nowMs) => flushSlices(limiter, nowMs),
    start: () => {
      timers.push(setInterval(() => void flushNow(), flushIntervalMs));
      timers.push(setInterval(() => void sweep(limiter), sweepIntervalMs));
    },
    close: async () => {
      for (const timer of timers) clearInterval(timer);
      for (const { pending } of limiter.sessions.values()) if (pending !== null) await pending;
      await flushSlices(limiter, Number.POSITIVE_INFINITY);
    },
  };
}

function charge(
  limiter: Limiter,
  principal: Principal,
  nowMs: number,
): RateGrant | Promise<RateGrant> {
  const session = sessionOf(limiter, principal);
  if (spend(limiter, session, nowMs)) {
    askAhead(limiter, session, nowMs);
    return admitted;
  }
  if (session.refusal !== null && nowMs < session.refusalUntilMs) return session.refusal;
  return chargeLater(limiter, session, nowMs);
}

function spend(limiter: Limiter, session: Session, nowMs: number): boolean {
  if (session.current.left === 0 || nowMs >= session.current.expiresMs) {
    if (session.next === null) return false;
    giveBack(limiter, session, session.current);
    session.current = session.next;
    session.next = null;
    if (nowMs >= session.current.expiresMs) return false;
  }
  session.current.left--;
  return true;
}

/** Asks before the slice is empty, so that a busy session rarely waits. */
function askAhead(limiter: Limiter, session: Session, nowMs: number): void {
  if (session.pending !== null || session.next !== null || session.refusal !== null) return;
  const slice = sliceOf(limitsOf(limiter, session));
  const runsLow = session.current.left > 0 && session.current.left * 4 <= slice;
  if (runsLow) void lease(limiter, session, nowMs);
}

function sessionOf(limiter: Limiter, principal: Principal): Session {
  const known = limiter.sessions.get(principal.sessionId);
  if (known !== undefined) {
    known.role = principal.role;
    return known;
  }
  if (limiter.sessions.size >= sessionsMax) forgetOldest(limiter);
  const anonymous = principal.role === "anonymous";
  const session: Session = {
    sessionKey: `${anonymous ? "a" : "s"}:${principal.sessionId}`,
    userKey: anonymous ? null : `u:${principal.userId}`,
    role: principal.role,
    current: spent,
    next: null,
    pending: null,
    refusal: null,
    refusalUntilMs: 0,
  };
  limiter.sessions.set(principal.sessionId, session);
  return session;
}

function forgetOldest(limiter: Limiter): void {
  for (const [id, session] of limiter.sessions) {
    if (session.pending !== null) continue;
    giveAllBack(limiter, session);
    limiter.sessions.delete(id);
    return;
  }
}

function limitsOf(limiter: Limiter, session: Session): TierLimits {
  return limiter.policy().tiers[session.role];
}

function sliceOf(limits: TierLimits): number {
  return Math.max(1, Math.floor(limits.sessionPerMinute / slicesPerLimit));
}

async function chargeLater(
  limiter: Limiter,
  session: Session,
  startedMs: number,
): Promise<RateGrant> {
  let nowMs = startedMs;
  for (let attempt = 0; attempt < attemptsMax; attempt++) {
    session.refusal = null;
    await (session.pending ?? lease(limiter, session, nowMs));
    nowMs = limiter.monotonicMs();
    if (spend(limiter, session, nowMs)) return admitted;
    if (session.refusal !== null) return session.refusal;
    if (nowMs - startedMs > waitMsMax) break;
  }
  return refuse(limiter, session, "session", databaseRetryMs);
}

/** One statement for every waiter. Never rejects: a database that is gone refuses. */
function lease(limiter: Limiter, session: Session, nowMs: number): Promise<void> {
  if (nowMs >= session.current.expiresMs) giveAllBack(limiter, session);
  const returns = takeReturns(limiter);
  const running = askDatabase(limiter, session, returns)
    .then(({ answer, askedMs }) => receive(limiter, session, answer, askedMs))
    .catch((error: unknown) => {
      limiter.onFailure?.(error);
      // Spending while nobody counts would break the limit: fail closed.
      holdRefusal(session, refuse(limiter, session, "session", databaseRetryMs), nowMs);
    })
    .finally(() => {
      session.pending = null;
    });
  session.pending = running;
  return running;
}

async function askDatabase(
  limiter: Limiter,
  session: Session,
  returns: readonly RateReturn[],
): Promise<{ readonly answer: LeaseAnswer; readonly askedMs: number }> {
  const { sql } = limiter.database;
  // Unspent requests first: a session must not be refused for what it did not use.
  if (returns.length > 0) await returnRates(sql, returns);
  const askedMs = limiter.monotonicMs();
  return { answer: await leaseRate(sql, requestOf(limiter, session)), askedMs };
}

function requestOf(limiter: Limiter, session: Session): LeaseRequest {
  const limits = limitsOf(limiter, session);
  return {
    sessionKey: session.sessionKey,
    sessionLimit: limits.sessionPerMinute,
    sessionBurst: limits.burstPerWindow,
    userKey: session.userKey,
    userLimit: limits.userPerMinute,
    userBurst: limits.userBurstPerWindow,
    burstSeconds: Math.ceil(limiter.policy().burstWindowMs / 1_000) + windowSlackSeconds,
    slice: Math.max(1, sliceOf(limits) - session.current.left),
    nowMs: limiter.databaseNowMs === undefined ? null : Math.floor(limiter.databaseNowMs()),
  };
}

/** The age counts from before the question, so a slice is never older than it looks. */
function receive(limiter: Limiter, session: Session, answer: LeaseAnswer, askedMs: number): void {
  if (answer.granted === 0) {
    const scope = answer.over ?? "session";
    return holdRefusal(session, refuse(limiter, session, scope, answer.waitMs), askedMs);
  }
  const slice = {
    left: answer.granted,
    second: answer.second,
    expiresMs: askedMs + leaseMsMax,
  };
  if (session.current.left === 0) session.current = slice;
  else session.next = slice;
  session.refusal = null;
}

function refuse(
  limiter: Limiter,
  session: Session,
  scope: "session" | "user",
  retryAfterMs: number,
): Exclude<RateGrant, { admitted: true }> {
  const limits = limitsOf(limiter, session);
  return {
    admitted: false,
    scope: session.userKey === null ? "address" : scope,
    limitPerMinute: scope === "user" ? limits.userPerMinute : limits.sessionPerMinute,
    retryAfterMs,
  };
}

function holdRefusal(
  session: Session,
  refusal: Exclude<RateGrant, { admitted: true }>,
  nowMs: number,
): void {
  session.refusal = refusal;
  session.refusalUntilMs = nowMs + Math.min(refusal.retryAfterMs, refusalMsMax);
}

function giveAllBack(limiter: Limiter, session: Session): void {
  giveBack(limiter, session, session.current);
  if (session.next !== null) giveBack(limiter, session, session.next);
  session.next = null;
}

function giveBack(limiter: Limiter, session: Session, slice: Slice): void {
  if (slice.left === 0) return;
  const { second, left: count } = slice;
  limiter.returns.push({ key: session.sessionKey, second, count });
  if (session.userKey !== null) limiter.returns.push({ key: session.userKey, second, count });
  slice.left = 0;
}

function takeReturns(limiter: Limiter): readonly RateReturn[] {
  const { returns } = limiter;
  limiter.returns = [];
  return returns;
}

/** Idle sessions lose their slice, then their place in memory. */
async function flushSlices(limiter: Limiter, nowMs: number): Promise<void> {
  for (const [id, session] of limiter.sessions) {
    const deadline = session.next?.expiresMs ?? session.current.expiresMs;
    if (session.pending !== null || nowMs < deadline) continue;
    giveAllBack(limiter, session);
    if (nowMs >= session.refusalUntilMs) limiter.sessions.delete(id);
  }
  const returns = takeReturns(limiter);
  if (returns.length === 0) return;
  try {
    await returnRates(limiter.database.sql, returns);
  } catch (error) {
    // Lost for the rest of the window: fewer are admitted, never more.
    limiter.onFailure?.(error);
  }
}

async function sweep(limiter: Limiter): Promise<void> {
  try {
    await deleteIdleWindows(limiter.database.sql, sweepRowsMax);
  } catch (error) {
    limiter.onFailure?.(error);
  }
}
