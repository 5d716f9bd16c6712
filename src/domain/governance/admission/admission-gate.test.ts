import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { addressPrefix } from "./address-prefix.ts";
import {
  createAdmissionGate,
  type Suppression,
  trialsOfSourcePerSecond,
  trialsPerSecond,
} from "./admission-gate.ts";

interface Bounds {
  readonly rowsPerWindow?: number;
  readonly rowsOfAllPerWindow?: number;
  readonly sourcesMax?: number;
}

function gateOf(options: Bounds = {}) {
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

  test("closes for everyone once all sources together have used up their rows", () => {
    const { gate, summaries } = gateOf({ rowsOfAllPerWindow: 10, sourcesMax: 4 });
    const states: string[] = [];
    for (let address = 0; address < 50; address++) {
      const { state } = gate.admit([`a${address}`], address);
      states.push(state);
      if (state === "open") gate.countRefusal([`a${address}`], address);
    }
    expect(states.filter((state) => state === "open")).toHaveLength(10);
    expect(gate.admit(["new"], 100, true)).toMatchObject({ state: "trial" });
    gate.countFailedTrial(["new"], 100);
    expect(gate.admit(["new"], 60_000)).toEqual({ state: "open" });
    gate.sweep(200_000);
    const suppressed = summaries.reduce((sum, summary) => sum + summary.suppressed, 0);
    expect(suppressed).toBe(40 + 1);
    expect(summaries).toMatchObject([{ source: "everyone", suppressed: 40 + 1 }]);
    expect(gate.size).toBe(0);
  });

  test("keeps looks for addresses that were never refused while a hundred others flood", () => {
    const { gate } = gateOf({ rowsPerWindow: 600, rowsOfAllPerWindow: 10 });
    const flood = Array.from({ length: 100 }, (_, index) => [`a${index}`]);
    for (const address of flood) gate.countRefusal(address, 0);
    let tried = 0;
    for (let nowMs = 1_000; nowMs < 11_000; nowMs += 100) {
      for (const address of flood) {
        if (gate.admit(address, nowMs, true).state !== "trial") continue;
        tried += 1;
        gate.countFailedTrial(address, nowMs);
      }
      expect(gate.admit([`good${nowMs}`], nowMs, true)).toMatchObject({ state: "trial" });
    }
    expect(tried).toBe(10 * trialsOfSourcePerSecond);
  });

  test("tries a bounded number of credentials of a closed source, and counts those that fail", () => {
    const { gate, summaries } = gateOf({ rowsPerWindow: 1 });
    gate.countRefusal(["a"], 0);
    const tried = () =>
      Array.from({ length: 50 }, () => gate.admit(["a"], 100, true)).filter(
        ({ state }) => state === "trial",
      ).length;
    expect(gate.admit(["a"], 100)).toMatchObject({ state: "closed" });
    expect(tried()).toBe(trialsOfSourcePerSecond);
    expect(tried()).toBe(0);
    gate.countFailedTrial(["a"], 200);
    expect(gate.admit(["a"], 1_100, true)).toMatchObject({ state: "trial" });
    gate.sweep(60_000);
    // One without a credential, those past the bound of the second, and the trial that failed.
    const suppressed = 1 + (100 - trialsOfSourcePerSecond) + 1;
    expect(summaries).toEqual([{ source: "a", suppressed, fromMs: 0, toMs: 60_000 }]);
  });

  test("bounds the trials of all closed sources together", () => {
    const { gate } = gateOf({ rowsPerWindow: 1 });
    const sources = Array.from({ length: 20 }, (_, index) => `s${index}`);
    for (const source of sources) gate.countRefusal([source], 0);
    const states = sources.flatMap((source) =>
      Array.from({ length: 20 }, () => gate.admit([source], 10, true).state),
    );
    expect(states.filter((state) => state === "trial")).toHaveLength(trialsPerSecond);
  });

  test("a trial that fails after its window was reported is counted in the next one", () => {
    const { gate, summaries } = gateOf({ rowsPerWindow: 1 });
    gate.countRefusal(["a"], 0);
    expect(gate.admit(["a"], 59_999, true)).toMatchObject({ state: "trial" });
    gate.sweep(60_000);
    gate.countFailedTrial(["a"], 60_001);
    gate.sweep(130_000);
    expect(summaries.map(({ suppressed }) => suppressed)).toEqual([1]);
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
