import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import type { ExcerptSeal } from "#domain/secrets/excerpts/excerpt-keys.ts";
import { AppError } from "#shared/errors.ts";
import type { JsonObject } from "#shared/json.ts";
import {
  modern,
  openTestGateway,
  principal,
  type TestGateway,
  testServer,
} from "./test-servers/test-gateway.ts";

let failure: AppError | null = null;
let gateway: TestGateway;

beforeAll(async () => {
  gateway = await openTestGateway({ servers: { dual: testServer(["dual"]) } });
  const { find, load } = gateway.deps.excerptKeys;
  const keys = gateway.deps.excerptKeys;
  Object.assign(gateway.deps, {
    excerptKeys: {
      find: (owner: string) => (failure === null ? find.call(keys, owner) : undefined),
      load: (owner: string): Promise<ExcerptSeal> =>
        failure === null ? load.call(keys, owner) : Promise.reject(failure),
    },
  });
}, 60_000);
afterAll(() => gateway[Symbol.asyncDispose]());

function call(args: JsonObject, who = { principal: principal("admin") }) {
  const { body, headers } = modern("tools/call", { name: "echo", arguments: args });
  return gateway.post("dual", body, { who, headers });
}

async function stored(traceId: string): Promise<string> {
  const rows = await gateway.evidence.owner.sql<{ row: string; clear: string }[]>`
    select e::text as row, encode(excerpts, 'escape') as clear from mcp_tool_executions as e
     where trace_id = ${traceId} limit 10`;
  return rows.map(({ row, clear }) => `${row} ${clear}`).join("\n");
}

describe("M13 M19 what an execution keeps", () => {
  test("opens with the keys and stands in no column without them", async () => {
    const note = "words of one person";
    const answer = await call({ note, deep: { list: [note, "\u001d \u001f é"] } });
    expect(await gateway.executions(answer.traceId)).toMatchObject([
      { excerpts: "open", input: { note, deep: { list: [note, "\u001d \u001f é"] } } },
    ]);
    const columns = await stored(answer.traceId);
    expect(columns).toContain("echo");
    expect(columns).not.toContain(note);
    expect(columns).not.toContain(Buffer.from(note).toString("hex"));
  });

  test("is cut at its bound, and says so", async () => {
    const answer = await call({ note: "é".repeat(20_000) });
    const [kept] = await gateway.executions(answer.traceId);
    const input = kept?.input as JsonObject;
    expect(input["truncated"]).toBe(true);
    expect(String(input["text"]).length).toBe(Math.floor(8_192 / 3));
    expect(String(input["text"])).toStartWith('{"note":"éé');
  });

  test("is searched for credentials before it is cut, so no part of one is left", async () => {
    const token = ["ghp", "_", "A1b2C3d4E5f6G7h8I9j0K1l2M3n4O5p6Q7r8"].join("");
    await using narrow = await openTestGateway({
      servers: {
        dual: testServer(["dual"], {
          env: { TOOL_SECRET: token },
          results: { secrets: "flag" },
        }),
      },
      // The cut falls just before the token's last character.
      change: {
        excerptBytesMax: () => 3 * (`{"content":[{"type":"text","text":"plain `.length + 39),
      },
    });
    const { body, headers } = modern("tools/call", { name: "leak", arguments: {} });
    const answer = await narrow.post("dual", body, { headers });
    expect(JSON.stringify(answer.json)).toContain(token);
    const [kept] = await narrow.executions(answer.traceId);
    expect(kept?.output).toMatchObject({ truncated: true });
    expect(JSON.stringify(kept)).not.toContain(token.slice(4, 12));
  }, 60_000);

  test("opens in its own row alone", async () => {
    const answers = [await call({ note: "one" }), await call({ note: "two" })];
    const [one = "", two = ""] = answers.map(({ traceId }) => traceId);
    await gateway.evidence.tamper(`
      update mcp_tool_executions as e set excerpts = o.excerpts
        from mcp_tool_executions as o
       where e.trace_id = '${one}' and o.trace_id = '${two}'`);
    const [moved] = await gateway.executions(one);
    expect(moved?.excerpts).toContain("moved to this row");
    expect(moved?.input).toBeNull();
    expect(await gateway.executions(two)).toMatchObject([{ excerpts: "open" }]);
  });
});

describe("M13 M09 a call whose key cannot be had", () => {
  test("is denied before the act, with its row", async () => {
    failure = new AppError("CHECK_FAILED", "The key was destroyed.");
    const answer = await call({ note: "x" });
    failure = null;
    expect(answer.json["result"]).toMatchObject({
      isError: true,
      _meta: { "io.systemprompt/denial": { policy: "evidence.data-key" } },
    });
    expect(await gateway.rows(answer.traceId)).toMatchObject([
      { kind: "decision", verdict: "deny", policy: "evidence.data-key" },
    ]);
    expect(await gateway.executions(answer.traceId)).toEqual([]);
    expect(gateway.faults).toHaveLength(1);
  });

  test("is not decided while the database does not answer: the client tries again", async () => {
    failure = new AppError("DATABASE_UNAVAILABLE", "Away.", { retryAfterMs: 2_000 });
    const answer = await call({ note: "x" });
    failure = null;
    expect([answer.status, answer.headers["retry-after"]]).toEqual([503, "2"]);
    expect(await gateway.rows(answer.traceId)).toEqual([]);
    expect(gateway.openActs()).toBe(0);
  });
});
