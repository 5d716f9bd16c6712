import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { openTestEvidence, type TestEvidence } from "#domain/audit/test-evidence.ts";
import { compilePolicy } from "#domain/governance/policy/compile-policy.ts";
import { createLargeScanner } from "#app/calls/scan-large.ts";
import type { AccessRule } from "#infra/config/schemas/access-control.ts";
import { AppError } from "#shared/errors.ts";
import { systemClock } from "#shared/clock.ts";
import type { RateGrant } from "#shared/governed-call.ts";
import { mintTraceId } from "#shared/ids.ts";
import type { JsonObject } from "#shared/json.ts";
import type { Authentication } from "#shared/principal.ts";
import { principal } from "../mcp/test-servers/test-gateway.ts";
import { governHook, type HookDeps, type HookRequest } from "./govern-hook.ts";

const rules: readonly AccessRule[] = [
  { entity: "hook://*", subject: "role:user", access: "allow" },
  { entity: "hook://Read", subject: "role:service", access: "allow", auto_approve: true },
  { entity: "mcp://files/read", subject: "role:user", access: "allow" },
];
const sources = { governance: {}, access_control: { rules }, mcp: {} };
const policy = compilePolicy(sources, "0123456789abcdef");
const user: Authentication = { principal: principal("user") };

let evidence: TestEvidence;
let deps: HookDeps;
const admitted: RateGrant = { admitted: true };
let grant: RateGrant = admitted;
const faults: string[] = [];
const refusals: string[] = [];
beforeAll(async () => {
  evidence = await openTestEvidence();
  deps = {
    audit: await evidence.open(),
    clock: systemClock,
    policy: () => policy,
    charge: () => grant,
    isCurrent: () => true,
    countRefusal: ({ principal: { sessionId } }) => refusals.push(sessionId),
    largeScanner: createLargeScanner(),
    hmac: (text) => `hmac:${text.length}`,
    executable: "fedcba9876543210",
    logFault: (message) => faults.push(message),
  };
});
afterAll(() => evidence[Symbol.asyncDispose]());

async function send(
  body: unknown,
  change: Partial<HookRequest> = {},
  on: HookDeps = deps,
): Promise<{ readonly answer: JsonObject; readonly rows: readonly JsonObject[]; trace: string }> {
  const traceId = mintTraceId();
  const response = await governHook(on, {
    body: typeof body === "string" ? body : JSON.stringify(body),
    authentication: user,
    traceId,
    addressPrefix: "127.0.0.1",
    ...change,
  });
  const rows = await evidence.database.db.sql<JsonObject[]>`
    select kind, target, verdict, policy, agent_id, detail
      from audit_events where trace_id = ${traceId} order by id limit 10`;
  return { answer: JSON.parse(response.body) as JsonObject, rows: [...rows], trace: traceId };
}

const tool = (name: string, input: JsonObject = {}, more: JsonObject = {}): JsonObject => ({
  hook_event_name: "PreToolUse",
  tool_name: name,
  tool_input: input,
  session_id: "client-session",
  ...more,
});
const prompt = (text: string) => ({ hook_event_name: "UserPromptSubmit", prompt: text });
const decisionOf = (answer: JsonObject) =>
  (answer["hookSpecificOutput"] as JsonObject | undefined)?.["permissionDecision"];
const facts = (rows: readonly JsonObject[]) =>
  rows.map((row) => [row["kind"], row["target"], row["verdict"], row["policy"]]);

describe("M07 M08 hooks", () => {
  test("nothing to object to is answered without a decision, after one row", async () => {
    const { answer, rows } = await send(tool("Bash", { command: "ls" }));
    expect(answer).toEqual({ hookSpecificOutput: { hookEventName: "PreToolUse" } });
    expect(facts(rows)).toEqual([["decision", "hook://Bash", "allow", "access.role-rule"]]);
    expect(rows[0]?.["detail"]).toMatchObject({ client_session: "client-session" });
  });

  test("the allow row's detail stays small", async () => {
    const { rows } = await send(tool("Bash", { command: "ls" }));
    expect(JSON.stringify(rows[0]?.["detail"]).length).toBeLessThan(250);
  });

  test("a rule may approve in the user's place", async () => {
    const authentication = { principal: principal("service") };
    const { answer } = await send(tool("Read", { file_path: "a" }), { authentication });
    expect(decisionOf(answer)).toBe("allow");
  });

  test("a denial says why, by which code and under which trace", async () => {
    const { answer, rows, trace } = await send(tool("Bash", { command: "rm -rf /" }));
    const output = answer["hookSpecificOutput"] as JsonObject;
    expect(output["permissionDecision"]).toBe("deny");
    expect(String(output["permissionDecisionReason"])).toContain(trace);
    expect(String(output["permissionDecisionReason"])).toContain("BLOCKLIST.");
    expect(rows.map((row) => row["verdict"])).toEqual(["deny"]);
  });

  test("a tool of ours is judged by its own rules", async () => {
    const own = await send(tool("mcp__files__read"));
    expect(decisionOf(own.answer)).toBeUndefined();
    const other = await send(tool("mcp__files__write"));
    expect(decisionOf(other.answer)).toBe("deny");
    expect(facts(other.rows)).toEqual([
      ["decision", "hook://mcp__files__write", "deny", "access.deny-by-default"],
    ]);
  });

  test("a prompt is let through with nothing, and held back by block alone", async () => {
    expect((await send(prompt("Hello"))).answer).toEqual({});
    const authentication = { principal: principal("mcp") };
    const denied = await send(prompt("Hello"), { authentication });
    expect(denied.answer["decision"]).toBe("block");
    expect(denied.answer["hookSpecificOutput"]).toBeUndefined();
  });

  test("claims of the body raise nothing", async () => {
    const authentication = { principal: principal("mcp") };
    const claims = { agent_id: "admin", user_id: "admin", role: "admin" };
    const { answer, rows } = await send(tool("Bash", { command: "ls" }, claims), {
      authentication,
    });
    expect(decisionOf(answer)).toBe("deny");
    expect(rows[0]?.["agent_id"]).toBe("admin");
  });
});

describe("M07 every failure of a hook denies", () => {
  test.each([
    ["malformed JSON", "{", "hook.protocol"],
    ["duplicate keys", '{"hook_event_name":"PreToolUse","hook_event_name":"x"}', "hook.protocol"],
    ["a list", "[]", "hook.protocol"],
    ["an unknown event", { hook_event_name: "Stop" }, "hook.protocol"],
    ["no tool", { hook_event_name: "PreToolUse" }, "hook.protocol"],
    ["a tool name with control characters", tool("a\nb"), "hook.protocol"],
  ])("%s", async (_what, body, by) => {
    const { answer, rows } = await send(body);
    expect(decisionOf(answer)).toBe("deny");
    expect(facts(rows)).toEqual([["decision", "hook://unread", "deny", by]]);
  });

  test("bytes that are not UTF-8 and bodies that are too large", async () => {
    for (const body of [new Uint8Array([0xff]), null]) {
      const { answer, rows } = await send("", { body });
      expect(decisionOf(answer)).toBe("deny");
      expect(rows).toHaveLength(1);
    }
  });

  test("a bad credential, in the shape that the event reads", async () => {
    const refused = "UNAUTHENTICATED.INVALID" as const;
    const authentication = { principal: principal("anonymous"), refused };
    const denied = await send(tool("Bash"), { authentication });
    expect(decisionOf(denied.answer)).toBe("deny");
    expect(facts(denied.rows)).toEqual([["decision", "hook://unread", "deny", "guard.credential"]]);
    const blocked = await send(prompt("x"), { authentication });
    expect(blocked.answer["decision"]).toBe("block");
  });

  test("a session over its limit", async () => {
    grant = { admitted: false, scope: "session", limitPerMinute: 300, retryAfterMs: 1_000 };
    const { answer } = await send(tool("Bash", { command: "ls" }));
    grant = admitted;
    expect(decisionOf(answer)).toBe("deny");
  });

  test("an audit that cannot record, and a fault of ours", async () => {
    const failing = (error: Error) => ({
      ...deps,
      audit: { ...deps.audit, commit: () => Promise.reject(error) } as HookDeps["audit"],
    });
    const down = await send(tool("Bash"), {}, failing(new AppError("AUDIT_UNAVAILABLE", "Down.")));
    expect([decisionOf(down.answer), down.rows]).toEqual(["deny", []]);
    const broken = await send(tool("Bash"), {}, failing(new TypeError("broken")));
    expect([decisionOf(broken.answer), faults]).toEqual(["deny", ["a hook could not be decided"]]);
  });
});

describe("M10 a credential that falls between the decision and the answer", () => {
  const reading = tool("mcp__files__read", { path: "a.txt" });

  test.each([
    ["UNAUTHENTICATED.REVOKED", () => false],
    ["UNAUTHENTICATED.STALE", () => Promise.reject(new AppError("DATABASE_UNAVAILABLE", "No."))],
  ])("is answered no, and a row of that says so: %s", async (code, isCurrent) => {
    const { answer, rows } = await send(reading, {}, { ...deps, isCurrent });
    expect(decisionOf(answer)).toBe("deny");
    expect(rows.map((row) => [row["kind"], row["verdict"]])).toEqual([
      ["decision", "allow"],
      ["event", "deny"],
    ]);
    expect(rows[1]).toMatchObject({ policy: "guard.credential", detail: { code } });
    faults.splice(0);
  });
});

describe("M08 refusals that no limit charges", () => {
  test("are counted for their session, and a refused credential is not", async () => {
    const before = refusals.length;
    await send("{");
    expect(refusals.slice(before)).toEqual([user.principal.sessionId]);
    const refused = { ...user, refused: "UNAUTHENTICATED.EXPIRED" } as const;
    await send("{", { authentication: refused });
    expect(refusals).toHaveLength(before + 1);
  });
});

describe("M03 a credential where a hook names something", () => {
  const token = ["AKIA", "Z7VRNPQ4", "KX3MTW2D"].join("");

  test.each([
    ["its tool", tool(`mcp__files__${token}`)],
    ["its agent and its session", tool("Bash", {}, { agent_id: token, session_id: `s ${token}` })],
    ["its tool alone", tool(token)],
  ])("stands in no row: %s", async (_, body) => {
    const { rows } = await send(body);
    expect(rows).toHaveLength(1);
    expect(JSON.stringify(rows)).not.toContain(token);
  });
});

describe("M03 a credential of an added kind where a hook names something", () => {
  const token = `acme_${["zq7", "Lw2", "Rk9", "Xv4", "Bn6", "Ty1"].join("")}`;
  const kind = {
    id: "acme.token",
    title: "Acme token",
    severity: "high",
    remedy: "Revoke it.",
    parts: [{ text: "acme_" }, { set: "A-Za-z0-9", min: 18 }],
    matches: [token],
    ignores: ["acme_token"],
  } as const;
  const secrets = { kinds: [{ ...kind, parts: [...kind.parts] }], disabled_kinds: ["acme.token"] };
  const governance = { secrets } as unknown as typeof sources.governance;
  const added = compilePolicy({ ...sources, governance }, "0123456789abcdef");

  test.each([
    ["its tool", tool(token)],
    ["its agent and its session", tool("Bash", {}, { agent_id: token, session_id: `s ${token}` })],
  ])("stands in no row though the kind is switched off for arguments: %s", async (_, body) => {
    const { rows } = await send(body, {}, { ...deps, policy: () => added });
    expect(rows).toHaveLength(1);
    expect(JSON.stringify(rows)).not.toContain(token);
  });
});

describe("M03 M05 M09 a denial about a place with a long name", () => {
  const long = "k".repeat(3_000);

  test.each([
    ["a credential", { [long]: ["AKIA", "Z7VRNPQ4", "KX3MTW2D"].join("") }, "guard.secret-scan"],
    [
      "a destructive command",
      { [long]: { command: "rm -rf /" } },
      "guard.blocklist.recursive-delete",
    ],
  ])("has its row: %s", async (_, input, by) => {
    const { answer, rows } = await send(tool("Bash", input));
    expect(decisionOf(answer)).toBe("deny");
    expect(facts(rows)).toEqual([["decision", "hook://Bash", "deny", by]]);
  });
});
