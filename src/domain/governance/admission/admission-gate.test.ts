import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { addressPrefix } from "./address-prefix.ts";
import { createAdmissionGate, type Suppression } from "./admission-gate.ts";

function gateOf(options: { rowsPerWindow?: number; sourcesMax?: number } = {}) {
  const summaries: Suppression[] = [];
  const onSuppressed = (summary: Suppression) => summaries.push(summary);
  return { summaries, gate: createAdmissionGate({ rowsPerWindow: 3, onSuppressed, ...options }) };
}

describe("M01 admission before parsing", () => {
  test("closes for a source after its rows and opens when its window ends", () => {
    const { gate, summaries } = gateOf();
    for (let refusal = 0; refusal < 3; refusal++) {
      expect(gate.admit(["a"], 1_000)).toEqual({ state: "open" });
      gate.countRefusal(["a"], 1_000);
    }
    expect(gate.admit(["a"], 11_000)).toEqual({ state: "closed", retryAfterMs: 50_000 });
    expect(gate.admit(["b"], 11_000)).toEqual({ state: "open" });
    expect(gate.admit(["b", "a"], 12_000)).toMatchObject({ state: "closed" });
    expect(summaries).toEqual([]);
    expect(gate.admit(["a"], 61_000)).toEqual({ state: "open" });
    expect(summaries).toEqual([{ source: "a", suppressed: 2, fromMs: 1_000, toMs: 61_000 }]);
  });

  test("reports a source that fell silent once, when swept", () => {
    const { gate, summaries } = gateOf({ rowsPerWindow: 1 });
    gate.countRefusal(["a"], 0);
    gate.admit(["a"], 1);
    gate.sweep(59_999);
    expect(summaries).toHaveLength(0);
    gate.sweep(60_000);
    gate.sweep(120_000);
    expect(summaries).toHaveLength(1);
    expect(gate.size).toBe(0);
  });

  test("never remembers more sources than its bound and loses no count when it forgets", () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.integer({ min: 0, max: 30 }), fc.integer({ min: 0, max: 5_000 })), {
          maxLength: 300,
        }),
        (arrivals) => {
          const { gate, summaries } = gateOf({ sourcesMax: 8 });
          let nowMs = 0;
          let closed = 0;
          for (const [name, advanceMs] of arrivals) {
            nowMs += advanceMs;
            const source = [`s${name}`];
            if (gate.admit(source, nowMs).state === "closed") closed++;
            else gate.countRefusal(source, nowMs);
            expect(gate.size).toBeLessThanOrEqual(8);
          }
          gate.sweep(nowMs + 60_000);
          const reported = summaries.reduce((sum, summary) => sum + summary.suppressed, 0);
          expect(reported).toBe(closed);
        },
      ),
    );
  });
});

describe("M05 address prefixes", () => {
  test.each([
    ["203.0.113.7", "203.0.113.7"],
    ["::ffff:203.0.113.7", "203.0.113.7"],
    ["2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"],
    ["2001:db8:1:2::1", "2001:db8:1:2::/64"],
    ["2001:0DB8:0001:0002:ffff::", "2001:db8:1:2::/64"],
    ["fe80::1%eth0", "fe80:0:0:0::/64"],
    ["::1", "0:0:0:0::/64"],
    ["", "unknown"],
  ])("%s is counted as %s", (address, prefix) => {
    expect(addressPrefix(address)).toBe(prefix);
  });
});
