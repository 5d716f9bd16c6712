import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import {
  gateFiles,
  gateReached,
  gateTarget,
  holdGate,
  openGate,
} from "../../e2e/durability/gate.ts";
import { eventually } from "../../e2e/eventually.ts";
import { childrenOf, isAlive } from "../../e2e/installation.ts";
import { firstAdmin, type OwnServer } from "../../e2e/own-server.ts";
import { whole } from "../length.ts";
import { type Fleet, startFleet } from "../replicas/fleet.ts";

const startMsMax = 120_000;
const testMsMax = 150_000;
const stepMsMax = 20_000;
/** The lease (15 s), the standing that a sweeper needs (15 s) and its round (5 s), with room. */
const fencedMsMax = 90_000;

let fleet: Fleet;

beforeAll(async () => {
  if (whole) fleet = await startFleet({ replicas: 3, balancer: null, files: gateFiles });
}, startMsMax);
afterAll(async () => {
  if (whole) await fleet.stop();
}, startMsMax);

async function outcomes(): Promise<readonly string[]> {
  const rows: { verdict: string }[] = await fleet.sql`
    select verdict from audit_events where kind = 'outcome' and target = ${gateTarget}`;
  return rows.map(({ verdict }) => verdict);
}

// A lease is 15 s: in the short form a process with a shorter one is stopped beside the writer.
describe.skipIf(!whole)(
  "M09 M58 a replica that is stopped past its lease in the midst of an act",
  () => {
    test(
      "is declared dead by the two others; let go, it ends with all it started",
      async () => {
        const victim = fleet.replicas[2] as OwnServer;
        const token = await fleet.first.token(firstAdmin);
        const held = holdGate(victim, token);
        await gateReached(victim);
        const pid = await victim.pid();
        const children = childrenOf(pid);
        process.kill(pid, "SIGSTOP");
        const ended = await eventually(fencedMsMax, async () => {
          const found = await outcomes();
          return found.length > 0 ? found : undefined;
        });
        expect(ended).toEqual(["interrupted"]);
        await openGate(victim);
        process.kill(pid, "SIGCONT");
        await eventually(stepMsMax, () => ([pid, ...children].some(isAlive) ? undefined : true));
        expect(await held).toBeNull();
        expect(await outcomes()).toEqual(["interrupted"]);
        const log = victim.read(".systemprompt/logs/server.log");
        expect(log).toContain("another process declared this one dead");
        await victim.start();
        expect(await fleet.first.json("infra", "audit", "verify")).toMatchObject({ ok: true });
        const fenced: unknown[] = await fleet.sql`
        select number from audit_writers where fenced_at is not null`;
        expect(fenced).toHaveLength(1);
      },
      testMsMax,
    );
  },
);
