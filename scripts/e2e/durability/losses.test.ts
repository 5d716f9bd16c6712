import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import type { SQL } from "bun";
import { eventually } from "../eventually.ts";
import { childrenOf, isAlive, openSql } from "../installation.ts";
import { firstAdmin, type OwnServer, startOwnServer } from "../own-server.ts";
import { badRefusals, filesWritten, readEvidence, unrecorded } from "./evidence.ts";
import { type Shot, startHammer } from "./hammer.ts";
import { gateFiles, gateReached, gateTarget, holdGate } from "./gate.ts";
import { stopPostgres } from "./postgres.ts";

const warmShots = 200;
const stepMsMax = 30_000;
const testMsMax = 60_000;
/** A killed writer's lease (15 s) and the sweep's round (5 s), with room for a slow machine. */
const sweepMsMax = 45_000;

let server: OwnServer;
let token: string;
let sql: SQL;
let shots: readonly Shot[] = [];

beforeAll(async () => {
  server = await startOwnServer({ files: gateFiles });
  token = await server.token(firstAdmin);
  sql = openSql(server, "owner");
}, testMsMax);

afterAll(async () => {
  await sql.close();
  await server.stop();
}, testMsMax);

describe("M05 M06 no decision is lost", () => {
  test(
    "kill -9 under load: the server starts again and answers",
    async () => {
      const pid = await server.pid();
      const children = childrenOf(pid);
      expect(children.length).toBeGreaterThan(0);
      await underLoad(async (moreAllowed) => {
        await moreAllowed();
        const held = holdGate(server, token);
        await gateReached(server);
        process.kill(pid, "SIGKILL");
        expect(await held).toBeNull();
        await eventually(stepMsMax, () => ([pid, ...children].some(isAlive) ? undefined : true));
        await server.start();
        await moreAllowed();
      });
      expect(await server.pid()).not.toBe(pid);
      expect(shots.some(({ answer }) => answer === null)).toBe(true);
    },
    testMsMax,
  );

  test.each(["SIGINT", "SIGQUIT"] as const)(
    "PostgreSQL stopped by %s and started again: refusals, then answers, without our doing",
    async (signal) => {
      const pid = await server.pid();
      await sql.close();
      await underLoad(async (moreAllowed, moreDenied) => {
        await moreAllowed();
        const start = await stopPostgres(server, signal);
        await readyAnswers(503);
        await moreDenied();
        start();
        await readyAnswers(200);
        await moreAllowed();
      });
      sql = openSql(server, "owner");
      expect(await server.pid()).toBe(pid);
    },
    testMsMax,
  );

  test(
    "every yes has its row, every act its decision and one outcome, and the chain verifies",
    async () => {
      await eventually(sweepMsMax, async () => {
        const { outcomes } = await readEvidence(sql);
        return outcomes.some((verdicts) => verdicts.length === 0) ? undefined : true;
      });
      const evidence = await readEvidence(sql);
      const written = filesWritten(server);
      expect(written.length).toBeGreaterThan(warmShots / 2);
      expect(unrecorded(shots, written, evidence)).toEqual({ answers: [], acts: [] });
      expect(badRefusals(shots, written)).toEqual([]);
      const counts = evidence.outcomes.map((verdicts) => verdicts.length);
      expect(new Set(counts)).toEqual(new Set([1]));
      expect(await heldOutcomes()).toEqual(["interrupted"]);
      expect(evidence.hookOutcomes.filter((verdict) => verdict !== "not_started")).toEqual([]);
      const report = await server.json<{ ok: boolean }>("infra", "audit", "verify");
      expect(report).toMatchObject({ ok: true });
    },
    testMsMax,
  );

  test("a call that is not allowed under load is refused in so many words, or breaks off", () => {
    const denied = shots.filter(({ kind, answer }) => kind === "hook" && answer?.status === 200);
    expect(denied.some(({ answer }) => answer?.body.includes('"deny"'))).toBe(true);
    const known = [200, 503, undefined];
    expect(shots.filter(({ answer }) => !known.includes(answer?.status))).toEqual([]);
  });
});

async function heldOutcomes(): Promise<readonly string[]> {
  const rows: { verdict: string }[] = await sql`
    select verdict from audit_events where kind = 'outcome' and target = ${gateTarget}`;
  return rows.map(({ verdict }) => verdict);
}

/** Runs steps while calls come from many connections, and keeps what was answered. */
async function underLoad(
  steps: (moreAllowed: () => Promise<unknown>, moreDenied: () => Promise<unknown>) => Promise<void>,
): Promise<void> {
  const { port } = server;
  const hammer = startHammer({ port, token, hookConnections: 16, toolConnections: 8 });
  const isAllowed = ({ allowed }: Shot) => allowed;
  const isDenied = ({ answer }: Shot) => answer?.body.includes('"deny"') === true;
  const more = (matches: (shot: Shot) => boolean, count: number) => () => {
    const enough = hammer.count(matches) + count;
    return eventually(stepMsMax, () => (hammer.count(matches) >= enough ? true : undefined));
  };
  try {
    await steps(more(isAllowed, warmShots), more(isDenied, 1));
  } finally {
    shots = [...shots, ...(await hammer.stop())];
  }
}

function readyAnswers(status: number): Promise<true> {
  return eventually(stepMsMax, async () =>
    (await fetch(`${server.baseUrl}/readyz`)).status === status ? true : undefined,
  );
}
