import { describe, expect, test } from "bun:test";
import type { BlocklistException } from "#infra/config/schemas/governance.ts";
import type { GovernedCall } from "#shared/governed-call.ts";
import type { JsonValue } from "#shared/json.ts";
import type { ClientId, SessionId, UserId } from "#shared/ids.ts";
import { govern } from "../govern.ts";
import { compilePolicy, type PolicySources } from "../policy/compile-policy.ts";
import { toolPolicy } from "../hook-tools.ts";
import { verdictDetail } from "../verdict-detail.ts";

const principal = {
  userId: "u" as UserId,
  email: null,
  role: "user",
  scopes: ["*"],
  departments: ["build"],
  clientId: "c" as ClientId,
  sessionId: "s" as SessionId,
  tokenId: null,
  credential: "access_token",
} as const;

const push = "git push --force origin main";
const holding: BlocklistException = {
  id: "mirror-rewrite",
  entity: "mcp://build/run",
  category: "force-push",
  reason: "The mirror is rewritten each night.",
  until: "2030-06-30",
};

interface Asked {
  readonly exception?: Partial<BlocklistException>;
  readonly now?: string;
  readonly tool?: string;
  readonly mcp?: PolicySources["mcp"];
}

function judge(input: JsonValue, asked: Asked = {}) {
  const { exception = {}, now = "2030-06-30T23:59:59Z", tool = "run", mcp = {} } = asked;
  const { category: _category, ...byRule } = holding;
  const base = exception.rule === undefined ? holding : byRule;
  const sources = {
    governance: { blocklist: { exceptions: [{ ...base, ...exception }] } },
    access_control: {
      rules: [{ entity: "mcp://build", subject: "role:user", access: "allow" as const }],
    },
    mcp,
  };
  const policy = compilePolicy(sources, "0".repeat(64), { nowMs: () => Date.parse(now) });
  const call: GovernedCall = {
    surface: "mcp",
    method: "tools/call",
    target: `mcp://build/${tool}`,
    entity: { kind: "tool", name: tool, server: "build" },
    input,
    ...toolPolicy(policy, "build", tool),
    declaresPermissions: true,
    cwd: null,
  };
  return govern(call, { principal }, policy, { admitted: true }, () => 0);
}

const verdictOf = (input: JsonValue, asked: Asked = {}) => judge(input, asked).verdict;

describe("M04 an exception", () => {
  test("lets what it names pass, and the row of the call names it", () => {
    const verdict = judge({ command: push });
    expect(verdict.verdict).toBe("allow");
    expect(verdictDetail(verdict)).toMatchObject({ exceptions: ["mirror-rewrite"] });
  });

  test("is not named where it was not needed", () => {
    expect(verdictDetail(judge({ command: "git status" }))).not.toHaveProperty("exceptions");
  });

  test("holds no longer on the day after its last one", () => {
    expect(verdictOf({ command: push }, { now: "2030-07-01T00:00:00Z" })).toBe("deny");
  });

  test.each([
    ["another category", { command: "rm -rf /" }],
    ["a second thing in the same command", { command: `${push}; rm -rf /` }],
    ["a second argument", { command: push, script: "rm -rf /" }],
  ])("lets %s meet its denial", (_, input) => {
    expect(verdictOf(input)).toBe("deny");
  });

  test("of one tool says nothing about another, one of a server about all of its tools", () => {
    expect(verdictOf({ command: push }, { tool: "other" })).toBe("deny");
    const exception = { entity: "mcp://build" };
    expect(verdictOf({ command: push }, { tool: "other", exception })).toBe("allow");
    expect(verdictOf({ command: push }, { exception: { entity: "mcp://other" } })).toBe("deny");
  });

  test("of one rule says nothing about the other rules of its category", () => {
    const exception = { rule: "git.force-push" };
    const [found] = judge({ command: push }, { exception: { entity: "mcp://no" } }).stages.flatMap(
      ({ detail }) => (detail === undefined ? [] : [detail as { rule?: string }]),
    );
    expect(verdictOf({ command: push }, { exception: { rule: found?.rule ?? "" } })).toBe("allow");
    expect(verdictOf({ command: push }, { exception: { ...exception, rule: "git.other" } })).toBe(
      "deny",
    );
  });

  test("for a role or a department holds for nobody else", () => {
    const pass = (subject: string) => verdictOf({ command: push }, { exception: { subject } });
    expect(["role:user", "department:build"].map(pass)).toEqual(["allow", "allow"]);
    expect(["role:admin", "department:sales", "department:user"].map(pass)).toEqual([
      "deny",
      "deny",
      "deny",
    ]);
  });

  test("with arguments holds for exactly those, in that argument, without further words", () => {
    const exception = { arguments: { command: push } };
    expect(verdictOf({ command: push, note: "nightly" }, { exception })).toBe("allow");
    expect(verdictOf({ command: `${push} ` }, { exception })).toBe("deny");
    expect(verdictOf({ command: push, script: push }, { exception })).toBe("deny");
    const bare = { category: "recursive-delete", arguments: { command: "rm" } };
    expect(verdictOf({ command: "rm", args: ["-rf", "/"] }, { exception: bare })).toBe("deny");
    const whole = { ...bare, arguments: { command: "rm", args: ["-rf", "/"] } };
    expect(verdictOf({ command: "rm", args: ["-rf", "/"] }, { exception: whole })).toBe("allow");
  });

  test("for what cannot be read does not excuse a call that is too large to be read", () => {
    const input = { command: Array.from({ length: 60_000 }, () => "ls") };
    const exception = { category: "opaque-command" };
    expect(
      verdictOf(
        { queries: Array.from({ length: 60_000 }, () => "select 1"), ...input },
        {
          exception,
        },
      ),
    ).toBe("ask");
  });
});

describe("M04 a server's own settings", () => {
  const mcp = {
    build: {
      arguments: { line: "shell" as const },
      blocklist: { "force-push": "ask" as const },
      tools: { strict: { blocklist: { "force-push": "deny" as const } } },
    },
  };
  const exception = { entity: "mcp://other" };

  test("hold for each of its tools, one that no file names included", () => {
    expect(verdictOf({ line: push }, { mcp, exception, tool: "unnamed" })).toBe("ask");
    expect(verdictOf({ line: push }, { exception, tool: "unnamed" })).toBe("allow");
  });

  test("give way to what the file says of one tool", () => {
    expect(verdictOf({ line: push }, { mcp, exception, tool: "strict" })).toBe("deny");
  });
});
