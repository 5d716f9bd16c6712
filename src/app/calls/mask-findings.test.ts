import { describe, expect, test } from "bun:test";
import { scanForSecrets } from "#domain/governance/secrets/scan-value.ts";
import type { JsonValue } from "#shared/json.ts";
import { maskFindings } from "./mask-findings.ts";

const token = ["gh", "p_", "A1b2C3d4E5f6G7h8I9j0K1l2M3n4O5p6Q7r8"].join("");

describe("M03 an input with a credential, as it is hashed", () => {
  test.each<readonly [string, JsonValue]>([
    ["a value", { a: `use ${token}` }],
    ["a list", { a: [1, token] }],
    ["a key", { [token]: 1 }],
    ["a key further in", { a: { [`x ${token}`]: { b: [2] } } }],
    ["a value under such a key", { [token]: { b: token } }],
    ["two members of one object", { a: token, b: token }],
    ["the whole", token],
  ])("holds it no more where it was %s", (_, value) => {
    const { findings } = scanForSecrets(value, { disabledKinds: new Set() });
    expect(findings.length).toBeGreaterThan(0);
    expect(JSON.stringify(maskFindings(value, findings))).not.toContain(token);
  });
});
