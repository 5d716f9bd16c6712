import { describe, expect, test } from "bun:test";
import { readRuleIds } from "./read-rule-ids.ts";
import { ruleIds } from "./rule-ids.ts";

const advice = "the rules changed: run bun scripts/rule-ids.ts";

describe("M04 the rules that an exception may name", () => {
  test("are those that the sources spell, so that none of them is refused", async () => {
    const spelt = await readRuleIds();
    expect(spelt.length).toBeGreaterThan(400);
    const missing = spelt.filter((id) => !ruleIds.includes(id));
    const gone = ruleIds.filter((id) => !spelt.includes(id));
    expect({ missing, gone, advice }).toEqual({ missing: [], gone: [], advice });
  });
});
