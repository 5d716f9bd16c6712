import { afterAll, beforeAll, describe, expect, setDefaultTimeout, test } from "bun:test";
import { mcpPath } from "../../e2e/calls.ts";
import { eventually } from "../../e2e/eventually.ts";
import { openSession, request, send } from "../../e2e/clients/raw-rpc.ts";
import { firstAdmin } from "../../e2e/own-server.ts";
import { type Fleet, startFleet } from "./fleet.ts";
import { findBalancer } from "./balancer-program.ts";

const startMsMax = 120_000;
const testMsMax = 60_000;
const callsThroughBalancer = 30;
/** What reaches every replica does so within 2 s; the rest is room for a busy machine. */
const everywhereMsMax = 10_000;
const haproxy = findBalancer("haproxy");

setDefaultTimeout(testMsMax);

let fleet: Fleet;
let token: string;

beforeAll(async () => {
  fleet = await startFleet({ replicas: 3, balancer: haproxy });
  token = await fleet.first.token(firstAdmin);
}, startMsMax);

afterAll(() => fleet.stop(), startMsMax);

const doorAt = (port: number) => ({
  url: `http://127.0.0.1:${String(port)}${mcpPath("workspace")}`,
  token,
});

const listTools = (port: number, headers: Readonly<Record<string, string>>) =>
  send(doorAt(port), request("tools/list"), { headers });

describe("M58 a session of a legacy client", () => {
  test("is served by each replica, whichever opened it", async () => {
    for (const opener of fleet.replicas) {
      const { id, headers } = await openSession(doorAt(opener.port), "2025-06-18");
      expect(id).not.toBe("");
      for (const replica of fleet.replicas) {
        const answer = await listTools(replica.port, headers);
        expect(answer.status).toBe(200);
        expect(answer.text).toContain("read_file");
      }
    }
  });

  test.skipIf(haproxy === null)("goes on through a balancer without affinity", async () => {
    const { headers } = await openSession(doorAt(fleet.port), "2025-06-18");
    const answers = await Promise.all(
      Array.from({ length: callsThroughBalancer }, () => listTools(fleet.port, headers)),
    );
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]));
    // A seal's number begins with its writer: one for each process.
    const writers: { writer: string }[] = await fleet.sql`
      select distinct (seal >> 32)::text as writer from audit_events
       where target = 'mcp://workspace' and detail->>'method' = 'tools/list'`;
    expect(writers).toHaveLength(fleet.replicas.length);
  });

  test("is over on each replica after a DELETE at one, also on one that starts later", async () => {
    const [one, two, three] = fleet.replicas;
    if (one === undefined || two === undefined || three === undefined) throw new Error("three");
    const { headers } = await openSession(doorAt(one.port), "2025-06-18");
    const other = await openSession(doorAt(one.port), "2025-06-18");
    const ended = await send(doorAt(two.port), "", { method: "DELETE", headers });
    expect(ended.status).toBe(204);
    expect((await listTools(two.port, headers)).status).toBe(404);
    for (const replica of fleet.replicas) {
      await eventually(everywhereMsMax, async () =>
        (await listTools(replica.port, headers)).status === 404 ? true : undefined,
      );
    }
    await three.cli("infra", "services", "restart");
    expect((await listTools(three.port, headers)).status).toBe(404);
    expect((await listTools(three.port, other.headers)).status).toBe(200);
  });
});
