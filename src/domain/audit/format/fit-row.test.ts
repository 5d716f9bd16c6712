import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { isAppError } from "#shared/errors.ts";
import type { JsonObject, JsonValue } from "#shared/json.ts";
import { decisionEntry, outcomeEntry } from "../test-evidence.ts";
import { canonicalRow } from "./canonical-row.ts";
import { fitRow } from "./fit-row.ts";
import { mintRowId } from "./row-id.ts";

const id = mintRowId(1_700_000_000_000);
const fit = (entry: ReturnType<typeof decisionEntry>) => {
  const { fields, isEscaped } = fitRow(entry, id, "salt");
  return JSON.parse(canonicalRow(fields, "1", isEscaped)) as JsonObject;
};

describe("M09 a refusal or an outcome always has a row", () => {
  test("texts over their bounds are cut, and what fits stays as it is", () => {
    const row = fit(outcomeEntry({ reason: "r".repeat(5_000), target: "t".repeat(2_000) }));
    expect([String(row["reason"]).length, String(row["target"]).length]).toEqual([2_048, 1_024]);
    expect(row["detail"]).toMatchObject({ duration_us: 1_200 });
  });

  test("half characters and NUL become a mark", () => {
    const row = fit(decisionEntry({ verdict: "deny", reason: "a\u0000b\ud800c" }));
    expect(row["reason"]).toBe("a\ufffdb\ufffdc");
  });

  test("an outcome whose detail is too large still names its decision", () => {
    const many = Object.fromEntries(Array.from({ length: 30 }, (_, at) => [`k${at}`, wide()]));
    const row = fit(outcomeEntry({ detail: { ...many, decision_id: "d-1" } }));
    expect(row).toMatchObject({ policy: "audit.unfit", detail: { decision_id: "d-1" } });
  });

  test("a permission that does not fit is refused: nothing has begun", () => {
    expect(() => fit(decisionEntry({ reason: "r".repeat(5_000) }))).toThrow("exceeds 2048");
  });

  test("no text and no detail keeps a denial from its row", () => {
    const text = fc.string({ unit: "binary", maxLength: 3_000 });
    fc.assert(
      fc.property(text, text, fc.dictionary(text, fc.jsonValue()), (target, reason, detail) => {
        const entry = { verdict: "deny", target, reason, agentId: reason } as const;
        fit(decisionEntry({ ...entry, detail: detail as JsonObject }));
      }),
      { numRuns: 200 },
    );
  });

  test("a fault that is no matter of size is not hidden", () => {
    const broken = { ...outcomeEntry(), correlation: null } as unknown as ReturnType<
      typeof outcomeEntry
    >;
    let caught: unknown;
    try {
      fit(broken);
    } catch (error) {
      caught = error;
    }
    expect(caught).toBeInstanceOf(Error);
    expect(isAppError(caught)).toBe(false);
  });
});

/** Within every single bound, and too much together. */
function wide(): JsonValue {
  return Array.from({ length: 32 }, () => "x".repeat(250));
}
