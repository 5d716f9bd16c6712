import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { eventually } from "../eventually.ts";
import { firstAdmin, type OwnServer, startOwnServer } from "../own-server.ts";
import { gateFiles, gateReached, gateTarget, holdGate, openGate } from "./gate.ts";
import { startHammer } from "./hammer.ts";
import { freezePostgres } from "./postgres.ts";

const stepMsMax = 30_000;
const testMsMax = 90_000;

let server: OwnServer;
let token: string;

beforeAll(async () => {
  server = await startOwnServer({ files: gateFiles });
  token = await server.token(firstAdmin);
}, testMsMax);

afterAll(() => server.stop(), testMsMax);

describe("M05 M06 a frozen database between decision and outcome", () => {
  test(
    "the caller learns that the call ran and must not be sent again; the outcome comes later",
    async () => {
      const pid = await server.pid();
      const held = holdGate(server, token);
      await gateReached(server);
      const thaw = freezePostgres(server);
      await openGate(server);
      const load = { port: server.port, token, hookConnections: 4, toolConnections: 4 };
      const hammer = startHammer(load);
      const answer = await held;
      const allowed = hammer.count((shot) => shot.allowed);
      thaw();
      await eventually(stepMsMax, () =>
        hammer.count((shot) => shot.allowed) > 0 ? true : undefined,
      );
      await hammer.stop();
      expect(answer?.status).toBe(200);
      expect(JSON.parse(answer?.body ?? "")).toEqual({
        jsonrpc: "2.0",
        id: 1,
        error: {
          code: -32603,
          message: "Executed, outcome not recorded. Do not send it again.",
          data: {
            code: "OUTCOME_UNRECORDED",
            retryable: false,
            traceId: answer?.headers.get("x-trace-id"),
          },
        },
      });
      expect(allowed).toBe(0);
      const rows = await eventually(stepMsMax, gateRows);
      expect(rows).toEqual([
        { kind: "decision", verdict: "allow" },
        { kind: "outcome", verdict: "ok" },
      ]);
      expect(await server.pid()).toBe(pid);
      expect(await server.json("infra", "audit", "verify")).toMatchObject({ ok: true });
    },
    testMsMax,
  );
});

async function gateRows() {
  const rows = await server.query<{ kind: string; verdict: string }>(
    `select kind, verdict from audit_events where target = '${gateTarget}' order by id`,
  );
  return rows.length > 1 ? rows : undefined;
}
