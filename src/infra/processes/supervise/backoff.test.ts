import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import {
  backoff,
  initialSupervision,
  retryDelayMs,
  type Supervision,
  type SupervisionEvent,
  transition,
} from "./backoff.ts";

const fell: SupervisionEvent = { type: "fell", reason: "it ended" };

function play(events: readonly (readonly [SupervisionEvent, number])[]): Supervision {
  return events.reduce(
    (at, [event, nowMs]) => transition(at, event, nowMs, 0.5),
    initialSupervision,
  );
}

describe("M18 the states of a supervised child", () => {
  test("go from stopped over starting to ready, and back off after a fall", () => {
    expect(play([[{ type: "start" }, 0]]).state).toBe("starting");
    const ready = play([
      [{ type: "start" }, 0],
      [{ type: "became-ready" }, 5],
    ]);
    expect(ready).toMatchObject({ state: "ready", readyAtMs: 5, reason: null });
    expect(transition(ready, fell, 6, 0.5)).toMatchObject({
      state: "backing-off",
      failures: 1,
      retryInMs: 250,
      readyAtMs: null,
      reason: "it ended",
    });
  });

  test("wait longer after each rapid failure, and never longer than the cap", () => {
    const waits = Array.from({ length: 12 }, (_, index) => retryDelayMs(index + 1, 0.5));
    expect(waits.slice(0, 4)).toEqual([250, 500, 1_000, 2_000]);
    expect(waits.at(-1)).toBe(backoff.retryMsMax);
  });

  test("are failed after too many rapid failures, still with a next try", () => {
    let at = initialSupervision;
    for (let failure = 0; failure < backoff.rapidFailuresMax; failure++) {
      at = transition(transition(at, { type: "start" }, 0, 0.5), fell, 0, 0.5);
    }
    expect(at).toMatchObject({ state: "failed", failures: backoff.rapidFailuresMax });
    expect(at.retryInMs).toBeGreaterThan(0);
    expect(transition(at, { type: "start" }, 0, 0.5).state).toBe("starting");
  });

  test("forget failures after a sustained time of being ready, and not before", () => {
    const failing: readonly (readonly [SupervisionEvent, number])[] = [
      [{ type: "start" }, 0],
      [fell, 0],
      [{ type: "start" }, 0],
      [{ type: "became-ready" }, 0],
    ];
    expect(play([...failing, [fell, backoff.sustainedMs - 1]]).failures).toBe(2);
    expect(play([...failing, [fell, backoff.sustainedMs]]).failures).toBe(1);
  });

  test("do not turn a stopping child into a failing one", () => {
    const stopping = play([
      [{ type: "start" }, 0],
      [{ type: "stop" }, 1],
    ]);
    expect(transition(stopping, fell, 2, 0.5)).toEqual(stopping);
    expect(transition(stopping, { type: "became-ready" }, 2, 0.5)).toEqual(stopping);
  });

  test("hold a wait exactly while backing off or failed, whatever happens", () => {
    const types = ["start", "became-ready", "fell", "stop", "ended"] as const;
    const event = fc.constantFrom(...types).map((type) => ({ type, reason: "x" }));
    fc.assert(
      fc.property(
        fc.array(fc.tuple(event, fc.nat(), fc.double({ min: 0, max: 0.999, noNaN: true }))),
        (steps) => {
          let at = initialSupervision;
          for (const [step, nowMs, random] of steps) {
            at = transition(at, step as SupervisionEvent, nowMs, random);
            const waiting = at.state === "backing-off" || at.state === "failed";
            expect(at.retryInMs !== null).toBe(waiting);
            expect(at.readyAtMs !== null).toBe(at.state === "ready");
            expect(at.retryInMs ?? 0).toBeLessThanOrEqual(backoff.retryMsMax * 1.2);
          }
        },
      ),
    );
  });
});
