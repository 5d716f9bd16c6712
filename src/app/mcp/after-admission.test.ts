import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { AppError } from "#shared/errors.ts";
import type { JsonObject } from "#shared/json.ts";
import { createMcpEndpoint } from "./endpoint.ts";
import type { LiveServer, McpDeps } from "./mcp-deps.ts";
import {
  type Answered,
  modern,
  openTestGateway,
  type PostOptions,
  type TestGateway,
  testServer,
} from "./test-servers/test-gateway.ts";

let gateway: TestGateway;
let broken: "none" | "digest" | "check" = "none";
let wordsDigested = 0;

beforeAll(async () => {
  gateway = await openTestGateway({
    servers: {
      dual: testServer(["dual"]),
      mortal: testServer(["dual"]),
      mutters: testServer(["dual", "mutter"]),
    },
    change: {
      hmac: (text) => {
        // The first digest of a call is the decision's; the outcome's follows.
        if (broken === "digest" && ++wordsDigested > 1) throw new Error("no digest");
        return `hmac:${text.length}`;
      },
      isCurrent: () => {
        if (broken === "check") throw new AppError("DATABASE_UNAVAILABLE", "No answer.");
        return gateway.current;
      },
    },
  });
}, 60_000);
afterAll(() => gateway[Symbol.asyncDispose]());

function call(server: string, name: string, meta: JsonObject = {}, options: PostOptions = {}) {
  const { body, headers } = modern("tools/call", { name, arguments: {}, _meta: meta });
  return gateway.post(server, body, { ...options, headers });
}

/** One decision, one outcome, no room held: read after the answer, streamed or not. */
async function settled(answer: Answered) {
  if (answer.body instanceof ReadableStream) await new Response(answer.body).text();
  const rows = await gateway.rows(answer.traceId);
  expect(gateway.openActs()).toBe(0);
  return rows.map((row) => `${row.kind} ${row.verdict}`);
}

/** The same gateway whose tool server throws where it may only answer. */
function throwingUpstream({ servers }: McpDeps): Pick<McpDeps, "servers"> {
  return {
    servers: {
      ...servers,
      find: (name) => {
        const handle = servers.find(name);
        if (handle === undefined) return undefined;
        const upstream = {
          request: () => Promise.reject(new RangeError("stack")),
        } as unknown as LiveServer["upstream"];
        return {
          ...handle,
          live: async (...args) => {
            const live = await handle.live(...args);
            return "unavailable" in live ? live : { ...live, upstream };
          },
        };
      },
    },
  };
}

describe("M02 M09 every allowed decision has an outcome and gives its room back", () => {
  test.each(["deep-result", "deep-meta", "deep-error"])(
    "when a tool server answers %s",
    async (name) => {
      const answer = await call("dual", name);
      expect(JSON.stringify(answer.json)).toContain("nested too deeply");
      expect(await settled(answer)).toEqual(["decision allow", "outcome error"]);
    },
  );

  test("when the answer is streamed and nested too deeply", async () => {
    const answer = await call("dual", "deep-meta", { progressToken: "p" });
    expect(answer.body).toBeInstanceOf(ReadableStream);
    expect(await settled(answer)).toEqual(["decision allow", "outcome error"]);
  });

  test("when a tool server exits with a long line, of which nobody hears", async () => {
    const answer = await call("mutters", "echo");
    expect(JSON.stringify(answer.json)).toContain("The tool server mutters is not running.");
    expect(JSON.stringify(answer.json)).not.toContain("muttered words");
    expect(await settled(answer)).toEqual(["decision allow", "outcome error"]);
    const stored = await gateway.evidence.database.db.sql`
      select row_to_json(e)::text as row from audit_events e
       where trace_id = ${answer.traceId} limit 2`;
    expect(JSON.stringify(stored)).not.toContain("muttered words");
    const state = gateway.registry.states().find(({ name }) => name === "mutters");
    expect(state?.lastError).toContain("muttered words");
  }, 30_000);

  test("when the tool server dies", async () => {
    expect(await settled(await call("mortal", "die"))).toEqual(["decision allow", "outcome error"]);
  });

  test("when the record of the execution cannot be made", async () => {
    [broken, wordsDigested] = ["digest", 0];
    const answer = await call("dual", "echo");
    broken = "none";
    expect(await settled(answer)).toEqual(["decision allow", "outcome ok"]);
    const [, outcome] = await gateway.rows(answer.traceId);
    expect(outcome?.detail).toMatchObject({ incomplete: true });
    expect(gateway.faults.splice(0)).toHaveLength(1);
  });

  test("when the act itself breaks off inside the gateway", async () => {
    const { body, headers } = modern("tools/call", { name: "echo", arguments: {} });
    const endpoint = createMcpEndpoint({ ...gateway.deps, ...throwingUpstream(gateway.deps) });
    const answer = await gateway.post("dual", body, { headers, endpoint });
    expect(JSON.stringify(answer.json)).toContain("The gateway failed inside.");
    expect(await settled(answer)).toEqual(["decision allow", "outcome error"]);
    expect(gateway.faults.splice(0)).toHaveLength(1);
  });

  test("when the credential falls before the act", async () => {
    gateway.current = false;
    const answer = await call("dual", "echo");
    gateway.current = true;
    expect(answer.status).toBe(401);
    expect(await settled(answer)).toEqual(["decision allow", "outcome cancelled"]);
  });

  test("when nobody can say whether the credential still stands", async () => {
    broken = "check";
    const answer = await call("dual", "echo");
    broken = "none";
    expect([answer.status, answer.headers["retry-after"]]).toEqual([503, "1"]);
    expect(await settled(answer)).toEqual(["decision allow", "outcome cancelled"]);
    expect(gateway.faults.splice(0)).toHaveLength(1);
  });

  test("when the client has left before the act", async () => {
    const answer = await call("dual", "echo", {}, { signal: AbortSignal.abort() });
    expect(await settled(answer)).toEqual(["decision allow", "outcome cancelled"]);
  });

  test("and in all of these there are as many outcomes as allowed decisions", async () => {
    const [count] = await gateway.evidence.database.db.sql`
      select count(*) filter (where kind = 'decision' and verdict = 'allow')::int as decisions
           , count(*) filter (where kind = 'outcome')::int as outcomes
        from audit_events
       limit 1`;
    expect(count?.["decisions"]).toBeGreaterThan(9);
    expect(count?.["outcomes"]).toBe(count?.["decisions"]);
  });
});
