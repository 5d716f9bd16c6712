import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import type { SQL } from "bun";
import { hookAllow, hookBody, hookPath, mcpPath, postText } from "../calls.ts";
import { openSql } from "../installation.ts";
import { firstAdmin, type OwnServer, startOwnServer } from "../own-server.ts";
import { openRaw } from "../raw-http.ts";

const startMsMax = 60_000;
const connections = 16;
const requestsEach = 250;
const requests = connections * requestsEach;
/** Refusals of one address that are rows of their own in a minute. */
const rowsOfOneAddressMax = 600;

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

describe("M13 a flood without a credential", () => {
  test(
    "causes a bounded number of rows, one that counts the rest, and disturbs nobody else",
    async () => {
      const text = postText(server.port, mcpPath("workspace"), null, [], "{}");
      expect(await hookAnswers(1)).toEqual([hookAllow]);
      const [statuses, answers] = await Promise.all([
        Promise.all(Array.from({ length: connections }, () => flood(text))),
        hookAnswers(100),
      ]);
      expect(new Set(answers)).toEqual(new Set([hookAllow]));
      const all = statuses.flat();
      expect(all).toHaveLength(requests);
      const [unauthorized, limited] = [401, 429].map((s) => all.filter((one) => one === s).length);
      expect([unauthorized, limited]).toEqual([
        rowsOfOneAddressMax,
        requests - rowsOfOneAddressMax,
      ]);
      expect((await fetch(`${server.baseUrl}/livez`)).status).toBe(200);
      expect((await fetch(`${server.baseUrl}/readyz`)).status).toBe(200);

      const rows = await refusals();
      expect(rows).toEqual([
        { policy: "guard.credential", rows: rowsOfOneAddressMax, counted: null },
      ]);
      // A stop ends the window; otherwise its end would have to be waited for.
      await sql.close();
      await server.cli("infra", "services", "stop");
      await server.start();
      sql = openSql(server, "owner");
      expect(await refusals()).toEqual([
        { policy: "admission.flood", rows: 1, counted: requests - rowsOfOneAddressMax },
        ...rows,
      ]);
    },
    startMsMax,
  );
});

interface Refusals {
  readonly policy: string;
  readonly rows: number;
  readonly counted: number | null;
}

async function refusals(): Promise<readonly Refusals[]> {
  return [
    ...(await sql`
      select policy, count(*)::integer as rows,
             sum((detail->>'suppressed')::integer)::integer as counted
        from audit_events where role = 'anonymous' group by policy order by policy`),
  ];
}

async function flood(text: string): Promise<readonly (number | undefined)[]> {
  const connection = await openRaw(server.port);
  const statuses: (number | undefined)[] = [];
  for (let sent = 0; sent < requestsEach; sent++) {
    statuses.push((await connection?.ask(text))?.status);
  }
  connection?.close();
  return statuses;
}

async function hookAnswers(count: number): Promise<readonly (string | undefined)[]> {
  const connection = await openRaw(server.port);
  const answers: (string | undefined)[] = [];
  const text = postText(server.port, hookPath, token, [], hookBody);
  for (let sent = 0; sent < count; sent++) answers.push((await connection?.ask(text))?.body);
  connection?.close();
  return answers;
}
