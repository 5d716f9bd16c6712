import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import type { SQL } from "bun";
import { openSql } from "../../e2e/installation.ts";
import { firstAdmin, type OwnServer, startOwnServer } from "../../e2e/own-server.ts";
import { startDrip } from "../drip.ts";
import { length } from "../length.ts";
import { type Activity, activities } from "./activities.ts";
import { least, readVitals, type Vitals } from "./vitals.ts";

const startMsMax = 120_000;
const soakMs = length(30 * 60_000, 3 * 60_000);
const testMsMax = soakMs + 120_000;
const sampleMs = 1_000;
/** The first sixth settles: caches fill, code is compiled. The next and the last are compared. */
const windows = 6;
/**
 * Between the middles of the compared windows lie four sixths of all calls. In the whole form, at
 * 150 hook calls a second or more, 180,000: one object of 100 bytes kept by each would be 18 MB. In
 * the short form a tenth of that: it finds what keeps a request.
 */
const growthBytesMax = length(16, 24) * 1_048_576;
/** A pool of six that fills as it is needed, the writer and the listener. */
const connectionsMax = 8;
const email = "soak@soak.test";

let server: OwnServer;
let sql: SQL;

beforeAll(async () => {
  server = await startOwnServer();
  sql = openSql(server, "owner");
  await server.createUser(email, "admin");
}, startMsMax);

afterAll(async () => {
  await sql.close();
  await server.stop();
}, startMsMax);

describe("M56 a steady mixed load", () => {
  test(
    "leaves memory, descriptors, connections and children as they were",
    async () => {
      const token = await freshToken();
      const pid = await server.pid();
      const state = { stopping: false };
      const drip = startDrip({ port: server.port, token, connections: 8, pauseMs: 25 });
      const running = activities(server, email, token).map((activity) => repeat(activity, state));
      const samples = await sample(pid);
      state.stopping = true;
      const rounds = await Promise.all(running);
      await drip.stop();

      const early = least(windowOf(samples, 1));
      const late = least(windowOf(samples, windows - 1));
      const memory = Array.from({ length: windows }, (_, index) =>
        Math.round(least(windowOf(samples, index)).residentBytes / 1_048_576),
      );
      console.log(`${String(drip.answers)} hook calls, ${rounds.join(", ")}`);
      console.log(`least memory of each sixth: ${memory.join(", ")} MB; at the end`, late);
      expect(drip.answers).toBeGreaterThan(0);
      expect(late.residentBytes - early.residentBytes).toBeLessThan(growthBytesMax);
      expect(late.descriptors).toBeLessThanOrEqual(early.descriptors + 2);
      const connections = Math.max(...samples.map((sample) => sample.connections));
      expect(connections).toBeLessThanOrEqual(connectionsMax);
      expect(late.children).toBeLessThanOrEqual(early.children);
      expect(await server.pid()).toBe(pid);
      expect(await server.json("infra", "audit", "verify")).toMatchObject({ ok: true });
    },
    testMsMax,
  );
});

/** One that outlives the load. */
async function freshToken(): Promise<string> {
  const words = ["admin", "users", "pat", "issue", firstAdmin, "--name", "soak", "--token-only"];
  return server.cli(...words);
}

/** Says how often it ran. A client's error is the client's; the server's show in the samples. */
async function repeat(
  { name, pauseMs, run }: Activity,
  state: { readonly stopping: boolean },
): Promise<string> {
  let rounds = 0;
  while (!state.stopping) {
    await run(rounds++);
    await Bun.sleep(pauseMs);
  }
  return `${String(rounds)} ${name}`;
}

async function sample(pid: number): Promise<readonly Vitals[]> {
  const samples: Vitals[] = [];
  const end = performance.now() + soakMs;
  while (performance.now() < end) {
    samples.push(await readVitals(pid, sql));
    await Bun.sleep(sampleMs);
  }
  return samples;
}

function windowOf(samples: readonly Vitals[], index: number): readonly Vitals[] {
  const size = Math.floor(samples.length / windows);
  return samples.slice(index * size, (index + 1) * size);
}
