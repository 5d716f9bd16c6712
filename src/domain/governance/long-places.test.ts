import { describe, expect, test } from "bun:test";
import type { GovernedCall } from "#shared/governed-call.ts";
import type { JsonValue } from "#shared/json.ts";
import type { ClientId, SessionId, UserId } from "#shared/ids.ts";
import { govern } from "./govern.ts";
import { compilePolicy } from "./policy/compile-policy.ts";
import { verdictDetail } from "./verdict-detail.ts";

const rules = [{ entity: "mcp://files", subject: "role:user", access: "allow" }] as const;
const policy = compilePolicy(
  { governance: {}, access_control: { rules }, mcp: {} },
  "0".repeat(64),
);
const principal = {
  userId: "u" as UserId,
  email: null,
  role: "user",
  scopes: ["*"],
  departments: [],
  clientId: "c" as ClientId,
  sessionId: "s" as SessionId,
  tokenId: null,
  credential: "access_token",
} as const;

function judge(input: JsonValue) {
  const call: GovernedCall = {
    surface: "mcp",
    method: "tools/call",
    target: "mcp://files/run",
    entity: { kind: "tool", name: "run", server: "files" },
    input,
    argumentKinds: {},
    declaresPermissions: true,
    cwd: null,
    blocklist: {},
  };
  return govern(call, { principal }, policy, { admitted: true }, () => 0);
}

const long = "k".repeat(3_000);
const token = ["AKIA", "Z7VRNPQ4", "KX3MTW2D"].join("");
let deep: JsonValue = "too deep";
for (let level = 0; level < 300; level++) deep = { [long.slice(0, 100)]: deep };

describe("M03 M05 a place with a long name", () => {
  test.each([
    ["a credential", { [long]: token }, "guard.secret-scan"],
    ["a destructive command", { [long]: { command: "rm -rf /" } }, "guard.blocklist"],
    ["a value that is too deep", deep, "guard.secret-scan"],
  ] as const)("under which %s lies is cut in the reason and in the row", (_, input, stage) => {
    const verdict = judge(input as JsonValue);
    expect(verdict).toMatchObject({ verdict: "deny", policy: expect.stringContaining(stage) });
    expect(verdict.reason.length).toBeLessThan(1_024);
    expect(JSON.stringify(verdictDetail(verdict)).length).toBeLessThan(2_048);
  });
});
