import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { filesWritten, readEvidence, unrecorded } from "../../e2e/durability/evidence.ts";
import { type Shot, startHammer } from "../../e2e/durability/hammer.ts";
import { eventually } from "../../e2e/eventually.ts";
import { databaseUrl, profileFolder } from "../../e2e/installation.ts";
import { whole } from "../length.ts";
import { findPooler, type Pooler, startPooler } from "./pooler.ts";
import { type Served, startServed } from "./served.ts";

const startMsMax = 90_000;
const stepMsMax = 60_000;
const testMsMax = 120_000;
const moreShots = 150;
// Packages are fetched: only in the long form.
const program = whole ? findPooler() : null;

let served: Served;
let pooler: Pooler;
const shots: Shot[] = [];

beforeAll(async () => {
  if (program === null) return;
  served = await startServed();
  const { server } = served;
  const [app, reader] = [databaseUrl(server, "app"), databaseUrl(server, "reader")] as const;
  pooler = await startPooler(program, [served.database.ownerUrl, app, reader]);
  const path = `${profileFolder}/secrets.yaml`;
  server.write(
    path,
    `${server
      .read(path)
      .replace(JSON.stringify(app), JSON.stringify(pooler.through(app)))
      .replace(JSON.stringify(reader), JSON.stringify(pooler.through(reader)))
      .trimEnd()}\ndatabase_direct_url: ${JSON.stringify(app)}\n`,
  );
  await server.cli("infra", "services", "restart");
}, startMsMax);
afterAll(async () => {
  if (program === null) return;
  await served.stop();
  await pooler.stop();
}, startMsMax);

describe.skipIf(program === null)("M09 M58 a pooler in transaction mode before PostgreSQL", () => {
  test(
    "serves, with the audit writer and the listener past it",
    async () => {
      await underLoad((moreAllowed) => moreAllowed());
    },
    testMsMax,
  );

  test.each(["killed", "frozen"])(
    "that is %s leaves no call allowed that is not recorded, and recovers by itself",
    async (how) => {
      await underLoad(async (moreAllowed) => {
        await moreAllowed();
        const thaw = how === "frozen" ? pooler.freeze() : undefined;
        if (how === "killed") await pooler.kill();
        await served.ready(503);
        if (thaw === undefined) await pooler.start();
        else thaw();
        await served.ready(200);
        await moreAllowed();
      });
    },
    testMsMax,
  );

  test(
    "leaves every yes with its row, every act with its decision, and a chain that verifies",
    async () => {
      const evidence = await eventually(stepMsMax, async () => {
        const found = await served.withSql(readEvidence);
        return found.outcomes.every((verdicts) => verdicts.length === 1) ? found : undefined;
      });
      const written = filesWritten(served.server);
      expect(written.length).toBeGreaterThan(moreShots);
      expect(unrecorded(shots, written, evidence)).toEqual({ answers: [], acts: [] });
      expect(await served.server.json("infra", "audit", "verify")).toMatchObject({ ok: true });
    },
    testMsMax,
  );
});

async function underLoad(
  steps: (moreAllowed: () => Promise<unknown>) => Promise<unknown>,
): Promise<void> {
  const { server, token } = served;
  const hammer = startHammer({
    ...{ port: server.port, token, hookConnections: 8, toolConnections: 4 },
  });
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
