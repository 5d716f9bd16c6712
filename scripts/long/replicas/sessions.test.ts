import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { mcpPath } from "../../e2e/calls.ts";
import { openSession, request, send } from "../../e2e/clients/raw-rpc.ts";
import { firstAdmin } from "../../e2e/own-server.ts";
import { type Fleet, startFleet } from "./fleet.ts";
import { findHaproxy } from "./haproxy.ts";

const startMsMax = 120_000;
const callsThroughBalancer = 30;
const haproxy = findHaproxy();

let fleet: Fleet;
let token: string;

beforeAll(async () => {
  fleet = await startFleet({ replicas: 3, haproxy });
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
});
