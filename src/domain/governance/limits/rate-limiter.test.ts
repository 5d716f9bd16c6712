import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import fc from "fast-check";
import { createTestDatabase, type TestDatabase } from "#infra/database/test-database.ts";
import type { ClientId, SessionId, UserId } from "#shared/ids.ts";
import { type Principal, type Tier, tiers } from "#shared/principal.ts";
import { createRateLimiter, type RateLimiter } from "./rate-limiter.ts";
import { compileRates, multiplierDefaults, type RatePolicy } from "./rate-policy.ts";

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(async () => {
  await database.close();
});

let made = 0;
function someone(role: Tier, change: Partial<Principal> = {}): Principal {
  const name = `${role}-${++made}`;
  return {
    userId: `user-${name}` as UserId,
    email: null,
    role,
    scopes: ["*"],
    departments: [],
    clientId: "test" as ClientId,
    sessionId: `session-${name}` as SessionId,
    tokenId: null,
    credential: "access_token",
    ...change,
  };
}

/** Replicas on one database under one clock that only the test moves. */
function replicas(count: number, policy: RatePolicy) {
  const clock = { ms: 1_800_000_000_000 };
  const make = () =>
    createRateLimiter({
      database: database.db,
      policy: () => policy,
      monotonicMs: () => clock.ms,
      databaseNowMs: () => clock.ms,
      onFailure: (error) => {
        throw error;
      },
    });
  return { clock, limiters: Array.from({ length: count }, make) as RateLimiter[] };
}

async function admittedOf(
  limiter: RateLimiter,
  principal: Principal,
  calls: number,
  nowMs: number,
) {
  let admitted = 0;
  for (let call = 0; call < calls; call++) {
    const grant = await limiter.charge(principal, nowMs);
    if (!grant.admitted) break;
    admitted++;
  }
  return admitted;
}

/** The reference: how many of the times lie in the window that ends at each of them. */
function busiestWindow(times: readonly number[], windowMs: number): number {
  let first = 0;
  let busiest = 0;
  for (let last = 0; last < times.length; last++) {
    while ((times[last] as number) - (times[first] as number) >= windowMs) first++;
    busiest = Math.max(busiest, last - first + 1);
  }
  return busiest;
}

describe("M05 M58 rate limits", () => {
  test.each([...tiers])(
    "admits exactly the multiplied limit of tier %s in a minute",
    async (tier) => {
      const policy = compileRates({ per_session_per_minute: 120 });
      const { clock, limiters } = replicas(1, policy);
      const principal = someone(tier);
      let admitted = 0;
      for (let second = 0; second < 60; second++) {
        admitted += await admittedOf(limiters[0] as RateLimiter, principal, 2_000, clock.ms);
        clock.ms += 1_000;
      }
      expect(admitted).toBe(120 * multiplierDefaults[tier]);
      await (limiters[0] as RateLimiter).close();
    },
  );

  test("admits no more than the burst within its window and says when to come back", async () => {
    const { clock, limiters } = replicas(1, compileRates());
    const [limiter] = limiters as [RateLimiter];
    const principal = someone("user");
    expect(await admittedOf(limiter, principal, 1_000, clock.ms)).toBe(75);
    const grant = await limiter.charge(principal, clock.ms);
    expect(grant).toMatchObject({ admitted: false, scope: "session", limitPerMinute: 300 });
    const wait = grant.admitted ? 0 : grant.retryAfterMs;
    expect(wait).toBe(12_000);
    clock.ms += wait;
    expect(await admittedOf(limiter, principal, 1_000, clock.ms)).toBe(75);
    await limiter.close();
  });

  test("holds a user's sessions together under the user's ceiling", async () => {
    const { clock, limiters } = replicas(2, compileRates());
    const user = "user-of-many-sessions" as UserId;
    let admitted = 0;
    let last: unknown;
    for (let session = 0; session < 12; session++) {
      const limiter = limiters[session % 2] as RateLimiter;
      const principal = someone("user", { userId: user });
      admitted += await admittedOf(limiter, principal, 1_000, clock.ms);
      last = await limiter.charge(principal, clock.ms);
    }
    expect(admitted).toBe(75 * 3);
    expect(last).toMatchObject({ admitted: false, scope: "user", limitPerMinute: 900 });
    await Promise.all(limiters.map((limiter) => limiter.close()));
  });

  test("keys anonymous callers on their address, not on a user that all share", async () => {
    const { clock, limiters } = replicas(1, compileRates());
    const [limiter] = limiters as [RateLimiter];
    for (let address = 0; address < 8; address++) {
      const principal = someone("anonymous", { userId: "anonymous" as UserId });
      expect(await admittedOf(limiter, principal, 100, clock.ms)).toBe(37);
      const grant = await limiter.charge(principal, clock.ms);
      expect(grant).toMatchObject({ admitted: false, scope: "address" });
    }
    await limiter.close();
  });

  test("answers at once while a slice is in memory and shares one lease among waiters", async () => {
    const { clock, limiters } = replicas(1, compileRates());
    const [limiter] = limiters as [RateLimiter];
    const principal = someone("user");
    const waiting = Array.from({ length: 10 }, () => limiter.charge(principal, clock.ms));
    expect(waiting.every((grant) => grant instanceof Promise)).toBe(true);
    const grants = await Promise.all(waiting.map((grant) => Promise.resolve(grant)));
    expect(grants.every((grant) => grant.admitted)).toBe(true);
    expect(limiter.charge(principal, clock.ms)).toEqual({ admitted: true });
    await limiter.close();
  });

  test("gives an idle slice back so that another replica may spend it", async () => {
    const { clock, limiters } = replicas(2, compileRates({ per_session_per_minute: 96 }));
    const [idle, busy] = limiters as [RateLimiter, RateLimiter];
    const principal = someone("user");
    expect(await admittedOf(idle, principal, 1, clock.ms)).toBe(1);
    clock.ms += 999;
    await idle.flush(clock.ms);
    expect(await admittedOf(busy, principal, 100, clock.ms)).toBe(24 - 1);
    await Promise.all(limiters.map((limiter) => limiter.close()));
  });

  test("loses a crashed replica's slice until the window ends and no longer", async () => {
    const policy = compileRates({ per_session_per_minute: 96, burst: { window_seconds: 60 } });
    const { clock, limiters } = replicas(2, policy);
    const [crashed, other] = limiters as [RateLimiter, RateLimiter];
    const principal = someone("user");
    expect(await admittedOf(crashed, principal, 1, clock.ms)).toBe(1);
    expect(await admittedOf(other, principal, 200, clock.ms)).toBe(96 - 6);
    clock.ms += 62_000;
    expect(await admittedOf(other, principal, 200, clock.ms)).toBe(96);
    await other.close();
  });

  test("admits at most two unspent slices too few when three replicas share a session", async () => {
    const policy = compileRates({ per_session_per_minute: 160, burst: { window_seconds: 60 } });
    const { clock, limiters } = replicas(3, policy);
    const principal = someone("user");
    let admitted = 0;
    for (let round = 0; round < 6; round++) {
      for (const [index, limiter] of limiters.entries()) {
        admitted += await admittedOf(limiter, principal, index === 0 ? 500 : 3, clock.ms);
      }
    }
    expect(admitted).toBeLessThanOrEqual(160);
    expect(admitted).toBeGreaterThanOrEqual(160 - 2 * 10);
    await Promise.all(limiters.map((limiter) => limiter.close()));
  });

  test("refuses everybody while the database does not answer", async () => {
    const failures: unknown[] = [];
    const gone = database.open("postgres://nobody@127.0.0.1:1/none", { connectTimeoutMs: 500 });
    const limiter = createRateLimiter({
      database: gone,
      policy: () => compileRates(),
      monotonicMs: () => 0,
      onFailure: (error) => failures.push(error),
    });
    const grant = await limiter.charge(someone("admin"), 0);
    expect(grant).toMatchObject({ admitted: false, retryAfterMs: 1_000 });
    expect(failures).toHaveLength(1);
    await limiter.close();
  });

  test("refuses in seconds where every answer of the database comes too late to be used", async () => {
    const clock = { ms: 1_800_000_000_000 };
    const limiter = createRateLimiter({
      database: database.db,
      policy: () => compileRates(),
      monotonicMs: () => (clock.ms += 800),
      databaseNowMs: () => 1_800_000_000_000,
    });
    const startedMs = clock.ms;
    const grant = await limiter.charge(someone("admin"), startedMs);
    expect(grant).toMatchObject({ admitted: false, retryAfterMs: 1_000 });
    expect(clock.ms - startedMs).toBeLessThan(8_000);
    await limiter.close();
  });

  test("never admits more than the limit in any sliding window, on any replica, and little less", async () => {
    const step = fc.record({
      replica: fc.integer({ min: 0, max: 2 }),
      session: fc.integer({ min: 0, max: 1 }),
      calls: fc.integer({ min: 1, max: 12 }),
      advanceMs: fc.oneof(fc.integer({ min: 0, max: 900 }), fc.integer({ min: 0, max: 30_000 })),
      flush: fc.boolean(),
    });
    const run = async (steps: readonly Step[]) => {
      const policy = compileRates({ per_session_per_minute: 32, user_ceiling: 1.5 });
      const { clock, limiters } = replicas(3, policy);
      const user = `user-${++made}` as UserId;
      const people = [someone("user", { userId: user }), someone("user", { userId: user })];
      const times: number[][] = [[], []];
      for (const { replica, session, calls, advanceMs, flush } of steps) {
        const limiter = limiters[replica] as RateLimiter;
        const count = await admittedOf(limiter, people[session] as Principal, calls, clock.ms);
        for (let call = 0; call < count; call++) times[session]?.push(clock.ms);
        clock.ms += advanceMs;
        if (flush) await Promise.all(limiters.map((l) => l.flush(clock.ms)));
      }
      for (const own of times) {
        expect(busiestWindow(own, 60_000)).toBeLessThanOrEqual(32);
        expect(busiestWindow(own, 10_000)).toBeLessThanOrEqual(8);
      }
      const all = times.flat().sort((a, b) => a - b);
      expect(busiestWindow(all, 60_000)).toBeLessThanOrEqual(48);
      await Promise.all(limiters.map((limiter) => limiter.close()));
      clock.ms += 62_000;
      const [fresh] = replicas(1, policy).limiters as [RateLimiter];
      expect(await admittedOf(fresh, someone("user"), 100, clock.ms)).toBe(8);
    };
    await fc.assert(fc.asyncProperty(fc.array(step, { minLength: 20, maxLength: 60 }), run), {
      numRuns: 25,
    });
  }, 60_000);
});

interface Step {
  readonly replica: number;
  readonly session: number;
  readonly calls: number;
  readonly advanceMs: number;
  readonly flush: boolean;
}
