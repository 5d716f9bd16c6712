import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { type GovernedCall, type RateGrant, surfaces } from "#shared/governed-call.ts";
import type { ClientId, SessionId, UserId } from "#shared/ids.ts";
import { type Authentication, type Principal, tiers } from "#shared/principal.ts";
import { explainAccess } from "./access/explain-access.ts";
import { mayEnter, mayReach } from "./access/may-reach.ts";
import { govern } from "./govern.ts";
import { describeHookTool } from "./hook-tools.ts";
import { compilePolicy, type PolicySources } from "./policy/compile-policy.ts";
import { verdictDetail } from "./verdict-detail.ts";

type Rule = PolicySources["access_control"]["rules"][number];

function policyOf(rules: readonly Rule[], change: Partial<PolicySources> = {}) {
  const sources = { governance: {}, access_control: { rules }, mcp: {}, ...change };
  return compilePolicy(sources, "0".repeat(64));
}

const allowEverything: readonly Rule[] = [
  { entity: "mcp://workspace", subject: "role:admin", access: "allow" },
  { entity: "hook://*", subject: "role:admin", access: "allow" },
  { entity: "inference://*", subject: "role:admin", access: "allow" },
  { entity: "a2a://*", subject: "role:admin", access: "allow" },
];

function someone(change: Partial<Principal> = {}): Principal {
  return {
    userId: "0198c0de-0000-7000-8000-000000000001" as UserId,
    email: "Ada@example.com",
    role: "admin",
    scopes: ["*"],
    departments: [],
    clientId: "test" as ClientId,
    sessionId: "session" as SessionId,
    tokenId: null,
    credential: "access_token",
    ...change,
  };
}

function toolCall(change: Partial<GovernedCall> = {}): GovernedCall {
  return {
    surface: "mcp",
    method: "tools/call",
    target: "mcp://workspace/read_file",
    entity: { kind: "tool", name: "read_file", server: "workspace" },
    input: { path: "notes.txt" },
    argumentKinds: {},
    declaresPermissions: true,
    cwd: null,
    blocklist: {},
    ...change,
  };
}

const admitted: RateGrant = { admitted: true };
const overRate: RateGrant = {
  admitted: false,
  scope: "session",
  limitPerMinute: 300,
  retryAfterMs: 1_500,
};

/** A meter that advances 2 µs at each reading. */
function meter() {
  let ms = 0;
  return () => (ms += 0.002);
}

function decide(
  call: GovernedCall,
  authentication: Authentication = { principal: someone() },
  grant: RateGrant = admitted,
  rules: readonly Rule[] = allowEverything,
) {
  return govern(call, authentication, policyOf(rules), grant, meter());
}

const pat = ["gh", "p_", "A1b2C3d4E5f6G7h8I9j0K1l2M3n4O5p6Q7r8"].join("");

describe("M01 M08 the governed path", () => {
  test("allows a call that no stage objects to, with every stage's duration", () => {
    const verdict = decide(toolCall());
    expect(verdict).toMatchObject({ verdict: "allow", code: null, policy: "access.role-rule" });
    expect(verdict.stages.map((stage) => stage.result)).toEqual(Array(5).fill("pass"));
    expect(verdictDetail(verdict)).toEqual({ stages: [2, 2, 2, 2, 2] });
  });

  const refusals: readonly [string, Parameters<typeof decide>, string, string][] = [
    [
      "credential",
      [toolCall(), { principal: someone(), refused: "UNAUTHENTICATED.EXPIRED" }],
      "UNAUTHENTICATED.EXPIRED",
      "guard.credential",
    ],
    [
      "scope",
      [toolCall(), { principal: someone({ role: "user" }) }],
      "SCOPE.NO_RULE",
      "access.deny-by-default",
    ],
    [
      "blocklist",
      [toolCall({ input: { sql: "DROP TABLE t" } })],
      "BLOCKLIST.drop-schema",
      "guard.blocklist.drop-schema",
    ],
    ["rate", [toolCall(), { principal: someone() }, overRate], "RATE.SESSION", "guard.rate-limit"],
  ];
  test.each(refusals)("stops at the %s stage and skips the rest", (stage, words, code, policy) => {
    const verdict = decide(...words);
    expect(verdict).toMatchObject({ verdict: "deny", code, policy });
    const at = verdict.stages.findIndex((result) => result.result === "deny");
    expect(verdict.stages[at]?.stage).toBe(stage as never);
    expect(verdict.stages.slice(0, at).every((result) => result.result === "pass")).toBe(true);
    expect(verdict.stages.slice(at + 1).every((r) => r.result === "skipped")).toBe(true);
    expect(verdictDetail(verdict)).toMatchObject({ code, stage });
  });

  test.each([...surfaces])("denies a credential in the input on surface %s", (surface) => {
    const entity = {
      mcp: { kind: "tool", name: "read_file", server: "workspace" },
      hook: { kind: "tool", name: "Bash" },
      inference: { kind: "model", name: "any" },
      a2a: { kind: "agent", name: "any" },
    } as const;
    const call = toolCall({ surface, entity: entity[surface], input: { note: [`x ${pat}`] } });
    const verdict = decide(call);
    expect(verdict.verdict).toBe("deny");
    expect(verdict.code).toStartWith("SECRET.");
    expect(verdict.reason).toContain("Remove the credential at /note/0");
    expect(verdict.findings).toHaveLength(1);
    expect(JSON.stringify([verdict, verdictDetail(verdict)])).not.toContain(pat);
  });

  test("says when to come back after the limit", () => {
    const verdict = decide(toolCall(), { principal: someone() }, overRate);
    expect(verdict.retryAfterMs).toBe(1_500);
    expect(verdict.reason).toContain("300 requests a minute");
  });

  test("a question lets later stages deny", () => {
    const call = toolCall({ input: { command: "npm publish" } });
    expect(decide(call)).toMatchObject({ verdict: "ask", code: "BLOCKLIST.package-publish" });
    const denied = decide(call, { principal: someone() }, overRate);
    expect(denied).toMatchObject({ verdict: "deny", code: "RATE.SESSION" });
    expect(denied.stages.map((stage) => stage.result)).toEqual([
      "pass",
      "pass",
      "pass",
      "ask",
      "deny",
    ]);
  });

  test("keeps the row's detail of an allowed call under 250 bytes", () => {
    expect(JSON.stringify(verdictDetail(decide(toolCall()))).length).toBeLessThan(250);
  });

  test("judges a hook's name for a tool of ours by that tool's rules", () => {
    const policy = policyOf([
      ...allowEverything,
      { entity: "mcp://workspace/delete_file", subject: "role:admin", access: "deny" },
    ]);
    const hook = describeHookTool("mcp__workspace__delete_file", policy);
    expect(hook.target).toBe("hook://mcp__workspace__delete_file");
    expect(mayReach(someone(), hook.entity, policy).allowed).toBe(false);
    const other = describeHookTool("mcp__workspace__read_file", policy);
    expect(mayReach(someone(), other.entity, policy).allowed).toBe(true);
  });

  test("carries a rule's auto-approval", () => {
    const rule: Rule = {
      entity: "hook://Read",
      subject: "role:admin",
      access: "allow",
      auto_approve: true,
    };
    const call = toolCall({ surface: "hook", entity: { kind: "tool", name: "Read" } });
    const verdict = decide(call, { principal: someone() }, admitted, [rule]);
    expect(verdict).toMatchObject({ verdict: "allow", autoApprove: true });
  });
});

describe("M06 access rules", () => {
  const workspace = { kind: "tool", name: "read_file", server: "workspace" } as const;
  const rule = (subject: string, access: "allow" | "deny", entity = "mcp://workspace"): Rule => ({
    entity,
    subject,
    access,
  });
  const ada = someone({ role: "user", departments: ["research", "ops"] });

  test.each<[string, readonly Rule[], boolean]>([
    ["no rule means no", [], false],
    ["a role's rule lets in", [rule("role:user", "allow")], true],
    ["another role's rule does not", [rule("role:admin", "allow")], false],
    [
      "a department outranks a role",
      [rule("role:user", "allow"), rule("department:ops", "deny")],
      false,
    ],
    [
      "a user outranks a department",
      [rule("department:ops", "deny"), rule(`user:${ada.userId}`, "allow")],
      true,
    ],
    ["an e-mail names a user, whatever its case", [rule("user:ADA@EXAMPLE.COM", "allow")], true],
    [
      "deny beats allow in a band",
      [rule("department:research", "allow"), rule("department:ops", "deny")],
      false,
    ],
    [
      "deny of a server beats allow of its tool in a band",
      [rule("role:user", "allow", "mcp://workspace/read_file"), rule("role:user", "deny")],
      false,
    ],
    [
      "a pattern covers the server's tools",
      [rule("role:user", "allow", "mcp://workspace/*")],
      true,
    ],
    ["a pattern covers every server", [rule("role:user", "allow", "mcp://*")], true],
    ["a longer name is another server", [rule("role:user", "allow", "mcp://work")], false],
  ])("%s", (_title, rules, allowed) => {
    expect(mayReach(ada, workspace, policyOf(rules)).allowed).toBe(allowed);
  });

  test("a token's scope narrows and never widens", () => {
    const policy = policyOf([rule("role:user", "allow")]);
    const reach = (
      scopes: readonly string[],
      credential: Principal["credential"] = "access_token",
    ) => mayReach({ ...ada, scopes, credential }, workspace, policy).allowed;
    expect(reach(["mcp:workspace"])).toBe(true);
    expect(reach(["mcp:other"])).toBe(false);
    expect(reach([])).toBe(false);
    expect(reach([], "none")).toBe(true);
    expect(
      mayReach({ ...ada, role: "a2a", scopes: ["mcp:workspace"] }, workspace, policy).allowed,
    ).toBe(false);
  });

  test("a tool that is switched off is reached by nobody", () => {
    const mcp = { workspace: { tools: { read_file: { enabled: false } } } };
    const policy = policyOf([rule("role:user", "allow")], { mcp });
    expect(mayReach(ada, workspace, policy)).toMatchObject({
      allowed: false,
      cause: "tool-disabled",
    });
  });

  test("a rule about one tool opens its server's door and nothing else", () => {
    const policy = policyOf([rule("role:user", "allow", "mcp://workspace/read_file")]);
    expect(mayEnter(ada, "workspace", policy)).toBe(true);
    expect(mayEnter(ada, "other", policy)).toBe(false);
    expect(mayReach(ada, { kind: "server", name: "workspace" }, policy).allowed).toBe(false);
    expect(mayEnter({ ...ada, scopes: ["mcp:other"] }, "workspace", policy)).toBe(false);
  });

  test("explains every rule about the entity with its fate", () => {
    const rules = [
      rule("role:user", "allow"),
      rule("department:ops", "deny"),
      rule("department:research", "allow"),
      rule("user:bob@example.com", "allow"),
      rule("role:user", "allow", "mcp://other"),
    ];
    const explanation = explainAccess(ada, workspace, policyOf(rules));
    expect(explanation.decidingBand).toBe("department");
    expect(explanation.considered.map(({ rule: r, fate }) => `${r.subject} ${fate}`)).toEqual([
      "user:bob@example.com other-subject",
      "department:ops decides",
      "department:research overruled",
      "role:user outranked",
    ]);
  });

  const names = fc.constantFrom("one", "two", "three");
  const entities = fc.oneof(
    names.map((name) => `mcp://${name}`),
    fc.tuple(names, names).map(([server, tool]) => `mcp://${server}/${tool}`),
    names.map((name) => `mcp://${name}/*`),
    fc.constant("mcp://*"),
  );
  const subjects = fc.oneof(
    fc.constantFrom(...tiers).map((tier) => `role:${tier}`),
    names.map((name) => `department:${name}`),
    fc.constantFrom("user:ada@example.com", "user:bob@example.com"),
  );
  const anyRule = fc.record({
    entity: entities,
    subject: subjects,
    access: fc.constantFrom("allow" as const, "deny" as const),
  });

  /** The rule in its own words, without an index. */
  function reference(principal: Principal, key: string, rules: readonly Rule[]): boolean {
    const server = key.slice(0, key.lastIndexOf("/"));
    const covers = (r: Rule) => [key, server, `${server}/*`, "mcp://*"].includes(r.entity);
    const bands = [
      [`user:${principal.email?.toLowerCase()}`],
      principal.departments.map((name) => `department:${name}`),
      [`role:${principal.role}`],
    ];
    for (const band of bands) {
      const matching = rules.filter((r) => covers(r) && band.includes(r.subject));
      if (matching.length > 0) return matching.every((r) => r.access === "allow");
    }
    return false;
  }

  test("what is listed is exactly what may be called, and both are what the rules say", () => {
    fc.assert(
      fc.property(
        fc.array(anyRule, { maxLength: 12 }),
        fc.constantFrom(...tiers),
        fc.uniqueArray(names, { maxLength: 2 }),
        fc.constantFrom("ada@example.com", "eve@example.com"),
        (rules, role, departments, email) => {
          const policy = policyOf(rules);
          const principal = someone({ role, departments, email });
          for (const server of ["one", "two", "three"]) {
            for (const name of ["one", "two", "three"]) {
              const entity = { kind: "tool", name, server } as const;
              const listed = mayReach(principal, entity, policy).allowed;
              const call = toolCall({ entity, input: {} });
              const verdict = govern(call, { principal }, policy, admitted, meter());
              expect(verdict.verdict === "allow").toBe(listed);
              expect(listed).toBe(reference(principal, `mcp://${server}/${name}`, rules));
              if (listed) expect(mayEnter(principal, server, policy)).toBe(true);
            }
          }
        },
      ),
      { numRuns: 300 },
    );
  });
});
