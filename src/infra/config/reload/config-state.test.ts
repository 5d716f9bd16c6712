import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import type { LoadedServices, ServicesConfig } from "../services/services-config.ts";
import { type ConfigEvent, type ConfigState, startState, transition } from "./config-state.ts";

/** The machine never looks into a configuration. */
const config = {} as ServicesConfig;

const good = (hash: string): LoadedServices => ({ config, hash, diagnostics: [], rulePlaces: [] });

const bad: LoadedServices = { config: null, hash: null, diagnostics: [], rulePlaces: [] };

function run(events: readonly ConfigEvent[]) {
  let state: ConfigState = startState({ version: 1, hash: "one", config });
  const effects: string[] = [];
  for (const event of events) {
    const next = transition(state, event);
    state = next.state;
    effects.push(...next.effects);
  }
  return { state, effects };
}

const changed: ConfigEvent = { name: "files-changed" };
const loaded = (services: LoadedServices): ConfigEvent => ({
  name: "loaded",
  loaded: services,
  atMs: 1,
});
const committed = (version: number): ConfigEvent => ({ name: "committed", version, atMs: 2 });
const adopted = (version: number, hash: string): ConfigEvent => ({
  name: "adopted",
  snapshot: { version, hash, config },
  atMs: 3,
});

describe("M49 a change of the configuration", () => {
  test("is loaded, committed and only then swapped in", () => {
    const { state, effects } = run([changed, loaded(good("two")), committed(2)]);
    expect(effects).toEqual(["load", "commit", "swap"]);
    expect(state.running).toMatchObject({ version: 2, hash: "two" });
    expect(state.lastAttempt?.result).toBe("applied");
  });

  test("that is bad keeps the running one and is remembered", () => {
    const { state, effects } = run([changed, loaded(bad)]);
    expect(effects).toEqual(["load"]);
    expect(state.running.hash).toBe("one");
    expect(state.lastAttempt?.result).toBe("refused");
  });

  test("that means the same is neither committed nor swapped", () => {
    const { state, effects } = run([changed, loaded(good("one"))]);
    expect(effects).toEqual(["load"]);
    expect(state.lastAttempt?.result).toBe("unchanged");
  });

  test("that cannot be recorded does not come into force", () => {
    const failed: ConfigEvent = { name: "commit-failed", problem: "no database", atMs: 2 };
    const { state, effects } = run([changed, loaded(good("two")), failed]);
    expect(effects).toEqual(["load", "commit"]);
    expect(state.running.hash).toBe("one");
    expect(state.lastAttempt).toMatchObject({ result: "not-recorded", problem: "no database" });
  });

  test("in the middle of another one is read afterwards", () => {
    const { state, effects } = run([changed, changed, loaded(good("two")), changed, committed(2)]);
    expect(effects).toEqual(["load", "commit", "swap", "load"]);
    expect(state.phase.name).toBe("loading");
  });

  test("of another replica comes into force when it is newer", () => {
    expect(run([adopted(2, "two")]).effects).toEqual(["swap"]);
    expect(run([adopted(1, "zero")]).effects).toEqual([]);
    expect(run([adopted(2, "one")]).effects).toEqual([]);
  });

  test("that is overtaken by a newer snapshot does not replace it", () => {
    const { state } = run([changed, loaded(good("two")), adopted(3, "three"), committed(2)]);
    expect(state.running).toMatchObject({ version: 3, hash: "three" });
  });

  test("swaps only for a commit or a snapshot, and goes back only with the database", () => {
    const snapshot = fc
      .tuple(fc.integer({ min: 1, max: 9 }), fc.constantFrom("one", "four"))
      .map(([version, hash]) => adopted(version, hash));
    const event = fc.oneof(
      fc.constant(changed),
      fc.constantFrom("one", "two", "three").map((hash) => loaded(good(hash))),
      fc.constant(loaded(bad)),
      fc.integer({ min: 1, max: 9 }).map(committed),
      fc.constant<ConfigEvent>({ name: "commit-failed", problem: "x", atMs: 1 }),
      snapshot,
      snapshot.map((one) => ({ ...one, name: "regained" }) as ConfigEvent),
    );
    fc.assert(
      fc.property(fc.array(event, { maxLength: 40 }), (events) => {
        let state = startState({ version: 1, hash: "one", config });
        for (const one of events) {
          const next = transition(state, one);
          if (next.effects.includes("swap")) {
            expect(["committed", "adopted", "regained"]).toContain(one.name);
          }
          if (!isAfterLoss(state, one)) {
            expect(next.state.running.version).toBeGreaterThanOrEqual(state.running.version);
          }
          state = next.state;
        }
      }),
    );
  });
});

/** The database counts versions anew: it says so, or gives a number it had given before. */
function isAfterLoss(state: ConfigState, event: ConfigEvent): boolean {
  if (event.name === "regained") return true;
  return (
    event.name === "committed" &&
    state.phase.name === "committing" &&
    event.version <= state.phase.after
  );
}
