import { afterAll, beforeEach, describe, expect, test } from "bun:test";
import { compilePolicy } from "#domain/governance/policy/compile-policy.ts";
import type { PolicySnapshot } from "#domain/governance/policy/policy-snapshot.ts";
import type { GovernedCall, RateGrant } from "#shared/governed-call.ts";
import type { CallDeps, Caller } from "./call-deps.ts";
import { createLargeScanner } from "./scan-large.ts";
import { searchLarge } from "./search-large.ts";

const real = createLargeScanner();
afterAll(() => real.close());

const rules = [{ entity: "mcp://files", subject: "role:user", access: "allow" }] as const;
const compile = (hash: string, disabled: readonly string[] = []) =>
  compilePolicy(
    {
      governance: { secrets: { disabled_kinds: [...disabled] } },
      access_control: { rules },
      mcp: {},
    },
    hash.repeat(64),
  );
const policy = compile("a");
const token = ["AKIA", "Z7VRNPQ4", "KX3MTW2D"].join("");
const admitted: RateGrant = { admitted: true };

let scans: (readonly string[])[];
let inForce: PolicySnapshot;
beforeEach(() => {
  scans = [];
  inForce = policy;
});

function search(role: "user" | "mcp", grant: RateGrant, onScan = () => {}) {
  const deps = {
    policy: () => inForce,
    largeScanner: {
      scan: (value, kinds, session) => {
        scans.push(kinds.disabled);
        onScan();
        return real.scan(value, kinds, session);
      },
    },
  } satisfies Pick<CallDeps, "policy" | "largeScanner">;
  const principal = { role, scopes: ["*"], departments: [], userId: "u", email: null };
  const authentication = { principal: { ...principal, sessionId: "s", credential: "pat" } };
  const call = {
    target: "mcp://files/write",
    entity: { kind: "tool", name: "write", server: "files" },
    input: { content: token },
  } as unknown as GovernedCall;
  const described = (newer: PolicySnapshot) => ({ ...call, method: newer.hash });
  const options = { policy, grant, describe: described };
  return searchLarge(
    deps as unknown as CallDeps,
    { authentication } as unknown as Caller,
    call,
    options,
  );
}

const kindsOf = ({ policy: judged }: { readonly policy: PolicySnapshot }) =>
  judged.scanSecrets(null).findings.map(({ kind }) => kind);

describe("M03 M04 a large input", () => {
  test("is searched once for whoever may make the call", async () => {
    const result = await search("user", admitted);
    expect([kindsOf(result), result.searched, scans.length]).toEqual([
      ["aws.access-key-id"],
      true,
      1,
    ]);
  });

  test("is not searched for whom no rule lets through, nor for whom the limiter refused", async () => {
    expect((await search("mcp", admitted)).searched).toBe(false);
    const over = { admitted: false, scope: "user", limitPerMinute: 1, retryAfterMs: 1 } as const;
    expect((await search("user", over)).searched).toBe(false);
    expect(scans).toEqual([]);
  });

  test("is judged by the rules that came into force while it was searched", async () => {
    const newer = compile("b");
    const result = await search("user", admitted, () => (inForce = newer));
    expect([result.policy.hash, result.call.method, scans.length]).toEqual([
      newer.hash,
      newer.hash,
      1,
    ]);
  });

  test("is searched again when other kinds count by then", async () => {
    inForce = policy;
    const off = compile("c", ["aws.access-key-id"]);
    const result = await search("user", admitted, () => (inForce = off));
    expect(scans).toEqual([policy.kindChoice.disabled, ["aws.access-key-id"]]);
    expect([kindsOf(result), result.call.method]).toEqual([[], off.hash]);
  });
});
