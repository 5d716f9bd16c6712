import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { length, whole } from "../length.ts";
import { type Drip, startDrip } from "../drip.ts";
import { type Fleet, startFleet } from "./fleet.ts";

const startMsMax = 120_000;
/** The whole form fills two of the longest windows and the time after them. */
const loadMs = length(150_000, 15_000);
const testMsMax = loadMs + 120_000;
const frozenMs = length(5_000, 1_000);
const replicas = 3;

/** The shipped limits of the tier `user`. */
const session = { perMinute: 300, perBurst: 75 };
const user = { perMinute: 900, perBurst: 225 };
const minuteMs = 60_000;
const burstMs = 10_000;
/** A replica holds at most this much of a session's minute unspent. */
const slice = Math.floor(session.perMinute / 16);

let fleet: Fleet;

beforeAll(async () => {
  fleet = await startFleet({ replicas, balancer: null, limits: "shipped" });
}, startMsMax);

afterAll(() => fleet.stop(), startMsMax);

describe("M05 M58 limits of one caller on three replicas", () => {
  test(
    "are never exceeded in any window, with one replica frozen and one killed meanwhile",
    async () => {
      const [single] = await openSessions("single@limits.test", 1);
      const many = await openSessions("many@limits.test", 4);
      if (single === undefined) throw new Error("a session was opened");
      const drips = [single, ...many].flatMap(dripEverywhere);
      const [, second, third] = fleet.replicas;
      if (second === undefined || third === undefined) throw new Error("three replicas");
      const [secondPid, thirdPid] = [await second.pid(), await third.pid()];
      await Bun.sleep(loadMs / 5);
      process.kill(secondPid, "SIGSTOP");
      await Bun.sleep(frozenMs);
      process.kill(secondPid, "SIGCONT");
      await Bun.sleep(loadMs / 5);
      process.kill(thirdPid, "SIGKILL");
      await third.start();
      await Bun.sleep((loadMs * 3) / 5);
      await Promise.all(drips.map((drip) => drip.stop()));

      const one = await admitted("single@limits.test");
      expect(most(one, burstMs)).toBeLessThanOrEqual(session.perBurst);
      expect(most(one, minuteMs)).toBeLessThanOrEqual(session.perMinute);
      const all = await admitted("many@limits.test");
      expect(most(all, burstMs)).toBeLessThanOrEqual(user.perBurst);
      expect(most(all, minuteMs)).toBeLessThanOrEqual(user.perMinute);
      for (const rows of Map.groupBy(all, ({ session_id: id }) => id).values()) {
        expect(most(rows, burstMs)).toBeLessThanOrEqual(session.perBurst);
        expect(most(rows, minuteMs)).toBeLessThanOrEqual(session.perMinute);
      }
      // What the others may hold unspent, and what a killed one lost for the rest of its window.
      const lost = (replicas - 1) * slice;
      expect(most(one, burstMs)).toBeGreaterThanOrEqual(session.perBurst - lost);
      if (whole) {
        expect(most(one, minuteMs)).toBeGreaterThanOrEqual(session.perMinute - lost - slice);
      }
      const counts = [one, all].map((rows) => [most(rows, burstMs), most(rows, minuteMs)]);
      console.log(`most in 10 s and 60 s: session ${counts[0]}, user ${counts[1]}`);
    },
    testMsMax,
  );
});

async function openSessions(email: string, count: number): Promise<readonly string[]> {
  await fleet.first.createUser(email, "user");
  const tokens: string[] = [];
  while (tokens.length < count) tokens.push(await fleet.first.token(email));
  return tokens;
}

/** Many more calls than the limit allows, and few enough to stay below the gate on refusals. */
function dripEverywhere(token: string): readonly Drip[] {
  return fleet.replicas.map(({ port }) => startDrip({ port, token, connections: 2, pauseMs: 100 }));
}

interface Admitted {
  readonly session_id: string;
  readonly ms: number;
}

/** Allowed calls of a user's sessions by the time of their rows, oldest first. */
async function admitted(email: string): Promise<readonly Admitted[]> {
  return [
    ...(await fleet.sql`
      select e.session_id, (extract(epoch from e.at) * 1000)::float8 as ms
        from audit_events e join users u on u.id = e.user_id
       where u.email = ${email} and e.kind = 'decision' and e.verdict = 'allow'
       order by e.at, e.id`),
  ];
}

/** The most rows in any window of this length: one that begins with each row in turn. */
function most(rows: readonly Admitted[], windowMs: number): number {
  let highest = 0;
  let end = 0;
  for (const [start, { ms }] of rows.entries()) {
    while (end < rows.length && (rows[end]?.ms ?? 0) < ms + windowMs) end++;
    highest = Math.max(highest, end - start);
  }
  return highest;
}
