import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { cpSync, rmSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { firstAdmin, type OwnServer } from "../../e2e/own-server.ts";
import { startDrip } from "../drip.ts";
import { type Fleet, startFleet } from "./fleet.ts";

const startMsMax = 120_000;
const testMsMax = 120_000;
const keys = ".systemprompt/keys";

let fleet: Fleet;
let first: OwnServer;
let second: OwnServer;

beforeAll(async () => {
  fleet = await startFleet({ replicas: 2, balancer: null });
  const [one, two] = fleet.replicas;
  if (one === undefined || two === undefined) throw new Error("there are two");
  [first, second] = [one, two];
}, startMsMax);

afterAll(() => fleet.stop(), startMsMax);

describe("M13 M58 a master key that is rotated at one of two replicas", () => {
  test(
    "costs the other one no call, and lets it start again once it has the new key",
    async () => {
      const token = await first.token(firstAdmin);
      const drips = fleet.replicas.map(({ port }) =>
        startDrip({ port, token, connections: 2, pauseMs: 20 }),
      );
      await rotate();
      await Promise.all(drips.map((drip) => drip.stop()));
      for (const { answers, allowed } of drips)
        expect([answers > 0, allowed]).toEqual([true, answers]);

      const refused = await second.tryCli(["infra", "services", "restart"]);
      expect([refused.code, refused.stderr]).toEqual([69, expect.stringContaining("master key")]);
      rmSync(join(second.folder, keys), { recursive: true });
      cpSync(join(first.folder, keys), join(second.folder, keys), { recursive: true });
      await second.start();
      await serves(second);
    },
    testMsMax,
  );

  test(
    "is the other's too where both have one folder of keys",
    async () => {
      rmSync(join(second.folder, keys), { recursive: true });
      symlinkSync(join(first.folder, keys), join(second.folder, keys));
      await rotate();
      await second.cli("infra", "services", "restart");
      await serves(second);
      await first.cli("infra", "services", "restart");
      await serves(first);
    },
    testMsMax,
  );
});

async function rotate(): Promise<void> {
  await first.cli("admin", "secrets", "rotate", "--level", "master", "--yes");
}

/** Tokens are signed by a key that the master key wraps. */
async function serves(replica: OwnServer): Promise<void> {
  const token = await replica.token(firstAdmin);
  const drip = startDrip({ port: replica.port, token, connections: 1, pauseMs: 1 });
  await drip.stop();
  expect([drip.answers, drip.allowed]).toEqual([1, 1]);
}
