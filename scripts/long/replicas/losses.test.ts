import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { openTestProxy, type TestProxy } from "#infra/database/test-proxy.ts";
import { testServer } from "#infra/database/test-server.ts";
import { filesWritten, readEvidence, unrecorded } from "../../e2e/durability/evidence.ts";
import { gateFiles, gateReached, gateTarget, holdGate } from "../../e2e/durability/gate.ts";
import { type Shot, startHammer } from "../../e2e/durability/hammer.ts";
import { eventually } from "../../e2e/eventually.ts";
import { isAlive } from "../../e2e/installation.ts";
import { firstAdmin, type OwnServer } from "../../e2e/own-server.ts";
import { length, whole } from "../length.ts";
import { type Fleet, startFleet } from "./fleet.ts";
import { findBalancer } from "./balancer-program.ts";

const startMsMax = 120_000;
const stepMsMax = 60_000;
const testMsMax = 240_000;
/** A killed writer's lease (15 s) and the sweep's round (5 s), with room for a slow machine. */
const sweepMsMax = 60_000;
/** The whole form outlasts the lease of the frozen replica, so that the others declare it dead. */
const frozenMs = length(25_000, 3_000);
const answerMsMax = 1_000;
const moreShots = length(400, 100);
const haproxy = findBalancer("haproxy");

let proxy: TestProxy;
let fleet: Fleet;
let token: string;
const shots: Shot[] = [];

beforeAll(async () => {
  if (haproxy === null) return;
  proxy = await openTestProxy((await testServer()).url);
  const detour = { replica: 1, through: proxy.through };
  fleet = await startFleet({ replicas: 3, balancer: haproxy, files: gateFiles, detour });
  token = await fleet.first.token(firstAdmin);
}, startMsMax);

afterAll(async () => {
  if (haproxy === null) return;
  await fleet.stop();
  await proxy.close();
}, startMsMax);

describe.skipIf(haproxy === null)("M09 M58 a load on three replicas", () => {
  test(
    "goes on when one replica is killed: the others answer, and what it left is completed",
    async () => {
      const victim = replicaAt(1);
      const load = await underLoad(async (moreAllowed) => {
        await moreAllowed();
        const held = holdGate(victim, token);
        await gateReached(victim);
        process.kill(await victim.pid(), "SIGKILL");
        expect(await held).toBeNull();
        await moreAllowed();
      });
      expect(load.some(({ allowed }) => allowed)).toBe(true);
      await victim.start();
      const statuses = new Set(load.map(({ answer }) => answer?.status));
      expect(
        [...statuses].filter((status) => ![200, 502, 503, undefined].includes(status)),
      ).toEqual([]);
    },
    testMsMax,
  );

  test(
    "loses no call while all of them are restarted, one after the other",
    async () => {
      const load = await underLoad(async (moreAllowed) => {
        await moreAllowed();
        for (const replica of fleet.replicas) {
          const [before] = await writers();
          await replica.cli("infra", "services", "restart");
          // The balancer sends calls to it again before the next one leaves.
          await eventually(stepMsMax, async () => {
            const [newest] = await writers();
            return newest !== before && (await hasRows(newest)) ? true : undefined;
          });
        }
        await moreAllowed();
      });
      const failed = load.filter(({ allowed }) => !allowed);
      expect(failed.map(({ kind, answer }) => [kind, answer?.status, answer?.body])).toEqual([]);
    },
    testMsMax,
  );

  test(
    "goes on when one replica is frozen: its calls wait or break, all others are answered",
    async () => {
      const victim = replicaAt(2);
      const pid = await victim.pid();
      await underLoad(async (moreAllowed) => {
        await moreAllowed();
        process.kill(pid, "SIGSTOP");
        try {
          await eventually(stepMsMax, async () => ((await answersInARow()) ? true : undefined));
          await underLoad(async (moreOfOthers) => void (await moreOfOthers()));
          await Bun.sleep(frozenMs);
        } finally {
          process.kill(pid, "SIGCONT");
        }
      });
      // Past its lease it was declared dead and ends; whoever supervises it starts it again.
      if (whole) await eventually(stepMsMax, () => (isAlive(pid) ? undefined : true));
      if (!isAlive(pid)) await victim.start();
      await underLoad(async (moreAllowed) => void (await moreAllowed()));
    },
    testMsMax,
  );

  test(
    "goes on when one replica loses the database, which comes back or ends to be started again",
    async () => {
      const victim = replicaAt(1);
      const pid = await victim.pid();
      await underLoad(async (moreAllowed) => {
        await moreAllowed();
        proxy.freeze();
        try {
          await eventually(stepMsMax, async () => ((await readiness(victim)) ? undefined : true));
          await eventually(stepMsMax, async () => ((await answersInARow()) ? true : undefined));
          await underLoad(async (moreOfOthers) => void (await moreOfOthers()));
          await Bun.sleep(frozenMs);
        } finally {
          proxy.heal();
        }
      });
      await eventually(stepMsMax, async () =>
        !isAlive(pid) || (await readiness(victim)) ? true : undefined,
      );
      if (!isAlive(pid)) await victim.start();
      await underLoad(async (moreAllowed) => void (await moreAllowed()));
    },
    testMsMax,
  );

  test(
    "leaves no answer and no act without a row, one outcome to each act, and a chain that verifies",
    async () => {
      await eventually(sweepMsMax, async () => {
        const { outcomes } = await readEvidence(fleet.sql);
        return outcomes.some((verdicts) => verdicts.length === 0) ? undefined : true;
      });
      const evidence = await readEvidence(fleet.sql);
      const written = fleet.replicas.flatMap(filesWritten);
      expect(unrecorded(shots, written, evidence)).toEqual({ answers: [], acts: [] });
      const counts = evidence.outcomes.map((verdicts) => verdicts.length);
      expect(new Set(counts)).toEqual(new Set([1]));
      const held: { verdict: string }[] = await fleet.sql`
        select verdict from audit_events where kind = 'outcome' and target = ${gateTarget}`;
      expect(held.map(({ verdict }) => verdict)).toEqual(["interrupted"]);
      const report = await fleet.first.json<{ ok: boolean }>("infra", "audit", "verify");
      expect(report).toMatchObject({ ok: true });
    },
    testMsMax,
  );
});

function replicaAt(index: number): OwnServer {
  const replica = fleet.replicas[index];
  if (replica === undefined) throw new Error(`there is no replica ${String(index)}`);
  return replica;
}

/** The balancer has found out: calls on new connections are answered, whichever turn it is. */
async function answersInARow(): Promise<boolean> {
  for (let call = 0; call < 2 * fleet.replicas.length; call++) {
    const answer = await fetch(`http://127.0.0.1:${String(fleet.port)}/livez`, {
      headers: { connection: "close" },
      signal: AbortSignal.timeout(answerMsMax),
    }).catch(() => null);
    if (answer?.status !== 200) return false;
  }
  return true;
}

async function readiness(replica: OwnServer): Promise<boolean> {
  const answer = await fetch(`${replica.baseUrl}/readyz`, {
    signal: AbortSignal.timeout(answerMsMax),
  }).catch(() => null);
  return answer?.status === 200;
}

/** Newest first; each process has one of its own. */
async function writers(): Promise<readonly (number | undefined)[]> {
  const rows: { number: number }[] = await fleet.sql`
    select number from audit_writers order by number desc limit 1`;
  return rows.map(({ number }) => number);
}

async function hasRows(writer: number | undefined): Promise<boolean> {
  const rows: unknown[] = await fleet.sql`
    select 1 from audit_events
     where seal >> 32 = ${writer ?? 0} and target = 'hook://Read' limit 1`;
  return rows.length > 0;
}

/** Runs steps while calls come through the balancer, and keeps what was answered. */
async function underLoad(
  steps: (moreAllowed: () => Promise<unknown>) => Promise<void>,
): Promise<readonly Shot[]> {
  const { port } = fleet;
  const hammer = startHammer({ port, token, hookConnections: 12, toolConnections: 6 });
  const isAllowed = ({ allowed }: Shot) => allowed;
  try {
    await steps(() => {
      const enough = hammer.count(isAllowed) + moreShots;
      return eventually(stepMsMax, () => (hammer.count(isAllowed) >= enough ? true : undefined));
    });
  } finally {
    shots.push(...(await hammer.stop()));
  }
  return hammer.shots;
}
