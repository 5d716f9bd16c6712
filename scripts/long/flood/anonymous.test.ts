import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { join } from "node:path";
import type { SQL } from "bun";
import { hookAllow, hookBody, hookPath, mcpPath, postText } from "../../e2e/calls.ts";
import { openSql } from "../../e2e/installation.ts";
import { firstAdmin, type OwnServer, startOwnServer } from "../../e2e/own-server.ts";
import { openRaw } from "../../e2e/raw-http.ts";
import { startDrip } from "../drip.ts";
import { length } from "../length.ts";
import { percentile } from "../percentile.ts";
import type { FloodPlan, FloodResult } from "./flooder.ts";

const startMsMax = 120_000;
const floodPerSecond = 20_000;
const floodSeconds = length(60, 6);
const quietSeconds = length(20, 4);
const testMsMax = 300_000;
/** Refusals of one address that are rows of their own in a minute. */
const rowsOfOneAddressMax = 600;
/** The same of all addresses together; more of them than that would allow. */
const rowsOfAllMax = 6_000;
const addresses = 20;
const requestsEach = 400;
/** Windows that a flood of this length touches. */
const windowsMax = Math.ceil(floodSeconds / 60) + 1;
/** Only an admission that does not work would cost the others this much. */
const slowdownMax = 200;
/** Table, indexes, log and the images of pages after a checkpoint, for each row that is written. */
const rowBytesMax = 16_384;

let server: OwnServer;
let sql: SQL;
let token: string;

beforeAll(async () => {
  server = await startOwnServer();
  sql = openSql(server, "owner");
  token = await server.token(firstAdmin);
}, startMsMax);

afterAll(async () => {
  await sql.close();
  await server.stop();
}, startMsMax);

describe("M05 M58 a flood of 20,000 requests a second without a credential", () => {
  test(
    "leaves the others their answers and the disk its room, and every refusal is counted",
    async () => {
      const quiet = await steadyCalls(() => Bun.sleep(quietSeconds * 1_000));
      const before = await written();
      const { result: flooded, ...busy } = await steadyCalls(startFlood);
      const after = await written();
      expect([quiet.denied, busy.denied]).toEqual([0, 0]);
      expect(Object.keys(flooded.byStatus).toSorted()).toEqual(["401", "429"]);
      const slowdown = busy.p99Ms / quiet.p99Ms;
      const bytes = after.bytes - before.bytes;
      const rows = after.rows - before.rows;
      console.log(
        `flood ${flooded.perSecond}/s, ${flooded.answers} answers; p99 ${quiet.p99Ms.toFixed(1)} ` +
          `to ${busy.p99Ms.toFixed(1)} ms (${slowdown.toFixed(1)} x); ${rows} rows, ${bytes} bytes`,
      );
      expect(slowdown).toBeLessThan(slowdownMax);
      expect(rows).toBeLessThanOrEqual(busy.answers + rowsOfOneAddressMax * windowsMax + 100);
      expect(bytes).toBeLessThanOrEqual(rows * rowBytesMax);

      // A stop ends the window; otherwise its end would have to be waited for.
      await sql.close();
      await server.cli("infra", "services", "stop");
      await server.start();
      sql = openSql(server, "owner");
      const [counted]: { rows: number; suppressed: number }[] = await sql`
        select count(*) filter (where policy = 'guard.credential')::integer as rows,
               sum((detail->>'suppressed')::integer)::integer as suppressed
          from audit_events where role = 'anonymous'`;
      expect(counted?.rows).toBeLessThanOrEqual(rowsOfOneAddressMax * windowsMax);
      expect((counted?.rows ?? 0) + (counted?.suppressed ?? 0)).toBe(flooded.answers);
      expect(counted?.rows).toBe(flooded.byStatus["401"] ?? 0);
    },
    testMsMax,
  );
});

describe("M05 M58 a flood from many addresses", () => {
  test(
    "causes no more rows than all addresses together may, and lets good credentials through",
    async () => {
      const before = await refusalRows();
      const statuses = (
        await Promise.all(Array.from({ length: addresses }, (_, index) => refusedFrom(index)))
      ).flat();
      const refused = statuses.filter((status) => status === 401).length;
      expect(refused).toBe(rowsOfAllMax);
      expect(statuses.filter((status) => status === 429)).toHaveLength(
        addresses * requestsEach - rowsOfAllMax,
      );
      expect((await refusalRows()) - before).toBe(refused);
      const fresh = await server.token(firstAdmin);
      const connection = await openRaw(server.port, "127.0.1.250");
      const answer = await connection?.ask(postText(server.port, hookPath, fresh, [], hookBody));
      connection?.close();
      expect(answer?.body).toBe(hookAllow);
    },
    testMsMax,
  );
});

async function refusalRows(): Promise<number> {
  const [row]: { rows: number }[] = await sql`
    select count(*)::integer as rows from audit_events where policy = 'guard.credential'`;
  return row?.rows ?? 0;
}

async function refusedFrom(index: number): Promise<readonly (number | undefined)[]> {
  const connection = await openRaw(server.port, `127.0.1.${String(index + 1)}`);
  const text = postText(server.port, mcpPath("workspace"), null, [], "{}");
  const statuses: (number | undefined)[] = [];
  for (let sent = 0; sent < requestsEach; sent++) {
    statuses.push((await connection?.ask(text))?.status);
  }
  connection?.close();
  return statuses;
}

/** Calls with a credential at a steady rate, for as long as something lasts. */
async function steadyCalls<Result>(meanwhile: () => Promise<Result>) {
  const drip = startDrip({ port: server.port, token, connections: 4, pauseMs: 20 });
  const result = await meanwhile();
  await drip.stop();
  const { answers, allowed, latenciesMs } = drip;
  return { result, answers, denied: answers - allowed, p99Ms: percentile(latenciesMs, 0.99) };
}

async function startFlood(): Promise<FloodResult> {
  const plan: FloodPlan = {
    port: server.port,
    perSecond: floodPerSecond,
    seconds: floodSeconds,
    connections: 64,
    request: postText(server.port, mcpPath("workspace"), null, [], "{}"),
  };
  const child = Bun.spawn([process.execPath, join(import.meta.dir, "flooder.ts")], {
    stdin: Buffer.from(JSON.stringify(plan)),
    stdout: "pipe",
    stderr: "inherit",
  });
  return (await new Response(child.stdout).json()) as FloodResult;
}

/** Rows of the audit, and bytes of the database and of the log before it. */
async function written(): Promise<{ readonly rows: number; readonly bytes: number }> {
  const [row]: { rows: number; bytes: number }[] = await sql`
    select (select count(*) from audit_events)::float8 as rows,
           (pg_database_size(current_database())
             + (pg_current_wal_insert_lsn() - '0/0'::pg_lsn))::float8 as bytes`;
  if (row === undefined) throw new Error("one row");
  return row;
}
