import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import type { TestProxy } from "#infra/database/test-proxy.ts";
import {
  badRefusals,
  filesWritten,
  readEvidence,
  unrecorded,
} from "../../e2e/durability/evidence.ts";
import { type Hammer, type Shot, startHammer } from "../../e2e/durability/hammer.ts";
import { eventually } from "../../e2e/eventually.ts";
import { length, whole } from "../length.ts";
import { type Served, startServed } from "./served.ts";

const startMsMax = 60_000;
const stepMsMax = 60_000;
const testMsMax = 120_000;
const moreShots = length(200, 40);
const faultMs = length(8_000, 1_500);
const cutsMin = length(60, 10);
/** Outcomes that wait for their own connection come within this. */
const settleMsMax = 40_000;

let served: Served;
const shots: Shot[] = [];

beforeAll(async () => {
  served = await startServed();
}, startMsMax);
afterAll(() => served.stop(), startMsMax);

interface Fault {
  readonly name: string;
  readonly begin: (proxy: TestProxy) => void;
  /** Whether calls can be answered meanwhile. */
  readonly stopsCalls: boolean;
  readonly end: (proxy: TestProxy) => void;
  readonly wholeOnly?: true;
}

const resume = (proxy: TestProxy) => proxy.resume();
const heal = (proxy: TestProxy) => proxy.heal();

// prettier-ignore
const faults: readonly Fault[] = [
  { name: "answers that do not come, and come at last",
    begin: (proxy) => proxy.blackHole("to-client"), stopsCalls: true, end: resume },
  { name: "50 ms more each way",
    begin: (proxy) => proxy.delay(50), stopsCalls: false, end: resume },
  { name: "100 ms more each way",
    begin: (proxy) => proxy.delay(100), stopsCalls: false, end: resume, wholeOnly: true },
  { name: "answers that are read at 4 KB a second",
    begin: (proxy) => proxy.slowReads(4_096), stopsCalls: false, end: resume, wholeOnly: true },
  { name: "questions that do not arrive, and arrive at last",
    begin: (proxy) => proxy.blackHole("to-server"), stopsCalls: true, end: resume,
    wholeOnly: true },
  { name: "a path that is cut without a word and comes back with nothing of what was sent",
    begin: (proxy) => proxy.freeze(), stopsCalls: true, end: heal, wholeOnly: true },
  { name: "a path that is held both ways",
    begin: (proxy) => proxy.blackHole("to-server", "to-client"), stopsCalls: true, end: heal,
    wholeOnly: true },
  { name: "refused connections",
    begin: (proxy) => proxy.refuse(), stopsCalls: true, end: heal, wholeOnly: true },
  { name: "connections that are reset",
    begin: (proxy) => proxy.reset(), stopsCalls: false, end: resume },
  { name: "connections that the server's side ends by half",
    begin: (proxy) => proxy.halfClose("to-client"), stopsCalls: false, end: resume },
  { name: "connections that the client's side ends by half",
    begin: (proxy) => proxy.halfClose("to-server"), stopsCalls: false, end: resume },
];

describe("M05 M09 M58 a load goes on, without a human, after", () => {
  test.each(faults.filter(({ wholeOnly }) => whole || wholeOnly !== true))(
    "$name",
    async ({ begin, end, stopsCalls }) => {
      const { proxy, ready, server } = served;
      const pid = await server.pid();
      await underLoad(async (moreAllowed) => {
        await moreAllowed();
        try {
          begin(proxy);
          if (stopsCalls) await ready(503);
          else await moreAllowed();
          if (whole) await Bun.sleep(faultMs);
        } finally {
          end(proxy);
        }
        await ready(200);
        await moreAllowed();
      });
      expect(await server.pid()).toBe(pid);
    },
    testMsMax,
  );

  test.each([
    ["commits", { application: "systemprompt audit", tag: /^SELECT 1$/, every: 7 }],
    ...(whole ? ([["statements of any kind", { every: 40 }]] as const) : []),
  ] as const)(
    "%s whose answers are cut off, again and again",
    async (_what, plan) => {
      const { proxy } = served;
      await underLoad(async (moreAllowed) => {
        proxy.cutAnswers(plan);
        await eventually(stepMsMax, () => (proxy.cuts >= cutsMin ? true : undefined));
        proxy.resume();
        await moreAllowed();
      });
    },
    testMsMax,
  );

  test.each([
    "kill -9 of every process of PostgreSQL",
    ...(whole ? ["a freeze of PostgreSQL"] : []),
  ])(
    "%s",
    async (name) => {
      const { primary, ready } = served;
      await underLoad(async (moreAllowed) => {
        await moreAllowed();
        if (name.startsWith("kill")) {
          await primary.kill();
          await ready(503);
          await primary.start();
        } else {
          const thaw = primary.freeze();
          await ready(503);
          thaw();
        }
        await ready(200);
        await moreAllowed();
      });
    },
    testMsMax,
  );

  test(
    "and every yes has its row, every act its decision and one outcome, and the chain verifies",
    async () => {
      await eventually(settleMsMax, async () => {
        const { outcomes } = await served.withSql(readEvidence);
        return outcomes.every((verdicts) => verdicts.length > 0) ? true : undefined;
      });
      const evidence = await served.withSql(readEvidence);
      const written = filesWritten(served.server);
      expect(written.length).toBeGreaterThan(moreShots);
      expect(unrecorded(shots, written, evidence)).toEqual({ answers: [], acts: [] });
      expect(badRefusals(shots, written)).toEqual([]);
      expect(new Set(evidence.outcomes.map((verdicts) => verdicts.length))).toEqual(new Set([1]));
      const report = await served.server.json("infra", "audit", "verify");
      expect(report).toMatchObject({ ok: true, losses: [] });
      expect((await served.health()).reasons).not.toContainEqual(
        expect.stringContaining("AUDIT_HISTORY_LOST"),
      );
    },
    testMsMax,
  );
});

/** Runs steps while calls come from many connections, and keeps what was answered. */
async function underLoad(
  steps: (moreAllowed: () => Promise<unknown>) => Promise<void>,
): Promise<void> {
  const { server, token } = served;
  const load = { port: server.port, token, hookConnections: 12, toolConnections: 6 };
  const hammer: Hammer = startHammer(load);
  const isAllowed = ({ allowed }: Shot) => allowed;
  try {
    await steps(() => {
      const enough = hammer.count(isAllowed) + moreShots;
      return eventually(stepMsMax, () => (hammer.count(isAllowed) >= enough ? true : undefined));
    });
  } finally {
    shots.push(...(await hammer.stop()));
  }
}
